import type Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { inOrganization } from '../../src/database/transaction.ts'
import { compareAccount, compareByNight, nextNight } from '../../src/differences/compare.ts'
import { assert } from '../../src/kit/assert.ts'
import { processorAccounts } from '../../src/payouts/payouts.ts'
import type { App } from '../../src/processor/app.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let organization: TestOrganization
let office: Browser

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  organization = await world.organization('Badger Baths')
  office = organization.as('billingManager')
})
afterEach(() => world.expectBooksInOrder())

function sandbox<T>(path: string, body: object): Promise<T> {
  return world.sandbox.control<T>(path, { account: organization.sandboxAccount, ...body })
}

const compare = async () => (await office.post('/differences/compare', {})).body

async function pay(card = 'pm_card_visa', amount = 2_000) {
  const { accountId } = await clientOwing(organization)
  const paid = await office.pay({
    accountId,
    amount,
    currency: 'USD',
    invoiceIds: [],
    keepCredit: true,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(organization.stripe, card),
      save: false,
    },
  })
  return paid.body as { id: string; intentId: string; state: string }
}

function chargeInDashboard(): Promise<Stripe.PaymentIntent> {
  return organization.stripe.paymentIntents.create({
    amount: 7_700,
    currency: 'usd',
    allowed_payment_method_types: ['card'],
    payment_method: 'pm_card_mastercard',
    confirm: true,
  })
}

test('where both have the same, nothing is found', async () => {
  await pay()
  const found = await compare()
  expect(found).toMatchObject({
    open: [],
    runs: [{ answered: true, by: 'Bea Billing', charges: 1 }],
  })
})

test('a charge that nobody here made is shown until somebody says what it was', async () => {
  await pay()
  const intent = await chargeInDashboard()
  const found = await compare()
  expect(found.open).toMatchObject([
    {
      kind: 'unknown_charge',
      processorId: intent.latest_charge,
      amount: { amount: 7_700, currency: 'USD' },
      paymentId: null,
      can: { lookAgain: { allowed: false }, explain: { allowed: true } },
    },
  ])
  expect(found.open[0].cause).toContain('dashboard')
  const path = `/differences/${found.open[0].id}`
  expect((await office.post(`${path}/look-again`)).body.code).toBe('difference_state')
  expect((await office.post(`${path}/explain`, { note: ' ' })).body.code).toBe('field_required')
  const note = 'The till of the café'
  const explained = (await office.post(`${path}/explain`, { note })).body
  expect(explained.open).toEqual([])
  expect(explained.ended[0].fate).toBe(`Bea Billing: ${note}`)
  // Found again the next night, it stays explained.
  expect((await compare()).open).toEqual([])
  const desk = organization.as('frontDesk')
  expect((await desk.get('/differences')).status).toBe(403)
})

test('money whose news was lost is settled as paid, by the way it would have been', async () => {
  const waiting = await pay('pm_card_authenticationRequired')
  expect(waiting.state).toBe('requires_action')
  const { intentId } = (await office.get(`/payments/${waiting.id}`)).body
  await sandbox('challenges', { intent: intentId, outcome: 'complete' })
  const found = await compare()
  const state = (await office.get(`/payments/${waiting.id}`)).body.state
  expect(state).toBe('succeeded')
  const absorbed = found.ended.filter(
    ({ paymentId }: { paymentId: string }) => paymentId === waiting.id,
  )
  for (const one of absorbed) {
    expect(one).toMatchObject({ kind: 'unsettled_charge', state: 'absorbed' })
    expect(one.fate).toBe('The payment was settled as paid.')
  }
  expect(found.open).toEqual([])
})

