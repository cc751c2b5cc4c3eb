import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendDigests } from '../../src/attention/digest.ts'
import { lookThrough } from '../../src/attention/look-through.ts'
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
let desk: Browser
let manager: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  desk = studio.as('frontDesk')
  manager = studio.as('billingManager')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

// biome-ignore lint/suspicious/noExplicitAny: what the API answers
type Seen = any

const usd = (amount: number) => ({ amount, currency: 'USD' })
const list = async (query = ''): Promise<Seen[]> =>
  (await manager.get(`/attention${query && `?${query}`}`)).body.data
const kinds = async (query = '') => (await list(query)).map(({ kind }) => kind)
const count = async () => (await manager.get('/attention/count')).body.open
const settled = (isSo: () => Promise<boolean>) => expect.poll(isSo, { timeout: 20_000 }).toBe(true)

async function tenderOf(kind: string): Promise<string> {
  const { tenders } = (await desk.get('/organization')).body
  return tenders.find((one: { kind: string }) => one.kind === kind).id
}

/** A payment that was planned, and declined when it was taken with another card. */
async function declinedPlan(amount = 5_000) {
  const client = await clientOwing(studio, { owed: amount, savedCard: 'pm_card_visa' })
  const { accountId, methodId, invoiceId } = client
  const made = await desk.post('/scheduled-payments', {
    accountId,
    amount,
    currency: 'USD',
    dueOn: '2099-01-31',
    tenderId: await tenderOf('card'),
    methodId,
  })
  const declined = await desk.pay({
    accountId,
    amount,
    currency: 'USD',
    invoiceIds: [invoiceId],
    scheduledId: made.body.id,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_chargeDeclinedInsufficientFunds'),
      save: false,
    },
  })
  expect(declined.body.state).toBe('failed')
  return { ...client, scheduledId: made.body.id as string, paymentId: declined.body.id as string }
}

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
  return { ...client, paymentId: payment.body.id as string, intentId: payment.body.intentId }
}

const refund = (paymentId: string, more: Record<string, unknown> = {}) =>
  manager.post(
    `/payments/${paymentId}/refunds`,
    { reason: 'requested', ...more },
    { 'idempotency-key': randomUUID() },
  )

