import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { bankDecides, clientWithBank, echeck } from '../support/bank.ts'
import { hearNews } from '../support/news.ts'
import { type Browser, startWorld, type TestOrganization, type World } from '../support/world.ts'

let world: World
let studio: TestOrganization
let manager: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  manager = studio.as('billingManager')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

// biome-ignore lint/suspicious/noExplicitAny: what the API answers
type Seen = any

const decides = (intent: string, outcome: 'settle' | 'return', code?: string) =>
  bankDecides(world, studio, intent, outcome, code)

async function becomes(id: string, state: string): Promise<Seen> {
  await hearNews(studio)
  await expect
    .poll(async () => (await manager.get(`/payments/${id}`)).body.state, { timeout: 20_000 })
    .toBe(state)
  return (await manager.get(`/payments/${id}`)).body
}

async function billingOf(clientId: string): Promise<Seen> {
  return (await manager.get(`/clients/${clientId}/billing`)).body
}

test('charging.md 17 is charged in US dollars only', async () => {
  const client = await clientWithBank(studio)
  expect(await echeck(studio, client, 10_000, { currency: 'EUR' })).toMatchObject({
    status: 422,
    body: {
      code: 'method_currency',
      detail: 'eChecks can only be charged in USD.',
      moneyMoved: 'no',
    },
  })
})

describe('charging.md 32 a debit above what was agreed to', () => {
  test('needs ten days’ notice, which is sent from where it was refused', async () => {
    const client = await clientWithBank(studio, { owed: 60_000, debitMost: 20_000 })
    await manager.patch(`/clients/${client.clientId}`, { email: 'maria@example.com' })
    expect((await echeck(studio, client, 20_000)).body.state).toBe('processing')
    const refused = await echeck(studio, client, 30_000)
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'notice_required', field: 'amount', moneyMoved: 'no', sent: false },
    })
    expect(refused.body.detail).toMatch(
      /^The client agreed to debits of up to \$200\.00\. A larger one needs 10 days’ notice\. Send it now; earliest date \d+ \w+ \d{4}\.$/,
    )
    const notices = `/payment-methods/${client.methodId}/debit-notices`
    expect(await manager.post(notices, { amount: 20_000 })).toMatchObject({
      status: 409,
      body: { code: 'notice_not_needed' },
    })
    const sent = await manager.post(notices, { amount: 30_000 })
    expect(sent).toMatchObject({
      status: 201,
      body: { earliestOn: refused.body.earliestOn, sentTo: 'maria@example.com' },
    })
    expect((await manager.post(notices, { amount: 30_000 })).body.id).toBe(sent.body.id)
    const early = await echeck(studio, client, 30_000)
    expect(early.body).toMatchObject({ code: 'notice_required', sent: true })
    // One that was sent eleven days ago.
    await inOrganization(studio.app.db, studio.orgId, (tx) =>
      run(
        tx,
        sql`insert into debit_notice (org_id, id, method_id, amount, currency, earliest_on, sent_at, sent_to, by_name)
            select org_id, gen_random_uuid(), method_id, amount, currency, earliest_on - 11,
              sent_at - interval '11 days', sent_to, by_name from debit_notice`,
      ),
    )
    const more = await echeck(studio, client, 30_001)
    expect(more.body).toMatchObject({ code: 'notice_required', sent: false })
    expect((await echeck(studio, client, 30_000)).body.state).toBe('processing')
    // It was for one debit.
    const again = await echeck(studio, client, 25_000, { keepCredit: true })
    expect(again.body.code).toBe('notice_required')
  })
})

