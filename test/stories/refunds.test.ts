import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Answer,
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

interface Mail {
  about: string
  state: string
  subject: string
  to: string
}

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

/** A client with an invoice, and a payment of `amount` by a test card. */
async function paid(amount = 10_000, options: { owed?: number; card?: string } = {}) {
  const client = await clientOwing(studio, { owed: options.owed ?? amount })
  const payment = await manager.pay({
    accountId: client.accountId,
    amount,
    currency: 'USD',
    keepCredit: true,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, options.card ?? 'pm_card_visa'),
      save: false,
    },
  })
  expect(payment.body.state).toBe('succeeded')
  return { ...client, paymentId: payment.body.id as string, intentId: payment.body.intentId }
}

async function paidBy(kind: string, amount: number, more: Record<string, unknown> = {}) {
  const client = await clientOwing(studio, { owed: amount })
  const { tenders } = (await manager.get('/organization')).body
  const tender = tenders.find((one: { kind: string }) => one.kind === kind)
  const payment = await manager.pay({
    accountId: client.accountId,
    amount,
    currency: 'USD',
    method: { kind: 'tender', tenderId: tender.id, ...more },
  })
  expect(payment.status).toBe(201)
  return { ...client, paymentId: payment.body.id as string }
}

function refund(
  paymentId: string,
  more: Record<string, unknown> = {},
  { who = manager, key = randomUUID() as string } = {},
): Promise<Answer> {
  const body = { reason: 'requested', ...more }
  return who.post(`/payments/${paymentId}/refunds`, body, { 'idempotency-key': key })
}

const moneyBack = async (paymentId: string) =>
  (await manager.get(`/payments/${paymentId}/money-back`)).body
const invoice = async (id: string) => (await manager.get(`/invoices/${id}`)).body
const usd = (amount: number) => ({ amount, currency: 'USD' })

