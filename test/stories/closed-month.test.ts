import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inOrganization, row, run } from '../../src/database/transaction.ts'
import { addDays, todayIn } from '../../src/kit/time.ts'
import { hearNews } from '../support/news.ts'
import {
  type Answer,
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/**
 * What counts for today meets a closed month where the calendar of the business goes back: it closes
 * a month on the first of the next, and then moves to another time zone. Here all of today is closed.
 */
let world: World
let studio: TestOrganization
let manager: Browser
let tenders: { id: string; kind: string }[]

const today = todayIn('America/New_York', new Date())

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  manager = studio.as('billingManager')
  tenders = (await manager.get('/organization')).body.tenders
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

function closeToday() {
  return inOrganization(studio.app.db, studio.orgId, async (tx) => {
    await run(
      tx,
      sql`insert into books_closing (org_id, id, kind, closed_until, why, at, by_id, by_name)
          values (${studio.orgId}, ${studio.app.newId()}, 'closed', ${today}, '', now(),
            (select id from staff_member order by id limit 1), 'Bea')`,
    )
    await run(tx, sql`update organization set books_closed_until = ${today}`)
  })
}

async function books() {
  const found = await inOrganization(studio.app.db, studio.orgId, (tx) =>
    row<{ lines: bigint; rows: string }>(
      tx,
      sql`select (select count(*) from ledger_line) as lines,
            concat_ws(' ', (select count(*) from credit_note), (select count(*) from write_off),
              (select count(*) from allocation), (select count(*) from refund),
              (select count(*) from payment_return), (select count(*) from invoice),
              (select count(*) from account_credit), (select count(*) from transfer)) as rows`,
    ),
  )
  return found
}

async function payment(
  accountId: string,
  kind: 'cash' | 'check' | 'card',
  amount: number,
  more = {},
) {
  const tenderId = tenders.find((one) => one.kind === kind)?.id
  const method =
    kind === 'card'
      ? {
          kind: 'new',
          confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
          save: false,
        }
      : { kind: 'tender', tenderId, ...(kind === 'check' ? { checkNumber: '1044' } : {}) }
  const paid = await manager.pay({
    accountId,
    amount,
    currency: 'USD',
    duplicateReason: 'Another lesson',
    method,
    ...more,
  })
  expect(paid.status, JSON.stringify(paid.body)).toBe(201)
  return paid.body as { id: string; intentId: string }
}

const onAccount = { invoiceIds: [], keepCredit: true }
const keyed = () => ({ 'idempotency-key': randomUUID() })
type Scene = { accountId: string; invoiceId: string; paidId: string; cardId: string; other: string }

const KINDS: [what: string, ask: (scene: Scene) => Promise<Answer>][] = [
  [
    'an invoice',
    ({ accountId }) =>
      manager.post('/invoices', {
        accountId,
        lines: [{ description: 'Lessons', quantity: 1, unitAmount: 1_000 }],
      }),
  ],
  [
    'a credit note',
    ({ invoiceId }) =>
      manager.post(
        `/invoices/${invoiceId}/credit-notes`,
        { reason: 'A mistake', lines: [{ position: 0, amount: 500 }] },
        keyed(),
      ),
  ],
  [
    'a write-off',
    ({ invoiceId }) =>
      manager.post(
        `/invoices/${invoiceId}/write-offs`,
        { reason: 'Moved away', amount: 500 },
        keyed(),
      ),
  ],
  [
    'credit that is put against invoices',
    ({ accountId }) => manager.post(`/accounts/${accountId}/reconcile`),
  ],
  [
    'a payment that is taken off its invoice',
    ({ accountId, invoiceId, paidId }) =>
      manager.post(`/accounts/${accountId}/allocations/take-off`, {
        parts: [{ sourceId: paidId, invoiceId, amount: 100 }],
      }),
  ],
  [
    'credit that is given',
    ({ accountId }) =>
      manager.post(
        '/credits',
        { accountId, amount: 100, currency: 'USD', reason: 'Sorry for the rain' },
        keyed(),
      ),
  ],
  [
    'credit that moves to another account',
    ({ accountId, other }) =>
      manager.post(
        '/transfers',
        {
          fromAccountId: accountId,
          toAccountId: other,
          amount: 100,
          currency: 'USD',
          reason: 'Same family',
        },
        keyed(),
      ),
  ],
  [
    'a refund in cash',
    ({ paidId }) =>
      manager.post(`/payments/${paidId}/refunds`, { reason: 'requested', amount: 100 }, keyed()),
  ],
  [
    'a refund to a card',
    ({ cardId }) =>
      manager.post(`/payments/${cardId}/refunds`, { reason: 'requested', amount: 100 }, keyed()),
  ],
]

describe('a closed month refuses, with what to do next, and nothing has moved', () => {
  test.each(KINDS)('%s', async (_, ask) => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 5_000 })
    const { accountId: other } = await clientOwing(studio, { owed: 100 })
    const { id: paidId } = await payment(accountId, 'cash', 1_000)
    await payment(accountId, 'check', 700, onAccount)
    const { id: cardId, intentId } = await payment(accountId, 'card', 2_000, onAccount)
    const before = await books()
    await closeToday()

    const answer = await ask({ accountId, invoiceId, paidId, cardId, other })

    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'period_closed', closedUntil: today },
    })
    expect(answer.body.detail).toMatch(/ask somebody with “Close months” to reopen it\.$/)
    expect(await books()).toEqual(before)
    const refunds = await studio.stripe.refunds.list({ payment_intent: intentId })
    expect(refunds.data).toEqual([])
  })

  test('a returned check', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const { id } = await payment(accountId, 'check', 1_000)
    const before = await books()
    await closeToday()
    expect(await manager.post(`/payments/${id}/return`, { reason: 'No funds' })).toMatchObject({
      status: 409,
      body: { code: 'period_closed', closedUntil: today },
    })
    expect(await books()).toEqual(before)
  })
})

test('what the bank does is booked all the same, for the first day that is open', async () => {
  const { accountId } = await clientOwing(studio, { owed: 10_000 })
  const { id, intentId } = await payment(accountId, 'card', 4_000)
  const byHand = await payment(accountId, 'card', 3_000)
  const { latest_charge: charge } = await studio.stripe.paymentIntents.retrieve(intentId)
  await closeToday()
  await world.sandbox.control('disputes', { account: studio.sandboxAccount, charge })
  await studio.stripe.refunds.create({ payment_intent: byHand.intentId, amount: 500 })
  await hearNews(studio)

  await expect
    .poll(async () => (await manager.get(`/payments/${id}/money-back`)).body.goneBack.amount)
    .toBe(4_000)
  await expect
    .poll(async () => (await manager.get(`/payments/${byHand.id}/money-back`)).body.refunds)
    .toMatchObject([{ origin: 'processor', refundedOn: addDays(today, 1) }])
  const { lines } = (await inOrganization(studio.app.db, studio.orgId, (tx) =>
    row<{ lines: string }>(
      tx,
      sql`select string_agg(distinct event || ' ' || effective_on, ', ') as lines from ledger_line
          where effective_on > ${today}`,
    ),
  )) ?? { lines: '' }
  expect(lines).toContain(`disputed ${addDays(today, 1)}`)
  expect(lines).toContain(`refunded ${addDays(today, 1)}`)
})
