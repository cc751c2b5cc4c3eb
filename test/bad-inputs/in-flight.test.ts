import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** Rows 49, 51 and 52: asked again while the first charge is on its way. */
let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterEach(async () => {
  await world.sandbox.control('faults', { rules: [] })
  await world.expectBooksInOrder()
})
afterAll(() => world.stop())

const CONFIRM = '^/v1/payment_intents/[^/]+/confirm'
const CANCEL = '^/v1/payment_intents/[^/]+/cancel'

/** A charge whose confirmation takes a while, and is on its way when this returns. */
async function slowCharge(request: Record<string, unknown>, key?: string) {
  await world.sandbox.control('faults', {
    rules: [{ kind: 'delay', path: CONFIRM, delayMs: 1_500, times: 1 }],
  })
  const answer = studio.as('frontDesk').pay(request, key)
  await expect
    .poll(async () => {
      const list = await studio.as('owner').get(`/payments?accountId=${request.accountId}`)
      return list.body.data.some((payment: { state: string }) => payment.state === 'confirming')
    })
    .toBe(true)
  return { answer }
}

async function owing(owed = 10_000) {
  const client = await clientOwing(studio, { owed, savedCard: 'pm_card_visa' })
  const { accountId, methodId } = client
  const request = { accountId, amount: owed, currency: 'USD', method: { kind: 'saved', methodId } }
  return { ...client, request }
}

test('row 49: the same key while it runs', async () => {
  const { request } = await owing()
  const { answer } = await slowCharge(request, 'row 49')
  const second = await studio.as('frontDesk').pay(request, 'row 49')
  const first = await answer

  expect(first).toMatchObject({ status: 201, body: { state: 'succeeded' } })
  expect(second).toMatchObject({
    status: 409,
    body: {
      code: 'in_progress',
      detail: 'This charge is still running.',
      moneyMoved: 'unknown',
      retryable: true,
      paymentId: first.body.id,
    },
  })
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
})

describe('row 51: a second clerk', () => {
  test('on the same invoice is told who, how much and since when', async () => {
    const { request } = await owing()
    const { answer } = await slowCharge(request)
    const second = await studio.as('billingManager').pay(request)
    const first = await answer

    expect(second).toMatchObject({
      status: 409,
      body: {
        code: 'charge_in_progress',
        detail: expect.stringMatching(
          /^Fred Frontdesk is charging this invoice now \(\$100\.00, started \d\d:\d\d:\d\d\)\. Wait for the result\.$/,
        ),
        moneyMoved: 'no',
        by: 'Fred Frontdesk',
        amount: { amount: 10_000, currency: 'USD' },
        since: first.body.createdAt,
        paymentId: first.body.id,
      },
    })
    expect(first.body.state).toBe('succeeded')
    expect((await chargesOf(request.accountId)).length).toBe(1)
  })

  test('on account, while an invoice of it is charged', async () => {
    const { request } = await owing()
    const { answer } = await slowCharge(request)
    const second = await studio
      .as('billingManager')
      .pay({ ...request, amount: 77_00, invoiceIds: [] })
    await answer
    expect(second).toMatchObject({ status: 409, body: { code: 'charge_in_progress' } })
  })

  test('sees it on the list of clients and on the invoice', async () => {
    const { request, invoiceId } = await owing()
    const { answer } = await slowCharge(request)
    const invoice = await studio.as('readOnly').get(`/invoices/${invoiceId}`)
    const list = await studio.as('readOnly').get('/clients?limit=100')
    await answer
    expect(invoice.body.heldBy).toMatchObject({ by: 'Fred Frontdesk', amount: { amount: 10_000 } })
    const row = list.body.data.find(
      (client: { account: { id: string } }) => client.account.id === request.accountId,
    )
    expect(row.charging).toMatchObject({ by: 'Fred Frontdesk', amount: { amount: 10_000 } })
    expect((await studio.as('readOnly').get(`/invoices/${invoiceId}`)).body.heldBy).toBeNull()
  })
})

test('row 52: charged while the last answer is missing', async () => {
  const { request } = await owing()
  await world.sandbox.control('faults', {
    rules: [
      { kind: 'lost_after', path: CONFIRM, times: 2 },
      { kind: 'lost_before', method: 'GET', path: '^/v1/payment_intents/', times: 4 },
    ],
  })
  const lost = await studio.as('frontDesk').pay(request)
  expect(lost).toMatchObject({
    status: 201,
    body: {
      state: 'unknown',
      moneyMoved: 'unknown',
      sentence:
        'We do not know yet. Do not charge again; this resolves by itself, usually in 2 minutes.',
    },
  })
  const second = await studio.as('billingManager').pay(request)
  expect(second).toMatchObject({
    status: 409,
    body: {
      code: 'result_pending',
      detail: 'The last charge has no answer yet. Do not charge again.',
      moneyMoved: 'unknown',
      paymentId: lost.body.id,
    },
  })
  await expect.poll(() => stateOf(lost.body.id), { timeout: 30_000 }).toBe('succeeded')
  expect((await chargesOf(request.accountId)).length).toBe(1)
})

describe('an answer that is missing is never called a no', () => {
  test('when the repeat is throttled and the cancel is lost, after money moved', async () => {
    const { request } = await owing()
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'lost_after', path: CONFIRM, times: 1 },
        { kind: '429', path: CONFIRM, times: 1 },
        { kind: 'lost_before', path: CANCEL, times: 2 },
      ],
    })
    const answer = await studio.as('frontDesk').pay(request)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ state: 'unknown', moneyMoved: 'unknown' })
    await expect.poll(() => stateOf(answer.body.id), { timeout: 30_000 }).toBe('succeeded')
  })

  test('when the bank declined and the cancel is lost, the decline is said once it is sure', async () => {
    const { accountId } = await clientOwing(studio, { owed: 4_400 })
    await world.sandbox.control('faults', {
      rules: [{ kind: 'lost_before', path: CANCEL, times: 2 }],
    })
    const answer = await studio.as('frontDesk').pay({
      accountId,
      amount: 4_400,
      currency: 'USD',
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_visa_chargeDeclined'),
        save: false,
      },
    })
    expect(answer.body).toMatchObject({ state: 'unknown', moneyMoved: 'unknown' })
    await expect.poll(() => stateOf(answer.body.id), { timeout: 30_000 }).toBe('failed')
  })

  test('when another amount was taken than was asked for, a person looks at it', async () => {
    const { request } = await owing()
    const { answer } = await slowCharge(request)
    const list = await studio.as('owner').get(`/payments?accountId=${request.accountId}`)
    const id = list.body.data[0].id
    const { intentId } = (await studio.as('owner').get(`/payments/${id}`)).body
    await studio.stripe.paymentIntents.update(intentId, { amount: 12_000 })

    expect(await answer).toMatchObject({
      status: 201,
      body: { id, state: 'review', moneyMoved: 'unknown' },
    })
    const again = await studio.as('owner').post(`/payments/${id}/refresh`)
    expect(again).toMatchObject({ status: 200, body: { state: 'review' } })
  })
})

async function stateOf(id: string): Promise<string> {
  return (await studio.as('owner').get(`/payments/${id}`)).body.state
}

/** What the processor took for this account, as its dashboard would show it; not the saving of the card. */
async function chargesOf(accountId: string) {
  const { data } = await world.sandbox.control<{
    data: { amount: number; metadata: { account?: string } }[]
  }>('charges')
  return data.filter((charge) => charge.metadata.account === accountId && charge.amount !== 100)
}