describe('a card', () => {
  test('all of it goes back to the card, and the invoice is owed again', async () => {
    const { paymentId, invoiceId, intentId } = await paid()

    const answer = await refund(paymentId)

    expect(answer).toMatchObject({
      status: 201,
      body: {
        state: 'succeeded',
        moneyMoved: 'yes',
        amount: usd(10_000),
        to: 'Visa 4242',
        sentence: 'Refunded: $100.00, to Visa 4242.',
      },
    })
    const refunds = await studio.stripe.refunds.list({ payment_intent: intentId })
    expect(refunds.data).toMatchObject([
      { amount: 10_000, metadata: { refund: answer.body.id, payment: paymentId } },
    ])
    expect(await invoice(invoiceId)).toMatchObject({ state: 'open', due: usd(10_000) })
    expect(await moneyBack(paymentId)).toMatchObject({
      goneBack: usd(10_000),
      refundable: usd(0),
      can: { cancel: { does: 'refund', allowed: false } },
    })
  })

  test('W39 in parts, until nothing is left', async () => {
    const { paymentId, invoiceId } = await paid()
    expect((await refund(paymentId, { amount: 2_500 })).body.number).toMatch(/^R-\d+\/1$/)
    expect((await refund(paymentId, { amount: 2_500 })).body.number).toMatch(/^R-\d+\/2$/)

    expect(await refund(paymentId, { amount: 7_500 })).toMatchObject({
      status: 422,
      body: {
        code: 'refund_too_large',
        field: 'amount',
        moneyMoved: 'no',
        detail: '$50.00 can still be refunded.',
        refundable: usd(5_000),
      },
    })
    expect((await refund(paymentId)).body.amount).toEqual(usd(5_000))
    expect((await refund(paymentId)).body.code).toBe('refund_too_large')
    expect(await invoice(invoiceId)).toMatchObject({ due: usd(10_000) })
  })

  test('credit in place of the money leaves the invoice settled', async () => {
    const { paymentId, invoiceId, clientId } = await paid()

    expect((await refund(paymentId, { amount: 4_000, invoices: 'settle' })).status).toBe(201)

    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid', due: usd(0) })
    expect((await manager.get(`/clients/${clientId}/billing`)).body).toMatchObject({
      balance: usd(0),
      credit: usd(0),
    })
  })

  test('only what lies on no invoice, where that is asked for', async () => {
    const { paymentId, invoiceId } = await paid(10_000, { owed: 6_000 })

    expect(await refund(paymentId, { amount: 5_000, invoices: 'leave' })).toMatchObject({
      status: 422,
      body: { code: 'refund_too_large' },
    })
    expect((await refund(paymentId, { invoices: 'leave' })).body.amount).toEqual(usd(4_000))
    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' })
  })

  test('the same key again is the same refund', async () => {
    const { paymentId, intentId } = await paid()
    const key = randomUUID()
    const first = await refund(paymentId, { amount: 1_000 }, { key })
    const again = await refund(paymentId, { amount: 1_000 }, { key })

    expect(again.body.id).toBe(first.body.id)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await refund(paymentId, { amount: 2_000 }, { key })).body.code).toBe('key_reused')
    const refunds = await studio.stripe.refunds.list({ payment_intent: intentId })
    expect(refunds.data).toHaveLength(1)
  })

  test('pending is on its way, and is settled when the processor says so', async () => {
    const { paymentId } = await paid(10_000, { card: 'pm_card_pendingRefund' })
    const answer = await refund(paymentId, { amount: 3_000 })
    expect(answer.body).toMatchObject({ state: 'pending', moneyMoved: 'yes' })
    // It has been answered: another part may go back meanwhile.
    expect((await refund(paymentId, { amount: 1_000 })).status).toBe(201)

    await decide(answer.body.processorRefundId, 'succeed')

    const refreshed = await manager.post(`/refunds/${answer.body.id}/refresh`)
    expect(refreshed.body.state).toBe('succeeded')
  })

  test('succeeded and then failed: the money is account credit, and a person is told', async () => {
    const { paymentId, invoiceId, clientId } = await paid(10_000, { card: 'pm_card_refundFail' })
    const answer = await refund(paymentId)
    expect(answer.body.state).toBe('succeeded')

    await decide(answer.body.processorRefundId, 'fail', 'expired_or_canceled_card')
    const refreshed = await manager.post(`/refunds/${answer.body.id}/refresh`)

    expect(refreshed.body).toMatchObject({ state: 'failed', moneyMoved: 'no' })
    expect(refreshed.body.sentence).toBe(
      'Not refunded: $100.00. The client’s card is closed. The money is account credit.',
    )
    expect(await invoice(invoiceId)).toMatchObject({ state: 'open', due: usd(10_000) })
    const billing = (await manager.get(`/clients/${clientId}/billing`)).body
    expect(billing.credit).toEqual(usd(10_000))
    expect(await moneyBack(paymentId)).toMatchObject({ refundable: usd(10_000) })
  })

  test('incident 30: an answer that is lost is unknown, and found out; never a second call', async () => {
    const { paymentId, intentId } = await paid()
    await world.sandbox.control('faults', {
      rules: [{ kind: 'lost_after', method: 'POST', path: '^/v1/refunds$', times: 2 }],
    })
    const answer = await refund(paymentId, { amount: 6_000 })
    expect(answer.body).toMatchObject({ state: 'unknown', moneyMoved: 'unknown' })
    expect(await refund(paymentId, { amount: 1_000 })).toMatchObject({
      status: 409,
      body: { code: 'result_pending', moneyMoved: 'unknown' },
    })

    const found = await until(
      async () => (await manager.get(`/refunds/${answer.body.id}`)).body,
      ({ state }) => state !== 'unknown',
    )

    expect(found.state).toBe('succeeded')
    const refunds = await studio.stripe.refunds.list({ payment_intent: intentId })
    expect(refunds.data).toHaveLength(1)
  })

  test('keys refused on the library’s own repeat say nothing of the try that was lost', async () => {
    const { paymentId, intentId } = await paid()
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'lost_after', method: 'POST', path: '^/v1/refunds$', times: 1 },
        { kind: '401', method: 'POST', path: '^/v1/refunds$', times: 1 },
      ],
    })
    const answer = await refund(paymentId, { amount: 6_000 })
    expect(answer.body).toMatchObject({ state: 'unknown', moneyMoved: 'unknown' })

    const found = await until(
      async () => (await manager.get(`/refunds/${answer.body.id}`)).body,
      ({ state }) => state !== 'unknown',
    )

    expect(found.state).toBe('succeeded')
    const refunds = await studio.stripe.refunds.list({ payment_intent: intentId })
    expect(refunds.data).toHaveLength(1)
    expect(await moneyBack(paymentId)).toMatchObject({ goneBack: usd(6_000) })
  })

  test.each([
    ['succeeded', 7_000],
    ['failed', 3_000],
  ])(
    'a second refund at the processor that names ours, which %s, is taken in',
    async (state, goneBack) => {
      const { paymentId, intentId } = await paid(10_000, { card: 'pm_card_refundFail' })
      const { body: ours } = await refund(paymentId, { amount: 4_000 })
      if (state === 'failed') {
        await decide(ours.processorRefundId, 'fail', 'expired_or_canceled_card')
        await manager.post(`/refunds/${ours.id}/refresh`)
      }
      await studio.stripe.refunds.create({
        payment_intent: intentId,
        amount: 3_000,
        metadata: { refund: ours.id, payment: paymentId },
      })

      const seen = await until(
        () => moneyBack(paymentId),
        (one) => one.refunds.length === 2,
      )

      expect(seen).toMatchObject({
        goneBack: usd(goneBack),
        refunds: [
          { id: ours.id, state, processorRefundId: ours.processorRefundId },
          { origin: 'processor', amount: usd(3_000), state: 'succeeded' },
        ],
      })
    },
  )

  test('what was refunded in the processor’s dashboard is taken in', async () => {
    const { paymentId, invoiceId, intentId } = await paid()
    await studio.stripe.refunds.create({ payment_intent: intentId, amount: 3_000 })

    const { refunds } = await until(
      () => moneyBack(paymentId),
      (seen) => seen.refunds.length === 1,
    )

    expect(refunds).toMatchObject([
      { origin: 'processor', amount: usd(3_000), by: 'Made at the processor' },
    ])
    expect(await invoice(invoiceId)).toMatchObject({ due: usd(3_000) })
    expect((await refund(paymentId, { amount: 8_000 })).body.code).toBe('refund_too_large')
  })
})

