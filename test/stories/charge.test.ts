import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import {
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

describe('a new card at the counter', () => {
  test('S0-1, S0-11, S0-12, S2-2, S2-7, S2-8, S2-29, S4-1 is charged, saved with consent, and charged again without the client', async () => {
    const desk = studio.as('frontDesk')
    const { clientId, accountId, invoiceId } = await clientOwing(studio, { owed: 10_000 })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa', { save: true })

    const first = await desk.pay({
      accountId,
      amount: 6_000,
      currency: 'USD',
      method: { kind: 'new', confirmationToken, save: true, billingAddress: ADDRESS },
    })

    expect(first).toMatchObject({
      status: 201,
      body: {
        state: 'succeeded',
        moneyMoved: 'yes',
        sentence: 'Paid: $60.00, Visa 4242.',
        receipt: { number: 'R-1001' },
        allocations: [{ invoiceId, amount: { amount: 6_000 } }],
        balanceAfter: { amount: 4_000 },
      },
    })
    const billing = await desk.get(`/clients/${clientId}/billing`)
    expect(billing.body.openInvoices).toMatchObject([{ state: 'partlyPaid' }])
    expect(billing.body.methods).toMatchObject([
      { name: 'Visa 4242', unusable: null, authorization: { since: expect.any(String) } },
    ])

    const [method] = billing.body.methods
    const again = await desk.pay({
      accountId,
      amount: 4_000,
      currency: 'USD',
      method: { kind: 'saved', methodId: method.id },
    })

    expect(again.body).toMatchObject({ state: 'succeeded', balanceAfter: { amount: 0 } })
    const after = await desk.get(`/clients/${clientId}/billing`)
    expect(after.body).toMatchObject({
      balance: { amount: 0 },
      openInvoices: [],
      paidInvoices: [{ state: 'paid' }],
      inFlight: [],
    })
    const intent = await studio.stripe.paymentIntents.retrieve(again.body.intentId)
    expect(intent).toMatchObject({ amount_received: 4_000, description: null })
    expect(intent.metadata.payment).toBe(again.body.id)
  })

  test('S1-20 is declined: no money was taken, the cause is said, and the intent is dead', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const confirmationToken = await cardToken(
      studio.stripe,
      'pm_card_visa_chargeDeclinedInsufficientFunds',
    )

    const declined = await studio.as('frontDesk').pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      method: { kind: 'new', confirmationToken, save: false },
    })

    expect(declined.body).toMatchObject({
      state: 'failed',
      moneyMoved: 'no',
      sentence: 'Declined. No money was taken.',
      decline: { declineCode: 'insufficient_funds', cause: expect.any(String) },
      balanceAfter: { amount: 5_000 },
      receipt: null,
    })
    const intent = await studio.stripe.paymentIntents.retrieve(declined.body.intentId)
    expect(intent.status).toBe('canceled')
  })

  test('waits for the bank’s approval and can be called off', async () => {
    const desk = studio.as('frontDesk')
    const { accountId } = await clientOwing(studio, { owed: 7_000 })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_authenticationRequired')

    const waiting = await desk.pay({
      accountId,
      amount: 7_000,
      currency: 'USD',
      method: { kind: 'new', confirmationToken, save: false },
    })
    expect(waiting.body).toMatchObject({ state: 'requires_action', moneyMoved: 'no' })
    const action = await desk.post(`/payments/${waiting.body.id}/action`)
    expect(action.body.clientSecret).toMatch(/_secret_/)

    const canceled = await desk.post(`/payments/${waiting.body.id}/cancel`)
    expect(canceled.body).toMatchObject({ state: 'canceled', moneyMoved: 'no' })
    const intent = await studio.stripe.paymentIntents.retrieve(waiting.body.intentId)
    expect(intent.status).toBe('canceled')
  })
})

test('the same key again is the same payment', async () => {
  const desk = studio.as('frontDesk')
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 2_000,
    savedCard: 'pm_card_visa',
  })
  const request = {
    accountId,
    amount: 2_000,
    currency: 'USD',
    method: { kind: 'saved', methodId },
  }

  const once = await desk.pay(request, 'a key')
  const twice = await desk.pay(request, 'a key')
  const other = await desk.pay({ ...request, amount: 1_000 }, 'a key')

  expect(twice.body.id).toBe(once.body.id)
  expect(twice.headers.get('idempotent-replayed')).toBe('true')
  expect(other).toMatchObject({ status: 422, body: { code: 'key_reused', moneyMoved: 'no' } })
})

test('S1-18, S1-22 a lost answer is unknown, holds the invoice, and is found out', async () => {
  const desk = studio.as('frontDesk')
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 3_000,
    savedCard: 'pm_card_visa',
  })
  await world.sandbox.control('faults', {
    rules: [
      { kind: 'lost_after', method: 'POST', path: '^/v1/payment_intents/[^/]+/confirm', times: 2 },
      { kind: 'lost_before', method: 'GET', path: '^/v1/payment_intents/' },
    ],
  })

  const request = {
    accountId,
    amount: 3_000,
    currency: 'USD',
    method: { kind: 'saved', methodId },
  }
  const lost = await desk.pay(request)
  expect(lost.body).toMatchObject({ state: 'unknown', moneyMoved: 'unknown' })
  const second = await desk.pay({ ...request, amount: 2_900 })
  expect(second).toMatchObject({ status: 409, body: { code: 'result_pending' } })

  await world.sandbox.control('faults', { rules: [] })
  await expect
    .poll(async () => (await desk.get(`/payments/${lost.body.id}`)).body.state, { timeout: 20_000 })
    .toBe('succeeded')
})
