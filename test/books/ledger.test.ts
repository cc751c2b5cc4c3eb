import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { checkBooks } from '../../src/check/check-books.ts'
import type { Database } from '../../src/database/connection.ts'
import { inOrganization, row, rows, run, type Transaction } from '../../src/database/transaction.ts'
import { fromTypeId, type IdPrefix, newId, toTypeId } from '../../src/kit/id.ts'
import {
  allocatedTo,
  applyMoney,
  moneyInHand,
  type Occasion,
  takeOff,
  upTo,
} from '../../src/ledger/allocate.ts'
import { giveCredit } from '../../src/ledger/give-credit.ts'
import { startWorld, type TestOrganization, type World } from '../support/world.ts'

/** What moves money within the books, by itself: who may do what is shown elsewhere. */
let world: World
let db: Database
let organization: TestOrganization
let accountId: string
let clientNumber = 0

beforeAll(async () => {
  world = await startWorld()
  db = world.server.app.db
  organization = await world.organization('Heron House')
})
afterAll(() => world.stop())
beforeEach(async () => {
  const made = await organization.as('owner').post('/clients', { name: `Ada ${++clientNumber}` })
  accountId = idOf('acc', made.body.account.id)
})

test('what was changed behind the books is found, by one connection and by two of one instant', async () => {
  const owe = (more: number) =>
    inside((tx) =>
      run(
        tx,
        sql`update account set lifetime_value = lifetime_value + ${more} where id = ${accountId}`,
      ),
    )
  await owe(1)
  for (const connections of [1, 2]) {
    const findings = await checkBooks(db, world.server.app.clock.now(), connections)
    const broken = findings.filter(({ count }) => count > 0)
    expect(broken).toMatchObject([
      { name: 'I17 stored sums are true', count: 1, violations: [{ id: accountId }] },
    ])
  }
  await owe(-1)
  await theBooksAgree()
})

test('money is put against invoices, taken off and goes back, and the books agree', async () => {
  const lessons = await invoice(10_000)
  const deposit = await invoice(4_000)
  const paymentId = await cash(12_000)
  expect(await figures()).toEqual({ receivable: 14_000n, unapplied: 12_000n, value: 12_000n })

  const payment = { kind: 'payment' as const, id: paymentId }
  await inside((tx) =>
    applyMoney(tx, occasion(), [
      { id: newId(), source: payment, invoiceId: lessons, amount: 10_000n },
      { id: newId(), source: payment, invoiceId: deposit, amount: 2_000n },
    ]),
  )
  expect(await figures()).toEqual({ receivable: 2_000n, unapplied: 0n, value: 12_000n })
  expect(await rowsOf(paymentId)).toMatchObject([
    { n: 0, amount: 10_000n, dueAfter: 0n },
    { n: 1, amount: 2_000n, dueAfter: 2_000n },
  ])

  await inside(async (tx) => {
    const lies = await allocatedTo(tx, deposit)
    await takeOff(tx, occasion(), upTo(lies, 500n, newId))
  })
  expect(await figures()).toEqual({ receivable: 2_500n, unapplied: 500n, value: 12_000n })

  // 500 are in hand; 1,500 come off the newer allocation, the rest off the older one.
  const refunded = await organization
    .as('owner')
    .post(
      `/payments/${toTypeId('pay', paymentId)}/refunds`,
      { amount: 3_000, reason: 'requested' },
      { 'idempotency-key': newId() },
    )
  expect(refunded.status, JSON.stringify(refunded.body)).toBe(201)
  expect(await figures()).toEqual({ receivable: 5_000n, unapplied: 0n, value: 9_000n })
  expect((await rowsOf(paymentId)).slice(2)).toMatchObject([
    { n: 2, amount: -500n, dueAfter: 2_500n },
    { n: 3, amount: -1_500n, dueAfter: 4_000n },
    { n: 4, amount: -1_000n, dueAfter: 1_000n },
  ])
  await theBooksAgree()
})