describe('what was recorded', () => {
  test('cash goes back as cash, with who handed it out', async () => {
    const { paymentId, invoiceId } = await paidBy('cash', 5_000)
    const answer = await refund(paymentId, { amount: 2_000, handedOutBy: 'Fred' })

    expect(answer.body).toMatchObject({ state: 'succeeded', to: 'cash', handedOutBy: 'Fred' })
    expect(await invoice(invoiceId)).toMatchObject({ due: usd(2_000) })
  })

  test('a check goes back as a check with its number', async () => {
    const { paymentId } = await paidBy('check', 5_000, { checkNumber: '1044' })
    const answer = await refund(paymentId, { checkNumber: '88' })
    expect(answer.body.sentence).toBe('Refunded: $50.00, to check 88.')
  })
})

describe('the preview', () => {
  test('N7 says every effect, and does nothing', async () => {
    const { paymentId, clientId } = await paid(10_000, { owed: 8_000 })
    const preview = await manager.post(`/payments/${paymentId}/refunds/preview`, {
      reason: 'requested',
      amount: 5_000,
      tell: 'maria@example.com',
    })

    expect(preview.body).toMatchObject({
      amount: usd(5_000),
      refundable: usd(10_000),
      leftToRefund: usd(5_000),
      fromCredit: usd(2_000),
      to: 'Visa 4242',
      invoices: [{ comesOff: usd(3_000), dueBefore: usd(0), dueAfter: usd(3_000) }],
      credit: null,
      account: {
        owedBefore: usd(0),
        owedAfter: usd(3_000),
        creditBefore: usd(2_000),
        creditAfter: usd(0),
      },
      mail: 'maria@example.com',
      approval: null,
      refundableUntil: null,
    })
    expect(preview.body.client).toContain('in 5 to 10 days')
    expect(await moneyBack(paymentId)).toMatchObject({ goneBack: usd(0), refunds: [] })
    expect((await manager.get(`/clients/${clientId}/billing`)).body.credit).toEqual(usd(2_000))

    const settled = await manager.post(`/payments/${paymentId}/refunds/preview`, {
      reason: 'requested',
      amount: 5_000,
      invoices: 'settle',
    })
    expect(settled.body).toMatchObject({
      credit: usd(3_000),
      invoices: [{ dueAfter: usd(0) }],
      account: { owedAfter: usd(0), creditAfter: usd(0) },
    })
  })
})

describe('the document', () => {
  test('goes to the address that was named, and is there as a PDF', async () => {
    const { paymentId } = await paid()
    const { body } = await refund(paymentId, { amount: 4_000, tell: 'maria@example.com' })

    const pdf = await manager.get(`/refunds/${body.id}/pdf`)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    const outbox = await until(
      async () => (await studio.as('owner').get('/mails')).body.data as Mail[],
      (mails) => mails.some(({ about, state }) => about === 'refund' && state === 'kept'),
    )
    const mail = outbox.find(({ about }) => about === 'refund')
    expect(mail?.subject).toMatch(/^Refund R-\d+\/1 from .*: \$40\.00$/)
    expect(mail?.to).toBe('maria@example.com')
  })
})

