import { newWord } from '../support/word.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { ALLOCATION_ROUTES } from './allocation-routes.ts'
import { ATTENTION_ROUTES } from './attention-routes.ts'
import { DIFFERENCE_ROUTES } from './difference-routes.ts'
import { INVOICE_ROUTES } from './invoice-routes.ts'
import { LINK_ROUTES } from './link-routes.ts'
import { MONEY_BACK_ROUTES } from './money-back-routes.ts'
import { freshInvitation, OUTSIDE } from './outside-routes.ts'
import { PAYOUT_ROUTES } from './payout-routes.ts'
import { PEOPLE_ROUTES } from './people-routes.ts'
import { REPORT_ROUTES } from './report-routes.ts'
import { ROLE_ROUTES } from './role-routes.ts'
import type { Call, RouteRow } from './route-row.ts'
import { RUN_ROUTES } from './run-routes.ts'
import { SETTINGS_ROUTES } from './settings-routes.ts'
import { SIGN_IN_ROUTES } from './sign-in-routes.ts'
import { type Things, waitingPayment } from './things.ts'
import { WALLET_ROUTES } from './wallet-routes.ts'

let amount = 50_000

function payment(of: Things, more: Record<string, unknown> = {}): Call {
  amount += 1
  return {
    path: '/api/v1/payments',
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: {
      accountId: of.accountId,
      amount,
      currency: 'USD',
      invoiceIds: [],
      duplicateReason: 'One more of many',
      method: { kind: 'new', confirmationToken: of.token, save: false },
      ...more,
    },
  }
}

function checks(of: Things, path: string, more: Record<string, unknown> = {}): Call {
  amount += 1
  return {
    path: `/api/v1/checks${path}`,
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: {
      currency: 'USD',
      keepCredit: true,
      duplicateReason: 'One more of many',
      checks: [{ client: of.accountId, amount, checkNumber: '1044' }],
      ...more,
    },
  }
}

function scheduled(of: Things, more: Record<string, unknown> = {}): Call {
  return {
    path: '/api/v1/scheduled-payments',
    body: {
      accountId: of.accountId,
      amount: 1_000,
      currency: 'USD',
      dueOn: '2099-01-31',
      tenderId: of.cashId,
      ...more,
    },
  }
}

function approval(accountId: string) {
  return { accountId, amount: 90_000, currency: 'USD', reason: 'The whole season' }
}