describe('an eCheck on its way', () => {
  test('S2-50 S2-28 is in the history at once, never looks paid, reserves and does not settle', async () => {
    const client = await clientWithBank(studio)
    const sent = await echeck(studio, client, 10_000)
    expect(sent).toMatchObject({
      status: 201,
      body: {
        state: 'processing',
        moneyMoved: 'unknown',
        tender: 'echeck',
        paidWith: 'eCheck STRIPE TEST BANK 6789',
        bank: { last4: '6789', mandate: expect.stringMatching(/^mandate_/) },
        card: null,
        receipt: null,
        allocations: [],
        can: { cancel: { allowed: true } },
      },
    })
    expect(sent.body.sentence).toContain('Not paid yet')
    const billing = await billingOf(client.clientId)
    expect(billing).toMatchObject({ balance: { amount: 10_000 }, reserved: { amount: 10_000 } })
    expect(billing.payments[0]).toMatchObject({ id: sent.body.id, state: 'processing' })
    const twice = await echeck(studio, client, 10_000, { duplicateReason: 'Again' })
    expect(twice.status).toBe(409)
  })

  test('S2-51 is reconciled to its invoice when it succeeds, with a receipt', async () => {
    const client = await clientWithBank(studio)
    const sent = await echeck(studio, client, 10_000, { receiptEmail: 'maria@example.com' })
    await decides(sent.body.intentId, 'settle')
    const paid = await becomes(sent.body.id, 'succeeded')
    expect(paid).toMatchObject({
      moneyMoved: 'yes',
      sentence: 'Paid: $100.00, eCheck STRIPE TEST BANK 6789.',
      allocations: [{ invoiceId: client.invoiceId, amount: { amount: 10_000 } }],
      balanceAfter: { amount: 0 },
      receipt: { number: expect.stringMatching(/^R-/) },
    })
  })

  test('S2-53 can be canceled while the bank has not got it, and refunded once it is paid', async () => {
    const client = await clientWithBank(studio, { owed: 20_000 })
    const first = await echeck(studio, client, 5_000)
    const canceled = await manager.post(`/payments/${first.body.id}/cancel`)
    expect(canceled.body).toMatchObject({ state: 'canceled', moneyMoved: 'no' })
    const second = await echeck(studio, client, 8_000)
    await decides(second.body.intentId, 'settle')
    await becomes(second.body.id, 'succeeded')
    const preview = await manager.post(`/payments/${second.body.id}/refunds/preview`, {
      amount: 8_000,
      currency: 'USD',
      reason: 'requested',
    })
    expect(preview.body).toMatchObject({ to: 'eCheck STRIPE TEST BANK 6789' })
    expect(preview.body.client).toContain('3 to 5 business days')
  })

  test('S2-56 sent back by the bank, it says why and what to do; nothing was taken', async () => {
    const client = await clientWithBank(studio, { account: 'insufficientFunds' })
    const sent = await echeck(studio, client, 10_000)
    await decides(sent.body.intentId, 'return', 'R01')
    const failed = await becomes(sent.body.id, 'failed')
    expect(failed).toMatchObject({
      moneyMoved: 'no',
      sentence: 'Sent back by the client’s bank. No money was taken.',
      balanceAfter: { amount: 10_000 },
    })
    expect(await billingOf(client.clientId)).toMatchObject({
      reserved: { amount: 0 },
      methods: [{ unusable: null }],
    })
  })

  test('sent back, it leaves what a client allows a month, and the books in order', async () => {
    const client = await clientWithBank(studio, { account: 'insufficientFunds', owed: 20_000 })
    const limited = await manager.post('/authorizations', {
      methodId: client.methodId,
      how: 'telephone',
      note: 'They called.',
      limits: { perPeriod: 10_000, period: 'month' },
    })
    expect(limited.status, JSON.stringify(limited.body)).toBe(201)
    const sent = await echeck(studio, client, 10_000)
    expect((await echeck(studio, client, 100)).body.code).toBe('consent_cap')
    await decides(sent.body.intentId, 'return', 'R01')
    await becomes(sent.body.id, 'failed')
    await world.expectBooksInOrder()
    const onAccount = { invoiceIds: [], keepCredit: true }
    const again = await echeck(studio, client, 9_000, onAccount)
    expect(again.body).toMatchObject({ state: 'processing' })
  })
})

