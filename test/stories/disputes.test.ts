import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hearNews } from '../support/news.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

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

async function paid(amount = 10_000, card = 'pm_card_visa') {
  const client = await clientOwing(studio, { owed: amount })
  const payment = await manager.pay({
    accountId: client.accountId,
    amount,
    currency: 'USD',
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, card),
      save: false,
    },
  })
  expect(payment.body.state).toBe('succeeded')
  const intent = await studio.stripe.paymentIntents.retrieve(payment.body.intentId)
  return { ...client, paymentId: payment.body.id as string, chargeId: String(intent.latest_charge) }
}

/** The bank, through the sandbox; the product hears of it by itself. */
async function dispute(charge: string, more: Record<string, unknown> = {}) {
  const { sandboxAccount: account } = studio
  const opened = await world.sandbox.control<{ id: string }>('disputes', {
    account,
    charge,
    ...more,
  })
  return opened.id
}
function decide(id: string, outcome: string, more: Record<string, unknown> = {}) {
  const { sandboxAccount: account } = studio
  return world.sandbox.control('disputes/decide', { account, dispute: id, outcome, ...more })
}

// biome-ignore lint/suspicious/noExplicitAny: what the API answers
type Seen = any

const moneyBack = async (paymentId: string): Promise<Seen> =>
  (await manager.get(`/payments/${paymentId}/money-back`)).body
async function heard(paymentId: string, isSo: (one: Seen) => boolean): Promise<Seen> {
  await hearNews(studio)
  return until(
    () => moneyBack(paymentId),
    ({ disputes }) => disputes.some(isSo),
  )
}
const invoice = async (id: string) => (await manager.get(`/invoices/${id}`)).body
const credit = async (clientId: string) =>
  (await manager.get(`/clients/${clientId}/billing`)).body.credit.amount
const usd = (amount: number) => ({ amount, currency: 'USD' })
const refund = (paymentId: string, amount?: number) =>
  manager.post(
    `/payments/${paymentId}/refunds`,
    { reason: 'requested', ...(amount ? { amount } : {}) },
    { 'idempotency-key': randomUUID() },
  )