describe('S2-56 a planned payment that was declined', () => {
  test('is put before a person with its cause, words to say and what the next try is', async () => {
    const { accountId, methodId, invoiceId, scheduledId, paymentId, clientId } =
      await declinedPlan()

    const [item, ...rest] = await list()

    expect(rest).toEqual([])
    expect(item).toMatchObject({
      kind: 'scheduled_declined',
      state: 'open',
      about: { what: 'scheduled', id: scheduledId },
      client: { id: clientId, name: 'Maria Alvarez' },
      amount: usd(5_000),
      money: 'No money was taken.',
      paymentId,
      running: null,
      retry: {
        accountId,
        methodId,
        method: 'Visa 4242',
        amount: usd(5_000),
        retryOf: paymentId,
        scheduledId,
        invoiceIds: [invoiceId],
      },
      can: {
        retry: { allowed: true },
        sendLink: { allowed: true, reason: null },
      },
    })
    expect(item.cause).toContain('Not enough money')
    expect(item.say).toContain('did not allow this amount')
    expect(await count()).toBe(1)
  })

  test('is gone by itself when the next try is paid, and pays what it was for', async () => {
    const { invoiceId } = await declinedPlan()
    const [{ id, retry }] = await list()
    const { accountId, amount, methodId, retryOf, scheduledId, invoiceIds } = retry

    const again = await desk.pay({
      accountId,
      ...amount,
      amount: amount.amount,
      method: { kind: 'saved', methodId },
      retryOf,
      scheduledId,
      invoiceIds,
    })

    expect(again.body).toMatchObject({ state: 'succeeded', retryOf })
    expect((await manager.get(`/invoices/${invoiceId}`)).body.state).toBe('paid')
    expect(await list()).toEqual([])
    const { body } = await manager.get(`/attention/${id}`)
    expect(body).toMatchObject({
      state: 'solved',
      closedBy: null,
      story: [{ what: 'opened' }, { what: 'solved', by: null }],
    })
  })

  test('stays through a try that is declined too, is taken by cash, and names the newest try', async () => {
    const { accountId, scheduledId } = await declinedPlan()
    const declined = await desk.pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      scheduledId,
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_chargeDeclined'),
        save: false,
      },
    })
    const [item] = await list()
    expect(item.paymentId).toBe(declined.body.id)

    const cash = await desk.pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      scheduledId,
      method: { kind: 'tender', tenderId: await tenderOf('cash') },
    })

    expect(cash.body).toMatchObject({ state: 'succeeded', retryOf: declined.body.id })
    expect(await list()).toEqual([])
  })

  test('is over when it is canceled', async () => {
    const { scheduledId } = await declinedPlan()
    await desk.post(`/scheduled-payments/${scheduledId}/cancel`)
    expect(await list()).toEqual([])
  })

  test('is dismissed with a reason, which stays, and opened again; not twice, not without a reason', async () => {
    await declinedPlan()
    const [{ id }] = await list()
    expect(await desk.post(`/attention/${id}/dismiss`, { reason: ' ' })).toMatchObject({
      status: 422,
      body: { code: 'field_required', field: 'reason' },
    })

    const dismissed = await desk.post(`/attention/${id}/dismiss`, { reason: 'Pays in May' })

    expect(dismissed.body).toMatchObject({
      state: 'dismissed',
      closedBy: 'Fred Frontdesk',
      reason: 'Pays in May',
      can: { dismiss: { allowed: false }, restore: { allowed: true } },
    })
    expect(await list()).toEqual([])
    expect(await kinds('state=dismissed')).toEqual(['scheduled_declined'])
    const again = await desk.post(`/attention/${id}/dismiss`, { reason: 'Again' })
    expect(again).toMatchObject({ status: 409, body: { code: 'attention_state' } })

    const restored = await desk.post(`/attention/${id}/restore`)
    expect(restored.body).toMatchObject({
      state: 'open',
      reason: null,
      story: [
        { what: 'opened' },
        { what: 'dismissed', by: 'Fred Frontdesk', note: 'Pays in May' },
        { what: 'restored', by: 'Fred Frontdesk' },
      ],
    })
  })

  test('is given to somebody, who finds what is theirs', async () => {
    await declinedPlan()
    await declinedPlan(6_000)
    const [{ id }] = await list()
    const given = await desk.post(`/attention/${id}/assign`, { to: 'me' })
    expect(given.body.assignedTo.name).toBe('Fred Frontdesk')
    expect((await desk.get('/attention?mine=true')).body.data).toMatchObject([{ id }])
    expect((await desk.get('/attention/count')).body).toEqual({ open: 2, mine: 1 })
    expect(await kinds('mine=true')).toEqual([])
    const back = await desk.post(`/attention/${id}/assign`, { to: null })
    expect(back.body.assignedTo).toBeNull()
  })
})

test('the list is narrowed by kind, client, amount and age, and taken away as a file', async () => {
  const { accountId } = await declinedPlan(4_000)
  await declinedPlan(6_000)
  expect(await list('kind=scheduled_declined')).toHaveLength(2)
  expect(await list('kind=difference')).toEqual([])
  expect(await list(`accountId=${accountId}`)).toHaveLength(1)
  expect(await list('amountFrom=5000')).toMatchObject([{ amount: usd(6_000) }])
  expect(await list('amountTo=5000')).toMatchObject([{ amount: usd(4_000) }])
  expect(await list('search=alv')).toHaveLength(2)
  expect(await list('search=lvarez')).toEqual([])
  expect(await list('days=1')).toEqual([])
  const first = (await manager.get('/attention?limit=1')).body
  const second = (await manager.get(`/attention?limit=1&cursor=${first.nextCursor}`)).body
  expect([first, second].map(({ data }) => data[0].amount.amount)).toEqual([6_000, 4_000])
  expect(second.nextCursor).toBeNull()
  expect(first.counts).toEqual([{ kind: 'scheduled_declined', count: 2 }])

  const file = await manager.get('/attention/export')
  const lines = file.body.trim().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[1]).toContain('"Maria Alvarez","Maria Alvarez","60.00","USD","No money was taken."')
})

test('a refund that came back needs a person until another one went through', async () => {
  const { paymentId } = await paid(10_000, 'pm_card_refundFail')
  const first = await refund(paymentId)
  const { sandboxAccount: account } = studio
  await world.sandbox.control('refunds', {
    account,
    refund: first.body.processorRefundId,
    outcome: 'fail',
    failureReason: 'expired_or_canceled_card',
  })
  await manager.post(`/refunds/${first.body.id}/refresh`)

  expect(await list()).toMatchObject([
    {
      kind: 'refund_failed',
      about: { what: 'refund', id: first.body.id },
      amount: usd(10_000),
      money: 'No money went back. It is account credit.',
      cause: 'The client’s card is closed.',
      paymentId,
      retry: null,
    },
  ])

  const second = await refund(paymentId)
  expect(second.body.state).toBe('succeeded')
  expect(await list()).toEqual([])
})

