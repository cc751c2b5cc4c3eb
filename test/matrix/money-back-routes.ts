import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import type { Call, RouteRow } from './route-row.ts'
import { disputed, type Things } from './things.ts'

function refund(of: Things): Call {
  return {
    path: `/api/v1/payments/${of.paymentId}/refunds`,
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: { reason: 'requested', amount: 10 },
  }
}

const freshPayment = async (organization: TestOrganization) => {
  const { accountId } = await clientOwing(organization)
  const paid = await organization.as('owner').pay({
    accountId,
    amount: 5_000,
    currency: 'USD',
    invoiceIds: [],
    method: {
      kind: 'new',
      confirmationToken: await cardToken(organization.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  return { paymentId: paid.body.id as string }
}

const freshCheck = async (organization: TestOrganization) => {
  const { accountId } = await clientOwing(organization)
  const { tenders } = (await organization.as('owner').get('/organization')).body
  const { id } = tenders.find((one: { kind: string }) => one.kind === 'check')
  const paid = await organization.as('owner').pay({
    accountId,
    amount: 5_000,
    currency: 'USD',
    invoiceIds: [],
    method: { kind: 'tender', tenderId: id, checkNumber: '7' },
  })
  return { paymentId: paid.body.id as string }
}
const freshDispute = async (organization: TestOrganization) => ({
  disputeId: await disputed(organization, (await freshPayment(organization)).paymentId),
})

/** Money that goes back. */
export const MONEY_BACK_ROUTES: RouteRow[] = [
  {
    route: 'POST /api/v1/payments/:id/refunds',
    needs: 'payments.refund',
    ok: 201,
    fresh: freshPayment,
    call: (of) => refund(of),
  },
  {
    route: 'POST /api/v1/payments/:id/refunds/preview',
    needs: 'payments.refund',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/payments/${of.paymentId}/refunds/preview`,
      body: { reason: 'requested', amount: 10 },
    }),
  },
  {
    route: 'GET /api/v1/payments/:id/money-back',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/payments/${of.paymentId}/money-back` }),
  },
  {
    route: 'GET /api/v1/refunds/:id',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/refunds/${of.refundId}` }),
  },
  {
    route: 'POST /api/v1/refunds/:id/refresh',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/refunds/${of.refundId}/refresh` }),
  },
  {
    route: 'POST /api/v1/refunds/:id/emails',
    needs: 'payments.refund',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/refunds/${of.refundId}/emails`,
      body: { to: 'someone@example.com' },
    }),
  },
  {
    route: 'GET /api/v1/refunds/:id/pdf',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/refunds/${of.refundId}/pdf` }),
  },
  {
    route: 'POST /api/v1/payments/:id/return',
    needs: 'payments.refund',
    ok: 201,
    fresh: freshCheck,
    call: (of) => ({
      path: `/api/v1/payments/${of.paymentId}/return`,
      body: { reason: 'Not sufficient funds' },
    }),
  },
  {
    route: 'GET /api/v1/disputes/:id',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/disputes/${of.disputeId}` }),
  },
  {
    route: 'GET /api/v1/disputes/:id/evidence',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/disputes/${of.disputeId}/evidence` }),
  },
  {
    route: 'POST /api/v1/disputes/:id/evidence-sent',
    needs: 'payments.refund',
    ok: 200,
    fresh: freshDispute,
    call: (of) => ({ path: `/api/v1/disputes/${of.disputeId}/evidence-sent`, body: {} }),
  },
]
