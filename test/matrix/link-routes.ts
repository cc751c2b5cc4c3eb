import { clientOwing, type TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'

export const freshLink = async (organization: TestOrganization) => {
  const { accountId } = await clientOwing(organization)
  const made = await organization
    .as('owner')
    .post(
      '/links',
      { accountId, purpose: 'add_method' },
      { 'idempotency-key': crypto.randomUUID() },
    )
  return { linkId: made.body.id as string }
}

const headers = () => ({ 'idempotency-key': crypto.randomUUID() })

/** Links that staff send to clients. */
export const LINK_ROUTES: RouteRow[] = [
  {
    route: 'POST /api/v1/links',
    needs: 'payments.charge',
    ok: 201,
    call: (of) => ({
      path: '/api/v1/links',
      headers: headers(),
      body: { accountId: of.accountId, purpose: 'pay_invoice', invoiceId: of.invoiceId },
    }),
    mixed: (mine, theirs) => [
      {
        path: '/api/v1/links',
        headers: headers(),
        body: { accountId: mine.accountId, purpose: 'pay_invoice', invoiceId: theirs.invoiceId },
      },
    ],
  },
  {
    route: 'POST /api/v1/links',
    about: 'to save a card',
    needs: 'wallet.write',
    ok: 201,
    call: (of) => ({
      path: '/api/v1/links',
      headers: headers(),
      body: { accountId: of.accountId, purpose: 'add_method' },
    }),
  },
  {
    route: 'GET /api/v1/accounts/:id/links',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/links` }),
  },
  {
    route: 'POST /api/v1/links/:id/emails',
    needs: 'payments.charge',
    ok: 200,
    fresh: freshLink,
    call: (of) => ({
      path: `/api/v1/links/${of.linkId}/emails`,
      body: { to: 'maria@example.com' },
    }),
  },
  {
    route: 'POST /api/v1/links/:id/revoke',
    needs: 'payments.charge',
    ok: 200,
    fresh: freshLink,
    call: (of) => ({ path: `/api/v1/links/${of.linkId}/revoke` }),
  },
  {
    route: 'GET /api/v1/link-days',
    needs: 'payments.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/link-days' }),
  },
  {
    route: 'PUT /api/v1/link-days',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/link-days', body: { days: 14 } }),
  },
]
