import type Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { inOrganization } from '../../src/database/transaction.ts'
import { processorAccounts } from '../../src/payouts/payouts.ts'
import { readPayoutsOf } from '../../src/payouts/read-payouts.ts'
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
  organization = await world.organization('Otter House')
  office = organization.as('billingManager')
})
afterEach(() => world.expectBooksInOrder())

const DAY = 86_400

interface Line {
  amount: { amount: number }
}

function sandbox<T>(path: string, body: object): Promise<T> {
  return world.sandbox.control<T>(path, { account: organization.sandboxAccount, ...body })
}

async function pay(amount = 2_000, card = 'pm_card_visa') {
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
  expect(paid.body).toMatchObject({ state: 'succeeded' })
  return paid.body as { id: string; intentId: string }
}

const seen = async (id: string) => (await office.get(`/payments/${id}`)).body
const feeOf = async (id: string) => (await seen(id)).processorFee
const payouts = async () => (await office.get('/payouts')).body.data

test('the fee of a payment is booked once it is known', async () => {
  const { id } = await pay()
  await expect
    .poll(() => feeOf(id), { timeout: 20_000 })
    .toMatchObject({ amount: { amount: 88 }, net: { amount: 1_912 } })
  expect((await organization.as('frontDesk').get(`/payments/${id}`)).body.processorFee).toBeNull()
  const file = (await office.get('/payments/export')).body as string
  expect(file).toContain('"20.00","USD","0.88"')
})

test('cash costs no fee', async () => {
  const { accountId } = await clientOwing(organization)
  const tenders = (await office.get('/tenders')).body.data as { id: string; kind: string }[]
  const cash = tenders.find(({ kind }) => kind === 'cash')?.id
  const paid = await office.pay({
    accountId,
    amount: 500,
    currency: 'USD',
    invoiceIds: [],
    keepCredit: true,
    method: { kind: 'tender', tenderId: cash },
  })
  expect(await feeOf(paid.body.id)).toBeNull()
})

test('a payout is its members, each beside its payment, and is matched to the bank', async () => {
  const first = await pay(2_000, 'pm_card_bypassPending')
  await pay(3_000, 'pm_card_bypassPending')
  await sandbox<{ data: Stripe.Payout[] }>('payouts', {})
  await office.post('/payouts/read')
  const [pending] = await payouts()
  expect(pending).toMatchObject({ amount: { amount: 4_795 }, state: 'pending', members: null })

  await sandbox('clock', { advanceSeconds: 2 * DAY })
  expect((await office.post('/payouts/read')).body).toEqual({ answered: true, news: 1 })
  const [payout] = await payouts()
  expect(payout).toMatchObject({ state: 'paid', members: 2, fees: { amount: 205 }, seen: null })
  const one = (await office.get(`/payouts/${payout.id}`)).body
  const byAmount = (a: Line, b: Line) => a.amount.amount - b.amount.amount
  expect(one.lines.toSorted(byAmount)).toMatchObject([
    { words: 'Payment', amount: { amount: 2_000 }, fee: { amount: 88 }, paymentId: first.id },
    { words: 'Payment', net: { amount: 2_883 }, about: 'Maria Alvarez' },
  ])
  // Told again, it is what it was.
  expect((await office.post('/payouts/read')).body).toEqual({ answered: true, news: 0 })

  const on = '2026-01-15'
  const matched = await office.post(`/payouts/${payout.id}/seen`, { on })
  expect(matched.body).toMatchObject({ seen: { on, by: 'Bea Billing' } })
  expect((await office.get('/payouts?unseen=true')).body.data).toEqual([])
  const back = await office.post(`/payouts/${payout.id}/seen`, { on: null })
  expect(back.body.seen).toBeNull()
  expect(await office.post(`/payouts/${payout.id}/seen`, { on: '2199-01-01' })).toMatchObject({
    status: 422,
    body: { code: 'date_in_future', field: 'on' },
  })

  const file = (await office.get(`/payouts/${payout.id}/export`)).body as string
  expect(file).toContain('"20.00","0.88","19.12","Maria Alvarez"')
  expect((await office.get('/payouts/export')).body).toBe(file)
})

test('an event of a payout has it read', async () => {
  await pay(2_000, 'pm_card_bypassPending')
  await sandbox('payouts', {})
  await expect.poll(payouts, { timeout: 40_000 }).toMatchObject([{ state: 'pending' }])
})

test('a payout that comes back is out of the books again, and matches no statement', async () => {
  await pay(2_000, 'pm_card_bypassPending')
  const made = await sandbox<{ data: Stripe.Payout[] }>('payouts', {})
  const id = made.data[0]?.id
  await sandbox('payouts/decide', { payout: id, outcome: 'pay' })
  await office.post('/payouts/read')
  expect((await payouts())[0].state).toBe('paid')
  await world.expectBooksInOrder()
  await sandbox('payouts/decide', { payout: id, outcome: 'fail' })
  await office.post('/payouts/read')
  const [failed] = await payouts()
  expect(failed).toMatchObject({ state: 'failed' })
  expect(failed.sentence).toContain('account closed')
  expect(await office.post(`/payouts/${failed.id}/seen`, { on: '2026-01-15' })).toMatchObject({
    status: 409,
    body: { code: 'payout_state' },
  })
  // The money goes out again, and the payout that came back is a member of the next.
  await sandbox('clock', { advanceSeconds: 3 * DAY })
  await office.post('/payouts/read')
  const [again] = await payouts()
  expect(again).toMatchObject({ state: 'paid', amount: { amount: 1_912 }, members: 1 })
  const lines = (await office.get(`/payouts/${again.id}`)).body.lines
  expect(lines).toMatchObject([{ words: 'Payout that came back' }])
})

test('members that are not all there are not kept; they are read again', async () => {
  await pay(2_000, 'pm_card_bypassPending')
  await pay(3_000, 'pm_card_bypassPending')
  await sandbox('payouts', {})
  await sandbox('clock', { advanceSeconds: 2 * DAY })
  const { app } = organization
  const [account] = await inOrganization(app.db, organization.orgId, processorAccounts)
  if (!account) throw new Error('an organization has its processor')
  const half: App = {
    ...app,
    processors: {
      async of(ref) {
        const processor = await app.processors.of(ref)
        const listMembers = async (id: string) => {
          const listed = await processor.listMembers(id)
          return listed.is === 'answered' ? { ...listed, value: listed.value.slice(1) } : listed
        }
        return { ...processor, listMembers }
      },
    },
  }
  await readPayoutsOf(half, account)
  await world.expectBooksInOrder()
  expect((await payouts())[0]).toMatchObject({ state: 'paid', members: null })

  await office.post('/payouts/read')
  expect((await payouts())[0]).toMatchObject({ state: 'paid', members: 2 })
})