describe('a dispute', () => {
  test('F5 takes the money back: the invoice is owed, the fee is booked, refunds are blocked', async () => {
    const { paymentId, chargeId, invoiceId } = await paid()
    await dispute(chargeId)

    const seen = await heard(paymentId, (one) => one.withdrawn.amount === 10_000)

    expect(seen).toMatchObject({
      goneBack: usd(10_000),
      refundable: usd(0),
      automaticChargesFrozen: true,
      disputes: [
        {
          state: 'needs_response',
          amount: usd(10_000),
          withdrawn: usd(10_000),
          lost: usd(0),
          reason: 'fraudulent',
          isOpen: true,
        },
      ],
    })
    expect(seen.disputes[0].fee.amount).toBeGreaterThan(0)
    expect(seen.disputes[0].dueBy).not.toBeNull()
    expect(await invoice(invoiceId)).toMatchObject({ state: 'open', due: usd(10_000) })
    expect(await refund(paymentId)).toMatchObject({
      status: 409,
      body: {
        code: 'refund_not_possible',
        moneyMoved: 'no',
        detail: 'The bank has this payment in dispute; a refund would pay twice.',
      },
    })
  })

  test('won: the money is account credit again, and the payment may be refunded', async () => {
    const { paymentId, chargeId, clientId, invoiceId } = await paid()
    const id = await dispute(chargeId)
    await heard(paymentId, (one) => one.withdrawn.amount === 10_000)
    await decide(id, 'win')

    const seen = await heard(paymentId, (one) => one.state === 'won' && one.reinstated.amount > 0)

    expect(seen).toMatchObject({ goneBack: usd(0), automaticChargesFrozen: false })
    expect(await credit(clientId)).toBe(10_000)
    expect(await invoice(invoiceId)).toMatchObject({ state: 'open' })
    expect((await refund(paymentId, 2_000)).status).toBe(201)
  })

  test('lost: it stays with the client, and is not refunded as well', async () => {
    const { paymentId, chargeId } = await paid()
    const id = await dispute(chargeId, { amount: 4_000 })
    await heard(paymentId, (one) => one.withdrawn.amount === 4_000)
    await decide(id, 'lose')

    const seen = await heard(paymentId, (one) => one.state === 'lost')

    expect(seen).toMatchObject({ goneBack: usd(4_000), automaticChargesFrozen: false })
    expect((await refund(paymentId)).body.detail).toBe(
      'The bank gave the money back in a dispute; a refund would pay twice.',
    )
  })

  test('of a payment that was refunded before takes what is not there any more: that is our loss', async () => {
    const { paymentId, chargeId } = await paid()
    expect((await refund(paymentId, 7_000)).status).toBe(201)
    await dispute(chargeId, { amount: 10_000 })

    const seen = await heard(paymentId, (one) => one.withdrawn.amount === 10_000)

    expect(seen).toMatchObject({ goneBack: usd(10_000), disputes: [{ lost: usd(7_000) }] })
  })

  test('a refund that fails after it makes our loss good before anything is credit', async () => {
    const { paymentId, chargeId, clientId, invoiceId } = await paid(10_000, 'pm_card_refundFail')
    const refunded = (await refund(paymentId, 7_000)).body
    const id = await dispute(chargeId, { amount: 8_000 })
    const taken = await heard(paymentId, (one) => one.withdrawn.amount === 8_000)
    expect(taken.disputes).toMatchObject([{ lost: usd(5_000) }])

    await world.sandbox.control('refunds', {
      account: studio.sandboxAccount,
      refund: refunded.processorRefundId,
      outcome: 'fail',
    })
    const failed = (await manager.post(`/refunds/${refunded.id}/refresh`)).body

    expect(failed.sentence).toMatch(
      /The client has \$50\.00 from their bank; \$20\.00 is account credit\.$/,
    )
    expect(await moneyBack(paymentId)).toMatchObject({
      goneBack: usd(8_000),
      disputes: [{ withdrawn: usd(8_000), lost: usd(0), reinstated: usd(0) }],
    })
    expect(await credit(clientId)).toBe(2_000)
    expect(await invoice(invoiceId)).toMatchObject({ due: usd(10_000) })

    await decide(id, 'win')
    const won = await heard(paymentId, (one) => one.reinstated.amount === 8_000)
    expect(won).toMatchObject({ goneBack: usd(0), disputes: [{ withdrawn: usd(8_000) }] })
    expect(await credit(clientId)).toBe(10_000)
  })

  test('an inquiry only asks: nothing is withdrawn until it becomes a dispute', async () => {
    const { paymentId, chargeId, invoiceId } = await paid()
    const id = await dispute(chargeId, { inquiry: true })
    const asked = await heard(paymentId, (one) => one.isInquiry)
    expect(asked).toMatchObject({ goneBack: usd(0), disputes: [{ withdrawn: usd(0) }] })
    expect(await invoice(invoiceId)).toMatchObject({ state: 'paid' })

    await decide(id, 'escalate')

    const seen = await heard(paymentId, (one) => !one.isInquiry && one.withdrawn.amount > 0)
    expect(seen).toMatchObject({ goneBack: usd(10_000) })
  })

  test('N12 its page has the story and one PDF of all evidence, which somebody marks as sent', async () => {
    const { paymentId, chargeId } = await paid()
    await dispute(chargeId)
    const { disputes } = await heard(paymentId, (one) => one.withdrawn.amount === 10_000)
    const { id } = disputes[0]

    const { body } = await manager.get(`/disputes/${id}`)
    expect(body).toMatchObject({
      payment: { id: paymentId, paidWith: 'Visa 4242' },
      evidence: expect.arrayContaining([expect.objectContaining({ what: 'Receipt', has: true })]),
      can: { markSent: { allowed: true } },
    })
    expect(body.story.map((one: { what: string }) => one.what)).toEqual(
      expect.arrayContaining(['opened', 'withdrawn', 'fee']),
    )
    const pdf = await manager.get(`/disputes/${id}/evidence`)
    expect(pdf.status).toBe(200)
    expect(pdf.headers.get('content-type')).toBe('application/pdf')

    const sent = await manager.post(`/disputes/${id}/evidence-sent`, {})
    expect(sent.body.evidenceSent).toMatchObject({ by: 'Bea Billing' })
    expect(await manager.post(`/disputes/${id}/evidence-sent`, {})).toMatchObject({
      status: 409,
      body: { code: 'dispute_state' },
    })
  })
})

describe('a returned check', () => {
  async function paidByCheck() {
    const client = await clientOwing(studio, { owed: 6_000 })
    const { tenders } = (await manager.get('/organization')).body
    const { id } = tenders.find((one: { kind: string }) => one.kind === 'check')
    const payment = await manager.pay({
      accountId: client.accountId,
      amount: 6_000,
      currency: 'USD',
      method: { kind: 'tender', tenderId: id, checkNumber: '1044' },
    })
    return { ...client, paymentId: payment.body.id as string }
  }

  test('opens its invoice again, once', async () => {
    const { paymentId, invoiceId } = await paidByCheck()
    const returned = await manager.post(`/payments/${paymentId}/return`, { reason: 'No funds' })
    expect(returned).toMatchObject({ status: 201, body: { amount: usd(6_000), taken: usd(6_000) } })

    expect(await invoice(invoiceId)).toMatchObject({ state: 'open', due: usd(6_000) })
    expect(
      await manager.post(`/payments/${paymentId}/return`, { reason: 'No funds' }),
    ).toMatchObject({ status: 409, body: { detail: 'This check was returned already.' } })
    expect((await refund(paymentId)).body.code).toBe('refund_not_possible')
  })

  test('after a refund: what went out is our loss; a card is not returned', async () => {
    const { paymentId } = await paidByCheck()
    expect((await refund(paymentId, 2_000)).status).toBe(201)
    const returned = await manager.post(`/payments/${paymentId}/return`, { reason: 'No funds' })
    expect(returned.body).toMatchObject({ amount: usd(6_000), taken: usd(4_000) })

    const card = await paid()
    expect(
      (await manager.post(`/payments/${card.paymentId}/return`, { reason: 'No funds' })).body
        .detail,
    ).toBe('Only a check is returned by the bank.')
  })
})

/** Asks until it is so: the product finds out by itself, in its own time. */
async function until<T>(see: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await see()
    if (isSo(seen)) return seen
  }
}
