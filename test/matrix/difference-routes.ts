import type { TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'

/** Money taken in the processor's dashboard, found. */
export async function freshDifference(organization: TestOrganization) {
  await organization.stripe.paymentIntents.create({
    amount: 3_300,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_visa',
    confirm: true,
  })
  const found = await organization.as('owner').post('/differences/compare', {})
  return { differenceId: found.body.open[0].id as string }
}

/** What the processor has against what is here. */
export const DIFFERENCE_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/differences',
    needs: 'books.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/differences' }),
  },
  {
    route: 'POST /api/v1/differences/compare',
    needs: 'payments.reconcile',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/differences/compare', body: { days: 1 } }),
  },
  {
    route: 'POST /api/v1/differences/:id/look-again',
    needs: 'payments.reconcile',
    // A charge that nobody here made is for a person to explain.
    ok: 409,
    fresh: freshDifference,
    call: (of) => ({ path: `/api/v1/differences/${of.differenceId}/look-again` }),
  },
  {
    route: 'POST /api/v1/differences/:id/explain',
    needs: 'payments.reconcile',
    ok: 200,
    fresh: freshDifference,
    call: (of) => ({
      path: `/api/v1/differences/${of.differenceId}/explain`,
      body: { note: 'A test of the dashboard' },
    }),
  },
]
