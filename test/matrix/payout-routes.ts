import type { TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'

/** A payout that the processor made, read. */
export async function freshPayout(organization: TestOrganization) {
  const { stripe } = organization
  await stripe.paymentIntents.create({
    amount: 2_000,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_bypassPending',
    confirm: true,
  })
  await stripe.payouts.create({ amount: 1_000, currency: 'usd' })
  return { payoutId: await readPayout(organization) }
}

/** The newest, after asking the processor. */
export async function readPayout(organization: TestOrganization): Promise<string> {
  const owner = organization.as('owner')
  await owner.post('/payouts/read')
  return (await owner.get('/payouts')).body.data[0].id
}

/** What the processor brings to the bank. */
export const PAYOUT_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/payouts',
    needs: 'books.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/payouts' }),
  },
  {
    route: 'GET /api/v1/payouts/export',
    needs: 'payments.export',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/payouts/export' }),
  },
  {
    route: 'POST /api/v1/payouts/read',
    needs: 'books.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/payouts/read' }),
  },
  {
    route: 'GET /api/v1/payouts/:id',
    needs: 'books.read',
    ok: 200,
    fresh: freshPayout,
    call: (of) => ({ path: `/api/v1/payouts/${of.payoutId}` }),
  },
  {
    route: 'GET /api/v1/payouts/:id/export',
    needs: 'payments.export',
    ok: 200,
    fresh: freshPayout,
    call: (of) => ({ path: `/api/v1/payouts/${of.payoutId}/export` }),
  },
  {
    route: 'POST /api/v1/payouts/:id/seen',
    needs: 'payments.reconcile',
    ok: 200,
    fresh: freshPayout,
    call: (of) => ({ path: `/api/v1/payouts/${of.payoutId}/seen`, body: { on: '2026-01-15' } }),
  },
]