describe('a return after success', () => {
  test('a refund that fails after it makes our loss good before anything is credit', async () => {
    const client = await clientWithBank(studio)
    const sent = await echeck(studio, client, 10_000)
    await decides(sent.body.intentId, 'settle')
    await becomes(sent.body.id, 'succeeded')
    const refunded = await manager.post(
      `/payments/${sent.body.id}/refunds`,
      { reason: 'requested', amount: 7_000 },
      { 'idempotency-key': randomUUID() },
    )
    expect(refunded.body).toMatchObject({ state: 'pending' })
    await decides(sent.body.intentId, 'return', 'R01')
    await hearNews(studio)
    const back = async () => (await manager.get(`/payments/${sent.body.id}/money-back`)).body
    await expect
      .poll(async () => (await back()).returned?.taken, { timeout: 20_000 })
      .toMatchObject({ amount: 3_000 })

    await world.sandbox.control('refunds', {
      account: studio.sandboxAccount,
      refund: refunded.body.processorRefundId,
      outcome: 'fail',
    })
    const failed = (await manager.post(`/refunds/${refunded.body.id}/refresh`)).body

    expect(failed).toMatchObject({ state: 'failed', moneyMoved: 'no' })
    expect(failed.sentence).toMatch(/from their bank\. Nothing more is to be done\.$/)
    expect(await back()).toMatchObject({
      goneBack: { amount: 10_000 },
      returned: { taken: { amount: 10_000 } },
    })
    expect(await billingOf(client.clientId)).toMatchObject({
      balance: { amount: 10_000 },
      credit: { amount: 0 },
    })
    const open = (await manager.get('/attention?state=open')).body
    expect(JSON.stringify(open)).not.toContain('refund_failed')
  })

  test('charging.md 28 takes the money off the invoice, with its code, and no debit follows', async () => {
    const client = await clientWithBank(studio)
    const sent = await echeck(studio, client, 10_000)
    await decides(sent.body.intentId, 'settle')
    await becomes(sent.body.id, 'succeeded')
    await decides(sent.body.intentId, 'return', 'R10')
    await hearNews(studio)
    const back = () => manager.get(`/payments/${sent.body.id}/money-back`)
    await expect
      .poll(async () => (await back()).body.returned?.code, { timeout: 20_000 })
      .toBe('R10')
    expect((await back()).body).toMatchObject({
      goneBack: { amount: 10_000 },
      returned: { amount: { amount: 10_000 }, by: 'The client’s bank', fee: { amount: 1_500 } },
      disputes: [],
    })
    const billing = await billingOf(client.clientId)
    expect(billing).toMatchObject({
      balance: { amount: 10_000 },
      openInvoices: [{ due: { amount: 10_000 } }],
      methods: [{ authorization: null, unusable: expect.stringContaining('not authorized') }],
    })
    const again = await echeck(studio, client, 10_000)
    expect(again).toMatchObject({
      status: 409,
      body: {
        code: 'ach_unauthorized',
        detail:
          'The client’s bank reported a debit as not authorized. A new authorization is needed.',
        moneyMoved: 'no',
      },
    })
  })
})

describe('what an account did not cover', () => {
  test('charging.md 27 is tried twice more, three banking days apart, and never a third time', async () => {
    const client = await clientWithBank(studio, { account: 'insufficientFunds' })
    const bounce = async () => {
      const sent = await echeck(studio, client, 10_000)
      expect(sent.body.state).toBe('processing')
      await decides(sent.body.intentId, 'return', 'R01')
      await becomes(sent.body.id, 'failed')
    }
    const tenDaysPass = () =>
      inOrganization(studio.app.db, studio.orgId, (tx) =>
        run(
          tx,
          sql`update payment set settled_at = settled_at - interval '10 days' where tender = 'echeck'`,
        ),
      )
    await bounce()
    expect(await echeck(studio, client, 10_000)).toMatchObject({
      status: 409,
      body: { code: 'retry_too_early', moneyMoved: 'no' },
    })
    await tenDaysPass()
    await bounce()
    await tenDaysPass()
    await bounce()
    await tenDaysPass()
    expect(await echeck(studio, client, 10_000)).toMatchObject({
      status: 409,
      body: {
        code: 'ach_retry_limit',
        detail: 'Bank rules allow 2 retries; both were used.',
        moneyMoved: 'no',
      },
    })
  })
})

