import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inOrganization, run, violatedConstraint } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { addDays, type PlainDate, todayIn } from '../../src/kit/time.ts'
import { postLedger } from '../../src/ledger/post.ts'
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
let accountId: string
let cash: string

const today = todayIn('America/New_York', new Date())
const thisMonth = today.slice(0, 7)
/** The last day of the month before this one. */
const monthEnd = addDays(`${thisMonth}-01` as PlainDate, -1)
const lastMonth = monthEnd.slice(0, 7)
const monthBefore = addDays(`${lastMonth}-01` as PlainDate, -1)
const pay = (postedOn: string, amount = 1_000) =>
  manager.pay({
    accountId,
    amount,
    currency: 'USD',
    keepCredit: true,
    invoiceIds: [],
    postedOn,
    duplicateReason: 'Another lesson',
    method: { kind: 'tender', tenderId: cash },
  })

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
  manager = studio.as('billingManager')
  const { tenders } = (await manager.get('/organization')).body
  cash = tenders.find((one: { kind: string }) => one.kind === 'cash').id
  accountId = (await clientOwing(studio, { owed: 5_000 })).accountId
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

test('a closed month takes nothing more, says so, and can be reopened by who may', async () => {
  expect((await pay(monthBefore)).status).toBe(201)
  const before = (await manager.get('/books/closing')).body
  expect(before.closedUntil).toBeNull()
  expect(before.next.month).toBe(monthBefore.slice(0, 7))
  expect(before.next.notDeposited).toEqual([
    { account: 'cash', amount: { amount: 1_000, currency: 'USD' } },
  ])

  const closed = await manager.post('/books/close', { month: lastMonth })
  expect(closed.status).toBe(200)
  expect(closed.body.closedUntil).toBe(monthEnd)

  const refused = await pay(monthEnd)
  expect(refused.status).toBe(409)
  expect(refused.body).toMatchObject({
    code: 'period_closed',
    field: 'postedOn',
    moneyMoved: 'no',
    closedUntil: monthEnd,
  })
  expect(refused.body.detail).toMatch(/^\w+ \d{4} is closed\. Use a later date, or ask /)
  expect((await pay(`${thisMonth}-01`)).status).toBe(201)

  expect((await manager.post('/books/close', { month: lastMonth })).body.code).toBe('period_closed')
  const early = await manager.post('/books/close', { month: thisMonth })
  expect(early.body.code).toBe('date_in_future')

  const { body: desk } = await studio
    .as('frontDesk')
    .post('/books/reopen', { month: lastMonth, why: 'A check was forgotten' })
  expect(desk.code).toBe('forbidden')
  expect((await manager.post('/books/reopen', { month: lastMonth, why: '' })).body.field).toBe(
    'why',
  )
  const reopened = await manager.post('/books/reopen', {
    month: lastMonth,
    why: 'A check was forgotten',
  })
  expect(reopened.body.closedUntil).toBe(addDays(`${lastMonth}-01` as PlainDate, -1))
  expect(
    reopened.body.history.map((one: { kind: string; why: string }) => [one.kind, one.why]),
  ).toEqual([
    ['reopened', 'A check was forgotten'],
    ['closed', ''],
  ])
  expect((await pay(monthEnd)).status).toBe(201)
  await manager.post('/books/close', { month: lastMonth })
})

test('the table of the books refuses a closed day whatever the code believes', async () => {
  const account = fromTypeId('acc', accountId) ?? ''
  const line = {
    source: 'credit' as const,
    sourceId: world.server.app.newId(),
    event: 'granted' as const,
    n: 0,
    amount: 100n,
    currency: 'USD',
    accountId: account,
    invoiceId: null,
    processorAccountId: null,
    postedAt: new Date(),
    effectiveOn: monthEnd,
  }
  const posted = inOrganization(world.server.app.db, studio.orgId, (tx) =>
    postLedger(tx, studio.orgId, [line]),
  )
  expect(violatedConstraint(await posted.catch((error) => error))).toBe('period_closed')
})

test('a dated-back charge that settles after its month was closed counts for the first open day', async () => {
  await manager.post('/books/reopen', { month: lastMonth, why: 'To date one back' })
  const waiting = await manager.pay({
    accountId,
    amount: 2_500,
    currency: 'USD',
    postedOn: monthEnd,
    duplicateReason: 'Another lesson',
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(studio.stripe, 'pm_card_authenticationRequired'),
    },
  })
  expect(waiting.body.state).toBe('requires_action')
  // The charge was begun today, so only its day lies in the month: nothing of the month is unclear.
  expect((await manager.post('/books/close', { month: lastMonth })).status).toBe(200)
  const { cardForm } = (await manager.get('/organization')).body
  await world.sandbox.control('challenges', {
    account: cardForm.publishableKey.replace('pk_test_', ''),
    intent: waiting.body.intentId,
    outcome: 'complete',
  })
  const settled = await manager.post(`/payments/${waiting.body.id}/refresh`)
  expect(settled.body).toMatchObject({ state: 'succeeded', postedOn: `${thisMonth}-01` })
})

test('a month with a payment that has no end yet is closed only knowingly', async () => {
  const other = await world.organization()
  const bea = other.as('billingManager')
  const { accountId: account } = await clientOwing(other, { owed: 5_000 })
  const waiting = await bea.pay({
    accountId: account,
    amount: 2_500,
    currency: 'USD',
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(other.stripe, 'pm_card_authenticationRequired'),
    },
  })
  // As if it had been begun last month and nobody knew its end.
  const id = fromTypeId('pay', waiting.body.id) ?? ''
  await inOrganization(world.server.app.db, other.orgId, async (tx) => {
    await run(
      tx,
      sql`update payment set created_at = created_at - interval '31 days' where id = ${id}`,
    )
  })
  const refused = await bea.post('/books/close', { month: lastMonth })
  expect(refused.status).toBe(409)
  expect(refused.body.code).toBe('closing_unclear')
  expect(refused.body.unclear).toMatchObject([{ id: waiting.body.id, state: 'requires_action' }])
  const closed = await bea.post('/books/close', { month: lastMonth, despiteUnclear: true })
  expect(closed.body.closedUntil).toBe(monthEnd)
  await inOrganization(world.server.app.db, other.orgId, async (tx) => {
    await run(
      tx,
      sql`update payment set created_at = created_at + interval '31 days' where id = ${id}`,
    )
  })
})