test('a refund that comes back after another one went through is no less a person’s', async () => {
  const { paymentId } = await paid()
  const first = await refund(paymentId, { amount: 3_000 })
  await refund(paymentId, { amount: 4_000 })
  await world.sandbox.control('refunds', {
    account: studio.sandboxAccount,
    refund: first.body.processorRefundId,
    outcome: 'fail',
  })
  await manager.post(`/refunds/${first.body.id}/refresh`)

  expect(await list()).toMatchObject([{ kind: 'refund_failed', about: { id: first.body.id } }])
})

test('a refund in the processor’s dashboard is shown until somebody has seen it', async () => {
  const { paymentId, intentId } = await paid()
  await studio.stripe.refunds.create({ payment_intent: intentId, amount: 4_000 })
  await settled(async () => (await count()) === 1)
  const [item] = await list()
  expect(item).toMatchObject({ kind: 'refund_at_processor', amount: usd(4_000), paymentId })
  await manager.post(`/attention/${item.id}/dismiss`, { reason: 'I did that' })
  expect(await count()).toBe(0)
})

test('a dispute waits for evidence with its due date, and says how it ended', async () => {
  const { intentId } = await paid()
  const intent = await studio.stripe.paymentIntents.retrieve(intentId)
  const { sandboxAccount: account } = studio
  const { id } = await world.sandbox.control<{ id: string }>('disputes', {
    account,
    charge: String(intent.latest_charge),
  })
  await settled(async () => (await kinds()).includes('dispute_opened'))
  const [item] = await list()
  expect(item).toMatchObject({ about: { what: 'dispute' }, amount: usd(10_000) })
  expect(item.dueBy).not.toBeNull()
  expect(item.money).toBe('The bank took the money back.')

  await world.sandbox.control('disputes/decide', { account, dispute: id, outcome: 'lose' })

  await settled(async () => (await kinds()).join() === 'dispute_closed')
  expect((await list())[0].cause).toContain('The dispute was lost')
  expect((await manager.get(`/attention/${item.id}`)).body.state).toBe('solved')
})

test('a check that came back is put before a person', async () => {
  const { accountId } = await clientOwing(studio, { owed: 3_000 })
  const payment = await manager.pay({
    accountId,
    amount: 3_000,
    currency: 'USD',
    method: { kind: 'tender', tenderId: await tenderOf('check'), checkNumber: '1044' },
  })
  const returned = await manager.post(`/payments/${payment.body.id}/return`, {
    reason: 'Not enough funds',
  })
  expect(returned.status).toBe(201)
  expect(await list()).toMatchObject([
    {
      kind: 'check_returned',
      about: { what: 'return', id: returned.body.id },
      cause:
        'The client’s bank did not honor the check: not enough funds. What it had paid is owed again.',
      amount: usd(3_000),
    },
  ])
})

test('S1-22 a payment nobody knows about is there while it is unknown, and no longer', async () => {
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 3_000,
    savedCard: 'pm_card_visa',
  })
  await world.sandbox.control('faults', {
    rules: [
      { kind: 'lost_after', method: 'POST', path: '^/v1/payment_intents/[^/]+/confirm', times: 2 },
    ],
  })
  const method = { kind: 'saved', methodId }
  const lost = await desk.pay({ accountId, amount: 3_000, currency: 'USD', method })
  expect(lost.body.state).toBe('unknown')
  const all = [...(await list()), ...(await list('state=solved'))]
  expect(all).toMatchObject([{ kind: 'unclear_payment', paymentId: lost.body.id, retry: null }])

  await settled(async () => (await list('state=solved')).length === 1)
  expect(await list()).toEqual([])
})

test('a difference with the processor is there until it is explained', async () => {
  await studio.stripe.paymentIntents.create({
    amount: 7_700,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_mastercard',
    confirm: true,
  })
  const found = await manager.post('/differences/compare', {})
  const [difference] = found.body.open
  expect(await list()).toMatchObject([
    {
      kind: 'difference',
      about: { what: 'difference', id: difference.id },
      amount: usd(7_700),
      client: null,
      cause: difference.cause,
    },
  ])
  await manager.post(`/differences/${difference.id}/explain`, { note: 'A test' })
  expect(await list()).toEqual([])
})