test('a refund made in the dashboard is recorded, and what it paid is owed again', async () => {
  const { accountId, invoiceId } = await clientOwing(organization, { owed: 5_000 })
  const paid = await office.pay({
    accountId,
    amount: 5_000,
    currency: 'USD',
    invoiceIds: [invoiceId],
    method: {
      kind: 'new',
      confirmationToken: await cardToken(organization.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  const { intentId } = (await office.get(`/payments/${paid.body.id}`)).body
  const refund = await organization.stripe.refunds.create({
    payment_intent: intentId,
    amount: 2_000,
  })
  const found = await compare()
  expect(found.open).toEqual([])
  expect(found.ended).toMatchObject([
    {
      kind: 'unknown_refund',
      state: 'absorbed',
      processorId: refund.id,
      paymentId: paid.body.id,
      client: 'Maria Alvarez',
      amount: { amount: 2_000 },
    },
  ])
  expect((await office.get(`/invoices/${invoiceId}`)).body).toMatchObject({
    state: 'partlyPaid',
    due: { amount: 2_000 },
  })
  // The event of it, which comes later, changes nothing.
  expect((await compare()).ended).toHaveLength(1)
})

test('a refund of a charge that is not here is shown, and changes nothing', async () => {
  const intent = await chargeInDashboard()
  await organization.stripe.refunds.create({ payment_intent: intent.id, amount: 700 })
  const kinds = (await compare()).open.map(({ kind }: { kind: string }) => kind)
  expect(kinds.toSorted()).toEqual(['unknown_charge', 'unknown_refund'])
})

test('a dispute whose news was lost is recorded with what it took', async () => {
  const paid = await pay()
  const { intentId } = (await office.get(`/payments/${paid.id}`)).body
  const charge = (await organization.stripe.paymentIntents.retrieve(intentId)).latest_charge
  const dispute = await sandbox<Stripe.Dispute>('disputes', { charge })
  const found = await compare()
  expect(found.open).toEqual([])
  expect(found.ended).toMatchObject([
    { kind: 'unknown_dispute', state: 'absorbed', processorId: dispute.id, paymentId: paid.id },
  ])
  await sandbox('disputes/decide', { dispute: dispute.id, outcome: 'lose' })
  const kinds = (await compare()).ended.map(({ kind }: { kind: string }) => kind)
  expect(kinds.toSorted()).toEqual(['dispute_differs', 'unknown_dispute'])
})

test('payouts nobody told of are read, and what is there twice is found once', async () => {
  await pay('pm_card_bypassPending')
  await sandbox('payouts', {})
  const found = await compare()
  expect(found.ended).toMatchObject([{ kind: 'unknown_payout', state: 'absorbed' }])
  await compare()
  expect((await compare()).ended).toHaveLength(1)
  expect((await office.get('/payouts')).body.data).toHaveLength(1)
})

test('a payment that the processor does not list is shown for as long as that is so', async () => {
  const paid = await pay()
  await sandbox('reset', {})
  const found = await compare()
  expect(found.open).toMatchObject([
    { kind: 'missing_charge', paymentId: paid.id, processorId: paid.id },
  ])
  expect(found.open[0].cause).toContain('lists no such charge')
  const again = await office.post(`/differences/${found.open[0].id}/look-again`)
  expect(again.body.open).toHaveLength(1)
})

test('a payment that is listed again is no difference any more', async () => {
  const paid = await pay()
  const { app } = world.server
  const [account] = await inOrganization(app.db, organization.orgId, processorAccounts)
  assert(account, 'an organization that takes cards has a processor account')
  const listsNothing: App['processors'] = {
    ...app.processors,
    of: async (of) => ({
      ...(await app.processors.of(of)),
      listCharges: async () => ({ is: 'answered', value: [] }),
    }),
  }
  await compareAccount({ ...app, processors: listsNothing }, account, { days: 4, byName: null })
  expect((await office.get('/differences')).body.open).toMatchObject([
    { kind: 'missing_charge', paymentId: paid.id },
  ])

  const found = await compare()

  expect(found.open).toEqual([])
  expect(found.ended).toMatchObject([{ kind: 'missing_charge', state: 'gone' }])
})

test('a processor that does not answer leaves everything as it was, and the run says so', async () => {
  await chargeInDashboard()
  await compare()
  await world.sandbox.control('faults', {
    rules: [{ kind: '500_before', path: '/v1/charges', account: organization.sandboxAccount }],
  })
  const found = await compare()
  expect(found.runs[0]).toMatchObject({ answered: false })
  expect(found.open).toHaveLength(1)
  await world.sandbox.control('faults', { rules: [] })
  expect((await compare()).runs[0]).toMatchObject({ answered: true })
})

test('a night compares by itself, three hours after midnight where the business is', async () => {
  expect(nextNight('America/New_York', new Date('2026-11-22T18:30:00Z'))).toEqual(
    new Date('2026-11-23T08:00:00Z'),
  )
  expect(nextNight('Asia/Kolkata', new Date('2026-11-22T18:30:00Z')).toISOString()).toMatch(
    /^2026-11-22T2[12]:00/,
  )
  await chargeInDashboard()
  const { app } = world.server
  const tomorrow = new Date(app.clock.now().getTime() + 2 * 3_600_000)
  await compareByNight({ ...app, clock: { now: () => tomorrow } })
  const found = (await office.get('/differences')).body
  expect(found.open).toMatchObject([{ kind: 'unknown_charge' }])
  expect(found.runs[0]).toMatchObject({ by: null, answered: true })
})
