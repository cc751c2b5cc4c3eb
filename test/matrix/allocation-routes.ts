import { cardToken, type TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'
import type { Things } from './things.ts'

const key = () => ({ 'idempotency-key': crypto.randomUUID() })

const part = (of: Things, amount: number) => ({
  parts: [{ sourceId: of.paymentId, invoiceId: of.invoiceId, amount }],
})
const credit = (accountId: string) => ({
  path: '/api/v1/credits',
  headers: key(),
  body: { accountId, amount: 100, currency: 'USD', reason: 'The pool was closed' },
})
const transfer = (fromAccountId: string, toAccountId: string) => ({
  path: '/api/v1/transfers',
  headers: key(),
  body: { fromAccountId, toAccountId, amount: 1, currency: 'USD', reason: 'Same family' },
})

const fees = { late: { amount: 500, afterDays: 10 }, returnedCheck: null }

const freshCredit = async (organization: TestOrganization) => {
  const { accountId } = await freshMoney(organization)
  const owner = organization.as('owner')
  const asked = { accountId, amount: 500, currency: 'USD', reason: 'x' }
  return { creditId: (await owner.post('/credits', asked, key())).body.id as string }
}

/** An account with an invoice, credit, and a payment that pays no invoice. */
async function freshMoney(organization: TestOrganization) {
  const owner = organization.as('owner')
  const client = await owner.post('/clients', { name: 'Cora Credit' })
  const accountId: string = client.body.account.id
  const invoice = await owner.post('/invoices', {
    accountId,
    dueOn: '2027-01-31',
    lines: [{ description: 'Lessons', quantity: 1, unitAmount: 5_000 }],
  })
  const paid = await owner.pay({
    accountId,
    amount: 900,
    currency: 'USD',
    invoiceIds: [],
    method: {
      kind: 'new',
      confirmationToken: await cardToken(organization.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  return {
    accountId,
    invoiceId: invoice.body.id as string,
    paymentId: paid.body.id as string,
    clientId: client.body.id as string,
  }
}

const freshAllocation = async (organization: TestOrganization) => {
  const money = await freshMoney(organization)
  await organization.as('owner').post(`/accounts/${money.accountId}/reconcile`)
  return money
}

/** Money in hand: who may decide what it pays, give credit and move it. */
export const ALLOCATION_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/accounts/:id/money',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/money` }),
  },
  {
    route: 'POST /api/v1/accounts/:id/allocations',
    needs: 'payments.reconcile',
    ok: 200,
    fresh: freshMoney,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/allocations`, body: part(of, 100) }),
    mixed: (mine, theirs) => [
      {
        path: `/api/v1/accounts/${mine.accountId}/allocations`,
        body: part({ ...mine, invoiceId: theirs.invoiceId }, 1),
      },
      {
        path: `/api/v1/accounts/${mine.accountId}/allocations`,
        body: part({ ...mine, paymentId: theirs.paymentId }, 1),
      },
    ],
  },
  {
    route: 'POST /api/v1/accounts/:id/allocations/take-off',
    needs: 'payments.reconcile',
    ok: 200,
    fresh: freshAllocation,
    call: (of) => ({
      path: `/api/v1/accounts/${of.accountId}/allocations/take-off`,
      body: part(of, 100),
    }),
  },
  {
    route: 'GET /api/v1/accounts/:id/reconcile',
    needs: 'payments.reconcile',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/reconcile` }),
  },
  {
    route: 'POST /api/v1/accounts/:id/reconcile',
    needs: 'payments.reconcile',
    ok: 200,
    fresh: freshMoney,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/reconcile` }),
  },
  {
    route: 'GET /api/v1/unreconciled',
    needs: 'payments.reconcile',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/unreconciled' }),
  },
  {
    route: 'POST /api/v1/unreconciled/reconcile',
    needs: 'payments.reconcile',
    ok: 200,
    withoutIds: true,
    fresh: freshMoney,
    call: () => ({ path: '/api/v1/unreconciled/reconcile', body: {} }),
  },
  {
    route: 'POST /api/v1/credits',
    needs: 'credits.give',
    ok: 201,
    call: (of) => credit(of.accountId),
  },
  {
    route: 'POST /api/v1/credits/:id/withdraw',
    needs: 'credits.give',
    ok: 200,
    fresh: freshCredit,
    call: (of) => ({
      path: `/api/v1/credits/${of.creditId}/withdraw`,
      body: { amount: 100, reason: 'Given by mistake' },
    }),
  },
  {
    route: 'POST /api/v1/transfers',
    needs: 'credits.give',
    ok: 201,
    fresh: async (organization) => ({
      ...(await freshMoney(organization)),
      otherAccountId: (await freshMoney(organization)).accountId,
    }),
    call: (of) => transfer(of.accountId, of.otherAccountId),
    mixed: (mine, theirs) => [
      transfer(mine.accountId, theirs.accountId),
      transfer(theirs.accountId, mine.accountId),
    ],
  },
  {
    route: 'PUT /api/v1/credit-use',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/credit-use', body: { creditUse: 'ask' } }),
  },
  {
    route: 'GET /api/v1/client-fees',
    needs: 'invoices.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/client-fees' }),
  },
  {
    route: 'POST /api/v1/client-fees/preview',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/client-fees/preview', body: fees }),
  },
  {
    route: 'PUT /api/v1/client-fees',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/client-fees', body: fees }),
  },
  {
    route: 'PUT /api/v1/accounts/:id/automatic-charges',
    needs: 'payments.charge',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/accounts/${of.accountId}/automatic-charges`,
      body: { held: true, why: 'They asked us to wait' },
    }),
  },
]