test('a card about to expire is there while something hangs on it', async () => {
  const client = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
  const { expMonth, expYear } = (await desk.get(`/clients/${client.clientId}/billing`)).body
    .methods[0]
  const lookAt = (now: Date) => lookThrough({ ...studio.app, clock: { now: () => now } })
  const twoMonthsBefore = new Date(Date.UTC(expYear, expMonth - 3, 15))
  const monthBefore = new Date(Date.UTC(expYear, expMonth - 2, 15))

  await lookAt(twoMonthsBefore)
  expect(await list()).toEqual([])
  await lookAt(monthBefore)
  expect(await list()).toMatchObject([
    {
      kind: 'method_expiring',
      about: { what: 'method', id: client.methodId },
      client: { id: client.clientId },
      money: 'No money was taken.',
    },
  ])

  await desk.delete(`/payment-methods/${client.methodId}`)
  expect(await list()).toEqual([])
})

describe('the daily mail of what failed', () => {
  const DAY_MS = 86_400_000
  const tellAt = (now: Date) => sendDigests({ ...studio.app, clock: { now: () => now } })
  const mails = async () =>
    (await studio.as('owner').get('/mails')).body.data.filter(
      ({ about }: { about: string }) => about === 'attentionDigest',
    )
  const letter = async () => {
    const [mail] = await mails()
    return (await studio.as('owner').get(`/mails/${mail.id}`)).body
  }
  const want = async (wanted = true) => (await desk.put('/attention/digest', { wanted })).body

  test('comes at seven where the business is, once a day however often it is looked, with what failed', async () => {
    expect((await desk.get('/attention/digest')).body).toMatchObject({ wanted: false, hour: 7 })
    const { paymentId } = await declinedPlan()
    const { wanted, to, nextAt } = await want()
    expect({ wanted, to }).toEqual({ wanted: true, to: expect.stringContaining('frontdesk-') })
    const due = new Date(nextAt)
    const clock = { timeZone: 'America/New_York', hour: 'numeric', minute: '2-digit' } as const
    expect(due.toLocaleTimeString('en-US', clock)).toBe('7:00 AM')
    await declinedPlan(6_000)

    await tellAt(new Date(due.getTime() - 1_000))
    expect(await mails()).toEqual([])
    await Promise.all([tellAt(due), tellAt(due)])
    await tellAt(new Date(due.getTime() + 60_000))

    expect(await mails()).toHaveLength(1)
    const { subject, text } = await letter()
    // What failed before the mail was wanted is not told.
    expect(subject).toMatch(/^1 payment matter at Studio .* in the last day, 1 still open$/)
    expect(text).toContain('Maria Alvarez · $60.00 · Planned payment declined')
    expect(text).not.toContain(paymentId)
    expect(text).toMatch(
      new RegExp(`pay_[0-9a-z]{26}: ${world.base}/o/${studio.slug}/payments/pay_`),
    )

    await tellAt(new Date(due.getTime() + DAY_MS))
    expect(await mails()).toHaveLength(1)
  })

  test('does not come where nothing failed, to who ended it, or to who may not see payments', async () => {
    const due = new Date((await want()).nextAt)
    await tellAt(due)
    expect(await mails()).toEqual([])

    await declinedPlan()
    await want(false)
    await tellAt(new Date(due.getTime() + DAY_MS))
    expect(await mails()).toEqual([])
  })

  test('names nobody in health mode', async () => {
    const owner = studio.as('owner')
    const { logo: _, ...business } = (await owner.get('/business')).body
    await owner.put('/business', { ...business, healthMode: true })
    const due = new Date((await want()).nextAt)
    await declinedPlan()
    await tellAt(due)
    const { text } = await letter()
    expect(text).toContain('Planned payment declined: 1')
    expect(text).not.toContain('Maria')
    expect(text).not.toContain('50.00')
  })
})

test('who sees only may not dismiss, and is told whom to ask', async () => {
  await declinedPlan()
  const reader = studio.as('readOnly')
  const [item] = (await reader.get('/attention')).body.data
  expect(item.can.dismiss).toEqual({
    allowed: false,
    reason: 'Ask an administrator for "Work on the Payment Action Center".',
  })
  const refused = await reader.post(`/attention/${item.id}/dismiss`, { reason: 'x' })
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})