test('credit that was given pays like money, the oldest first', async () => {
  const lessons = await invoice(5_000)
  const creditId = newId()
  await inside((tx) =>
    giveCredit(tx, occasion(), {
      id: creditId,
      kind: 'goodwill',
      amount: 2_000n,
      reason: 'The pool was closed.',
      createdBy: null,
    }),
  )
  await cash(1_000)
  const held = await inside((tx) => moneyInHand(tx, accountId))
  expect(held.map(({ source, left }) => [source.kind, left])).toEqual([
    ['credit', 2_000n],
    ['payment', 1_000n],
  ])
  await inside((tx) =>
    applyMoney(
      tx,
      { ...occasion(), why: 'automatic' },
      held.map(({ source, left }) => ({
        id: newId(),
        source,
        invoiceId: lessons,
        amount: left,
      })),
    ),
  )
  expect(await figures()).toEqual({ receivable: 2_000n, unapplied: 0n, value: 1_000n })
  await theBooksAgree()
})

test('the database refuses more than is due, and more than is left', async () => {
  const small = await invoice(1_000)
  const source = { kind: 'payment' as const, id: await cash(1_500) }
  const put = (invoiceId: string, amount: bigint) =>
    inside((tx) => applyMoney(tx, occasion(), [{ id: newId(), source, invoiceId, amount }]))

  await expect(put(small, 1_001n)).rejects.toThrow(/invoice_allocated/)
  await cash(500)
  const large = await invoice(9_000)
  await expect(put(large, 1_501n)).rejects.toThrow(/payment_left_over/)
  expect(await figures()).toEqual({ receivable: 10_000n, unapplied: 2_000n, value: 2_000n })
  await theBooksAgree()
})

function occasion(): Occasion {
  return {
    orgId: organization.orgId,
    accountId,
    currency: 'USD',
    at: world.server.app.clock.now(),
    effectiveOn: '2026-03-02',
    byName: 'Olive Owner',
    why: 'person',
  }
}

/** Under the account's lock, as every use case does it. */
function inside<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inOrganization(db, organization.orgId, async (tx) => {
    await row(tx, sql`select id from account where id = ${accountId} for update`)
    return work(tx)
  })
}

async function invoice(amount: number): Promise<string> {
  const issued = await organization.as('owner').post('/invoices', {
    accountId: toTypeId('acc', accountId),
    dueOn: '2026-12-01',
    lines: [{ description: 'Lessons', quantity: 1, unitAmount: amount }],
  })
  expect(issued.status, JSON.stringify(issued.body)).toBe(201)
  return idOf('inv', issued.body.id)
}

/** Cash on account, as account credit. */
async function cash(amount: number): Promise<string> {
  const desk = organization.as('billingManager')
  const { tenders } = (await desk.get('/organization')).body
  const tenderId: string = tenders.find((one: { kind: string }) => one.kind === 'cash').id
  const paid = await desk.pay({
    accountId: toTypeId('acc', accountId),
    amount,
    currency: 'USD',
    keepCredit: true,
    invoiceIds: [],
    method: { kind: 'tender', tenderId },
  })
  expect(paid.status, JSON.stringify(paid.body)).toBe(201)
  return idOf('pay', paid.body.id)
}

function figures() {
  return inside((tx) =>
    row(
      tx,
      sql`select receivable, unapplied, lifetime_value as "value" from account where id = ${accountId}`,
    ),
  )
}

function rowsOf(paymentId: string) {
  return inside((tx) =>
    rows(
      tx,
      sql`select n, amount, due_after as "dueAfter" from allocation where payment_id = ${paymentId} order by n`,
    ),
  )
}

async function theBooksAgree(): Promise<void> {
  const findings = await checkBooks(db, world.server.app.clock.now())
  expect(findings.filter(({ count }) => count > 0)).toEqual([])
}

function idOf(prefix: IdPrefix, text: string): string {
  const id = fromTypeId(prefix, text)
  if (!id) throw new Error(`${text} is no ${prefix}`)
  return id
}