const freshApproval = async (organization: TestOrganization) => {
  const { accountId } = await clientOwing(organization)
  const asked = await organization.as('frontDesk').post('/approvals', approval(accountId))
  return { approvalId: asked.body.id as string }
}
const freshToken = async (organization: TestOrganization) => ({
  token: await cardToken(organization.stripe, 'pm_card_visa'),
})
const freshWaiting = async (organization: TestOrganization) => ({
  waitingId: await waitingPayment(organization),
})
/** A view that the owner shared: others take it away with the right to change settings. */
const freshView = async (organization: TestOrganization) => {
  const made = await organization.as('owner').post('/saved-views', {
    page: 'payments',
    name: crypto.randomUUID(),
    isShared: true,
    query: {},
    columns: [],
  })
  return { viewId: made.body.id as string }
}
/** The authorization matrix as data: every route of the server, and who may call it. */
export const ROUTE_TABLE: RouteRow[] = [
  ...OUTSIDE,
  // The organization and its staff.
  {
    route: 'GET /api/v1/organization',
    needs: 'member',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/organization' }),
  },
  {
    route: 'GET /api/v1/staff',
    needs: 'staff.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/staff' }),
  },
  {
    route: 'POST /api/v1/staff/invitations',
    needs: 'staff.manage',
    ok: 201,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/staff/invitations',
      body: { email: `i-${newWord()}@example.com`, role: 'administrator' },
    }),
  },
  {
    route: 'POST /api/v1/staff/invitations',
    about: 'of an owner',
    needs: 'staff.manage',
    only: ['owner'],
    ok: 201,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/staff/invitations',
      body: { email: `i-${newWord()}@example.com`, role: 'owner' },
    }),
  },
  {
    route: 'DELETE /api/v1/staff/invitations/:id',
    needs: 'staff.manage',
    ok: 200,
    fresh: freshInvitation,
    call: (of) => ({ path: `/api/v1/staff/invitations/${of.invitationId}` }),
  },
  {
    route: 'PATCH /api/v1/staff/:id',
    needs: 'staff.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/staff/${of.spareId}`, body: { role: 'frontDesk' } }),
  },
  {
    route: 'PATCH /api/v1/staff/:id',
    about: 'of the last owner',
    needs: 'staff.manage',
    only: ['owner'],
    ok: 409,
    call: (of) => ({ path: `/api/v1/staff/${of.ownerId}`, body: { role: 'readOnly' } }),
  },
  {
    route: 'POST /api/v1/staff/:id/disable',
    needs: 'staff.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/staff/${of.spareId}/disable` }),
  },
  {
    route: 'POST /api/v1/staff/:id/enable',
    needs: 'staff.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/staff/${of.spareId}/enable` }),
  },
  {
    route: 'PATCH /api/v1/staff/:id',
    about: 'to owner',
    needs: 'staff.manage',
    only: ['owner'],
    ok: 200,
    call: (of) => ({ path: `/api/v1/staff/${of.spareId}`, body: { role: 'owner' } }),
  },

  ...SETTINGS_ROUTES,
  {
    route: 'POST /api/v1/receipts/:id/emails',
    needs: 'payments.charge',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/receipts/${of.receiptId}/emails`,
      body: { to: 'maria@example.com' },
    }),
  },
  ...ROLE_ROUTES,
  ...SIGN_IN_ROUTES,

  // Clients.
  {
    route: 'GET /api/v1/clients',
    needs: 'clients.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/clients?view=all&limit=100' }),
  },
  {
    route: 'GET /api/v1/clients/totals',
    needs: 'clients.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/clients/totals?view=owing' }),
  },
  {
    route: 'POST /api/v1/clients',
    needs: 'clients.write',
    ok: 201,
    call: (of) => ({
      path: '/api/v1/clients',
      body: { name: 'Carl Child', accountId: of.accountId },
    }),
  },
  {
    route: 'GET /api/v1/clients/:id',
    needs: 'clients.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/clients/${of.clientId}` }),
  },
  {
    route: 'PATCH /api/v1/clients/:id',
    needs: 'clients.write',
    ok: 200,
    call: (of) => ({ path: `/api/v1/clients/${of.clientId}`, body: { phone: '555 0100' } }),
  },
  {
    route: 'POST /api/v1/clients/:id/archive',
    needs: 'clients.write',
    ok: 200,
    call: (of) => ({ path: `/api/v1/clients/${of.clientId}/archive` }),
  },
  {
    route: 'POST /api/v1/clients/:id/restore',
    needs: 'clients.write',
    ok: 200,
    call: (of) => ({ path: `/api/v1/clients/${of.clientId}/restore` }),
  },
  {
    route: 'GET /api/v1/clients/:id/billing',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/clients/${of.clientId}/billing` }),
  },

  ...MONEY_BACK_ROUTES,
  ...PEOPLE_ROUTES,
  ...LINK_ROUTES,
  ...WALLET_ROUTES,
  ...ALLOCATION_ROUTES,
  ...PAYOUT_ROUTES,
  ...RUN_ROUTES,
  ...DIFFERENCE_ROUTES,
  ...ATTENTION_ROUTES,
  ...REPORT_ROUTES,

  ...INVOICE_ROUTES,

  // Payments.
  {
    route: 'POST /api/v1/payments',
    needs: 'payments.charge',
    ok: 201,
    fresh: freshToken,
    call: (of) => payment(of),
    mixed: (mine, theirs) => [
      payment(mine, { method: { kind: 'saved', methodId: theirs.methodId } }),
      payment(mine, { invoiceIds: [theirs.invoiceId] }),
      payment(mine, { retryOf: theirs.paymentId }),
    ],
  },
  {
    route: 'GET /api/v1/payments',
    needs: 'payments.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/payments?limit=100' }),
  },
  {
    route: 'GET /api/v1/payments/totals',
    needs: 'payments.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/payments/totals' }),
  },
  {
    route: 'GET /api/v1/payments/export',
    needs: 'payments.export',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/payments/export' }),
  },
  {
    route: 'GET /api/v1/saved-views',
    needs: 'member',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/saved-views?page=payments' }),
  },
  {
    route: 'POST /api/v1/saved-views',
    needs: 'member',
    ok: 201,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/saved-views',
      body: { page: 'clients', name: 'Owing', isShared: false, query: {}, columns: [] },
    }),
  },
  {
    route: 'DELETE /api/v1/saved-views/:id',
    about: 'that somebody shared',
    needs: 'member',
    only: ['owner', 'administrator'],
    ok: 200,
    fresh: freshView,
    call: (of) => ({ path: `/api/v1/saved-views/${of.viewId}` }),
  },
  {
    route: 'GET /api/v1/payments/:id',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/payments/${of.paymentId}` }),
  },
  {
    route: 'POST /api/v1/payments',
    about: 'in cash',
    needs: 'payments.record',
    ok: 201,
    call: (of) => payment(of, { method: { kind: 'tender', tenderId: of.cashId } }),
    mixed: (mine, theirs) => [
      payment(mine, { method: { kind: 'tender', tenderId: theirs.cashId } }),
      payment(mine, {
        method: { kind: 'tender', tenderId: mine.cashId },
        payerCategoryId: theirs.payerCategoryId,
      }),
      payment(mine, {
        method: { kind: 'tender', tenderId: mine.cashId },
        splitOf: theirs.paymentId,
      }),
    ],
  },
  {
    route: 'PATCH /api/v1/payments/:id',
    needs: 'payments.charge',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/payments/${of.paymentId}`,
      body: { note: 'Paid for the swim lessons' },
    }),
    mixed: (mine, theirs) => [
      {
        path: `/api/v1/payments/${mine.paymentId}`,
        body: { payerCategoryId: theirs.payerCategoryId },
      },
    ],
  },
  {
    route: 'POST /api/v1/scheduled-payments',
    needs: 'payments.record',
    ok: 201,
    call: (of) => scheduled(of),
    mixed: (mine, theirs) => [
      scheduled(mine, { tenderId: theirs.cashId }),
      scheduled(mine, { tenderId: mine.cardId, methodId: theirs.methodId }),
    ],
  },
  {
    route: 'POST /api/v1/scheduled-payments/:id/cancel',
    needs: 'payments.record',
    ok: 200,
    call: (of) => ({ path: `/api/v1/scheduled-payments/${of.scheduledId}/cancel` }),
  },
  {
    route: 'POST /api/v1/approvals',
    needs: 'payments.charge',
    ok: 201,
    call: (of) => ({ path: '/api/v1/approvals', body: approval(of.accountId) }),
  },
  {
    route: 'GET /api/v1/approvals',
    needs: 'payments.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/approvals' }),
  },
  {
    route: 'GET /api/v1/approvals/:id',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/approvals/${of.approvalId}` }),
  },
  {
    route: 'POST /api/v1/approvals/:id/approve',
    needs: 'payments.approve',
    ok: 200,
    fresh: freshApproval,
    call: (of) => ({ path: `/api/v1/approvals/${of.approvalId}/approve`, body: {} }),
  },
  {
    route: 'POST /api/v1/approvals/:id/refuse',
    needs: 'payments.approve',
    ok: 200,
    fresh: freshApproval,
    call: (of) => ({ path: `/api/v1/approvals/${of.approvalId}/refuse`, body: {} }),
  },
  {
    route: 'POST /api/v1/checks/preview',
    needs: 'payments.record',
    ok: 200,
    // Whose check it is, is no id but what somebody typed: what names nobody here is a line to mend.
    withoutIds: true,
    call: (of) => checks(of, '/preview'),
    mixed: (mine, theirs) => [checks(mine, '/preview', { tenderId: theirs.cashId })],
  },
  {
    route: 'POST /api/v1/checks',
    needs: 'payments.record',
    ok: 201,
    // Whose check it is, is no id but what somebody typed: what names nobody here is a line to mend.
    withoutIds: true,
    call: (of) => checks(of, ''),
    mixed: (mine, theirs) => [checks(mine, '', { tenderId: theirs.cashId })],
  },
  {
    route: 'POST /api/v1/payments/:id/cancel',
    needs: 'payments.cancel',
    ok: 200,
    fresh: freshWaiting,
    call: (of) => ({ path: `/api/v1/payments/${of.waitingId}/cancel` }),
  },
  {
    route: 'POST /api/v1/payments/:id/action',
    needs: 'payments.charge',
    ok: 200,
    fresh: freshWaiting,
    call: (of) => ({ path: `/api/v1/payments/${of.waitingId}/action` }),
  },
  {
    route: 'POST /api/v1/payments/:id/refresh',
    needs: 'payments.charge',
    ok: 200,
    fresh: freshWaiting,
    call: (of) => ({ path: `/api/v1/payments/${of.waitingId}/refresh` }),
  },
  {
    route: 'GET /api/v1/receipts/:id',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/receipts/${of.receiptId}` }),
  },
  {
    route: 'GET /api/v1/receipts/:id/pdf',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/receipts/${of.receiptId}/pdf` }),
  },
  {
    route: 'GET /api/v1/live',
    needs: 'payments.read',
    ok: 200,
    withoutIds: true,
    stream: true,
    call: () => ({ path: '/api/v1/live' }),
  },
]