describe('who may', () => {
  test('the front desk may not; above the limit a second person approves this refund only', async () => {
    const { paymentId, accountId } = await paid()
    expect(await refund(paymentId, {}, { who: studio.as('frontDesk') })).toMatchObject({
      status: 403,
      body: { code: 'forbidden', detail: 'Ask an administrator for "Refund".' },
    })
    await studio.as('owner').patch('/roles/billingManager', { refundLimit: 5_000 })
    expect(await refund(paymentId, { amount: 6_000 })).toMatchObject({
      status: 403,
      body: {
        code: 'amount_over_limit',
        detail: 'Your limit is $50.00. Ask a manager to approve.',
      },
    })
    const preview = await manager.post(`/payments/${paymentId}/refunds/preview`, {
      reason: 'requested',
    })
    expect(preview.body.approval).toBe('Your limit is $50.00. Ask a manager to approve.')

    const asked = await manager.post('/approvals', {
      accountId,
      refundOf: paymentId,
      amount: 6_000,
      currency: 'USD',
      reason: 'The course was called off',
    })
    expect(asked.body).toMatchObject({ purpose: 'refund', refundOf: paymentId })
    const approvalId: string = asked.body.id
    await studio.as('administrator').post(`/approvals/${approvalId}/approve`, {})
    const other = await paid()
    expect((await refund(other.paymentId, { amount: 6_000, approvalId })).body.detail).toBe(
      'What was approved is $60.00 for another refund. Ask again.',
    )
    expect((await refund(paymentId, { amount: 6_000, approvalId })).status).toBe(201)
    expect((await manager.get(`/approvals/${approvalId}`)).body.state).toBe('used')
  })
})

describe('bad input', () => {
  test('W7, rows 54 to 57: what cannot be refunded says why, and nothing moves', async () => {
    const { paymentId } = await paid()
    expect(await refund(paymentId, { amount: 10_001 })).toMatchObject({
      status: 422,
      body: { code: 'refund_too_large', detail: '$100.00 can still be refunded.' },
    })
    expect(await refund(paymentId, { methodId: 'pm_01h455vb4pex5vsknk084sn02q' })).toMatchObject({
      status: 422,
      body: {
        code: 'refund_destination',
        detail: 'Refunds go back to Visa 4242. Use credit instead.',
      },
    })
    expect((await refund(paymentId, { amount: 0 })).body.code).toBe('amount_too_small')
    expect((await refund(paymentId, { amount: -5 })).body.code).toBe('amount_negative')
    expect((await refund(paymentId, { amount: 10.5 })).body.code).toBe('amount_format')
    expect((await refund(paymentId, { amount: 1e15 })).body.code).toBe('refund_too_large')
    expect((await refund(paymentId, { reason: 'other' })).body).toMatchObject({
      code: 'field_required',
      field: 'note',
    })
    expect((await refund('pay_01h455vb4pex5vsknk084sn02q')).status).toBe(404)
    expect(
      (await manager.post(`/payments/${paymentId}/refunds`, { reason: 'requested' })).body.code,
    ).toBe('key_required')

    const declined = await clientOwing(studio, { owed: 1_000 })
    const failed = await manager.pay({
      accountId: declined.accountId,
      amount: 1_000,
      currency: 'USD',
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_visa_chargeDeclined'),
        save: false,
      },
    })
    expect(await refund(failed.body.id)).toMatchObject({
      status: 409,
      body: { code: 'refund_not_possible', moneyMoved: 'no' },
    })
  })

  test('row 56: a payment that waits for the client is not refunded', async () => {
    const { accountId } = await clientOwing(studio, { owed: 1_000 })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_authenticationRequired')
    const method = { kind: 'new', confirmationToken, save: false }
    const waiting = await manager.pay({ accountId, amount: 1_000, currency: 'USD', method })
    expect(waiting.body.state).toBe('requires_action')
    expect(await refund(waiting.body.id)).toMatchObject({
      status: 409,
      body: {
        code: 'refund_not_possible',
        detail: 'It is not paid yet. Wait for its result.',
        moneyMoved: 'no',
      },
    })
  })

  test('row 55: of 20 refunds of 60 % at once exactly one passes', async () => {
    const { paymentId, intentId } = await paid()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refund(paymentId, { amount: 6_000 })),
    )

    const passed = answers.filter(({ status }) => status === 201)
    expect(passed).toHaveLength(1)
    const codes = new Set(answers.flatMap(({ body }) => body.code ?? []))
    codes.delete('in_progress')
    codes.delete('refund_too_large')
    expect([...codes]).toEqual([])
    const refunds = await studio.stripe.refunds.list({ payment_intent: intentId })
    expect(refunds.data).toHaveLength(1)
  })
})

function decide(refundId: string, outcome: string, failureReason?: string) {
  return world.sandbox.control('refunds', {
    account: studio.sandboxAccount,
    refund: refundId,
    outcome,
    ...(failureReason ? { failureReason } : {}),
  })
}

/** Asks until it is so: the product finds out by itself, in its own time. */
async function until<T>(see: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await see()
    if (isSo(seen)) return seen
  }
}