test('S2-55 a report says where every eCheck stands, why it came back, and how much came back', async () => {
  const client = await clientWithBank(studio, { owed: 40_000 })
  const paid = await echeck(studio, client, 10_000)
  await decides(paid.body.intentId, 'settle')
  await becomes(paid.body.id, 'succeeded')
  const returned = await echeck(studio, client, 11_000)
  await decides(returned.body.intentId, 'settle')
  await becomes(returned.body.id, 'succeeded')
  const onItsWay = await echeck(studio, client, 12_000)
  await decides(returned.body.intentId, 'return', 'R10')
  const report = async (): Promise<Seen> => {
    await hearNews(studio)
    return (await manager.get('/reports/echecks')).body
  }
  await expect
    .poll(async () => (await report()).states.find((one: Seen) => one.state === 'returned').count)
    .toBe(1)

  const seen = await report()
  const standing = Object.fromEntries(
    seen.data.map((row: Seen) => [row.paymentId, [row.state, row.code, row.cause]]),
  )
  expect(standing).toEqual({
    [paid.body.id]: ['paid', null, null],
    [returned.body.id]: [
      'returned',
      'R10',
      'The client told the bank that they did not agree to this payment.',
    ],
    [onItsWay.body.id]: ['onItsWay', null, null],
  })
  expect(
    Object.fromEntries(seen.states.map((one: Seen) => [one.state, [one.count, one.amount.amount]])),
  ).toEqual({
    onItsWay: [1, 12_000],
    paid: [1, 10_000],
    sentBack: [0, 0],
    returned: [1, 11_000],
    canceled: [0, 0],
  })
  expect(seen.rates).toMatchObject([
    { counts: 'unauthorized', back: 1, sent: 3, rate: 1 / 3, limit: 0.005, level: 'over' },
    { counts: 'administrative', back: 0, sent: 3, rate: 0, limit: 0.03, level: 'well' },
    { counts: 'all', back: 1, sent: 3, rate: 1 / 3, limit: 0.15, level: 'over' },
  ])
  const only = await manager.get('/reports/echecks?state=paid&limit=1')
  expect(only.body.data.map(({ paymentId }: Seen) => paymentId)).toEqual([paid.body.id])
  const file = await manager.get('/reports/echecks/export')
  expect(String(file.body).split('\r\n')[0]).toContain('Bank account')
  expect(String(file.body)).toContain('"Returned after it was paid","R10"')
})

test('S2-54 a planned eCheck is upcoming, and is on its way once it is taken', async () => {
  const client = await clientWithBank(studio)
  const { tenders } = (await manager.get('/organization')).body
  const { id: tenderId } = tenders.find(({ kind }: Seen) => kind === 'echeck')
  const planned = await manager.post('/scheduled-payments', {
    accountId: client.accountId,
    amount: 10_000,
    currency: 'USD',
    dueOn: '2099-01-31',
    tenderId,
    methodId: client.methodId,
  })
  expect(planned.status).toBe(201)
  expect((await billingOf(client.clientId)).upcoming).toMatchObject([
    { id: planned.body.id, amount: { amount: 10_000 }, dueOn: '2099-01-31', takenBy: null },
  ])

  const taken = await echeck(studio, client, 10_000, { scheduledId: planned.body.id })

  expect(taken.body.state).toBe('processing')
  const { upcoming } = await billingOf(client.clientId)
  expect(upcoming.filter(({ takenBy }: Seen) => takenBy === null)).toEqual([])
})
