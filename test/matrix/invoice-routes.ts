import type { TestOrganization } from '../support/world.ts'
import type { Call, RouteRow } from './route-row.ts'
import { invoicing, type Things } from './things.ts'

const key = () => ({ 'idempotency-key': crypto.randomUUID() })

const line = (of: Pick<Things, 'clientId' | 'taxRateId'>) => ({
  description: 'Lessons',
  quantity: 1.5,
  unitAmount: 4_500,
  clientId: of.clientId,
  taxRateIds: [of.taxRateId],
})

function invoice(accountId: string, of: Pick<Things, 'clientId' | 'taxRateId'>): Call {
  return { path: '/api/v1/invoices', body: { accountId, lines: [line(of)] } }
}

function credited(of: Pick<Things, 'correctedId'>, path: string, more: object = {}): Call {
  return {
    path: `/api/v1/invoices/${of.correctedId}/${path}`,
    headers: key(),
    body: { lines: [{ position: 0, amount: 1 }], ...more },
  }
}

const fresh = (organization: TestOrganization) => invoicing(organization)

const setting = (row: Pick<RouteRow, 'route' | 'needs'> & { body?: unknown }): RouteRow => ({
  route: row.route,
  needs: row.needs,
  ok: 200,
  withoutIds: true,
  call: () => ({ path: row.route.split(' ')[1] ?? '', body: row.body }),
})

/** Invoices, their drafts, and what takes them back. */
export const INVOICE_ROUTES: RouteRow[] = [
  {
    ...setting({ route: 'GET /api/v1/invoices', needs: 'invoices.read' }),
    call: () => ({ path: '/api/v1/invoices?limit=100' }),
  },
  setting({ route: 'GET /api/v1/invoices/totals', needs: 'invoices.read' }),
  setting({ route: 'GET /api/v1/invoices/export', needs: 'payments.export' }),
  {
    route: 'POST /api/v1/invoices',
    needs: 'invoices.issue',
    ok: 201,
    call: (of) => invoice(of.accountId, of),
    mixed: (mine, theirs) => [
      invoice(mine.accountId, { ...mine, clientId: theirs.clientId }),
      invoice(mine.accountId, { ...mine, taxRateId: theirs.taxRateId }),
    ],
  },
  {
    route: 'POST /api/v1/invoices/preview',
    needs: 'invoices.issue',
    ok: 200,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/invoices/preview',
      body: { lines: [{ description: 'Lessons', quantity: 1, unitAmount: 4_500 }] },
    }),
  },
  {
    route: 'GET /api/v1/invoices/:id',
    needs: 'invoices.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/invoices/${of.correctedId}` }),
  },
  {
    route: 'POST /api/v1/invoices/:id/credit-notes/preview',
    needs: 'invoices.credit',
    ok: 200,
    call: (of) => credited(of, 'credit-notes/preview'),
  },
  {
    route: 'POST /api/v1/invoices/:id/credit-notes',
    needs: 'invoices.credit',
    ok: 200,
    fresh,
    call: (of) => credited(of, 'credit-notes', { reason: 'One lesson less' }),
  },
  {
    route: 'POST /api/v1/invoices/:id/write-offs',
    needs: 'invoices.writeOff',
    ok: 200,
    fresh,
    call: (of) => ({
      path: `/api/v1/invoices/${of.correctedId}/write-offs`,
      headers: key(),
      body: { amount: 100, reason: 'Too small to chase' },
    }),
  },
  {
    route: 'POST /api/v1/write-offs/:id/reverse',
    needs: 'invoices.writeOff',
    ok: 200,
    fresh,
    call: (of) => ({ path: `/api/v1/write-offs/${of.writeOffId}/reverse` }),
  },
  {
    route: 'POST /api/v1/invoice-drafts',
    needs: 'invoices.issue',
    ok: 201,
    call: (of) => ({
      path: '/api/v1/invoice-drafts',
      body: { accountId: of.accountId, lines: [{ description: 'Less' }] },
    }),
  },
  {
    route: 'GET /api/v1/invoice-drafts/:id',
    needs: 'invoices.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/invoice-drafts/${of.draftId}` }),
  },
  {
    route: 'PUT /api/v1/invoice-drafts/:id',
    needs: 'invoices.issue',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/invoice-drafts/${of.draftId}`,
      body: { lines: [line(of)] },
    }),
  },
  {
    route: 'POST /api/v1/invoice-drafts/:id/issue',
    needs: 'invoices.issue',
    ok: 200,
    fresh,
    call: (of) => ({ path: `/api/v1/invoice-drafts/${of.draftId}/issue` }),
  },
  {
    route: 'POST /api/v1/invoice-drafts/:id/discard',
    needs: 'invoices.issue',
    ok: 200,
    fresh,
    call: (of) => ({ path: `/api/v1/invoice-drafts/${of.draftId}/discard` }),
  },
  {
    route: 'GET /api/v1/invoices/:id/pdf',
    needs: 'invoices.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/invoices/${of.correctedId}/pdf` }),
  },
  {
    route: 'POST /api/v1/invoices/:id/emails',
    needs: 'invoices.issue',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/invoices/${of.correctedId}/emails`,
      body: { to: 'maria@example.com' },
    }),
  },
  {
    route: 'GET /api/v1/credit-notes/:id',
    needs: 'invoices.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/credit-notes/${of.creditNoteId}` }),
  },
  {
    route: 'GET /api/v1/credit-notes/:id/pdf',
    needs: 'invoices.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/credit-notes/${of.creditNoteId}/pdf` }),
  },
  {
    route: 'POST /api/v1/credit-notes/:id/emails',
    needs: 'invoices.issue',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/credit-notes/${of.creditNoteId}/emails`,
      body: { to: 'maria@example.com' },
    }),
  },
  setting({ route: 'GET /api/v1/invoice-settings', needs: 'member' }),
  setting({
    route: 'PUT /api/v1/invoice-settings',
    needs: 'organization.manage',
    body: { termsDays: 30, howToPay: 'By bank transfer to 12 34 56' },
  }),
  {
    ...setting({ route: 'POST /api/v1/tax-rates', needs: 'organization.manage' }),
    call: () => ({
      path: '/api/v1/tax-rates',
      body: { name: crypto.randomUUID(), percent: '20', isInclusive: true },
    }),
  },
  {
    route: 'PATCH /api/v1/tax-rates/:id',
    needs: 'organization.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/tax-rates/${of.taxRateId}`, body: { isDefault: true } }),
  },
]
