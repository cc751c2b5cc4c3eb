import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  asOfOneMoment,
  inOrganization,
  row,
  run,
  type Transaction,
} from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { hearNews } from '../support/news.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** Pages that put several statements of one account's money together, while it changes. */
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

const PAID = 10_000
const PARTS = 8
const READERS = 3

async function paid() {
  const client = await clientOwing(studio, { owed: PAID })
  const payment = await manager.pay({
    accountId: client.accountId,
    amount: PAID,
    currency: 'USD',
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  expect(payment.body.state).toBe('succeeded')
  const intent = await studio.stripe.paymentIntents.retrieve(payment.body.intentId)
  return { ...client, paymentId: payment.body.id as string, chargeId: String(intent.latest_charge) }
}

const refund = (paymentId: string, amount: number) =>
  manager.post(
    `/payments/${paymentId}/refunds`,
    { reason: 'requested', amount },
    { 'idempotency-key': randomUUID() },
  )

const sum = (amounts: { amount: number }[]) => amounts.reduce((all, one) => all + one.amount, 0)

interface MoneyBack {
  goneBack: { amount: number }
  refundable: { amount: number }
  refunds: { state: string; amount: { amount: number } }[]
  disputes: { withdrawn: { amount: number }; reinstated: { amount: number }; isOpen: boolean }[]
  automaticChargesFrozen: boolean
}

/** What went back is what its refunds and disputes say, and the rest is there to go. */
function expectAgrees({ goneBack, refundable, refunds, disputes, ...seen }: MoneyBack) {
  const made = refunds.filter(({ state }) => state !== 'failed')
  const refunded = sum(made.map(({ amount }) => amount))
  const taken = sum(disputes.map(({ withdrawn }) => withdrawn))
  const given = sum(disputes.map(({ reinstated }) => reinstated))
  expect(goneBack.amount).toBe(refunded + taken - given)
  expect(refundable.amount).toBe(PAID - goneBack.amount)
  expect(seen.automaticChargesFrozen).toBe(disputes.some(({ isOpen }) => isOpen))
}

/** Reads again and again, several at once, until what changes it is done. */
async function readMeanwhile(changing: Promise<unknown>, read: () => Promise<void>) {
  let over = false
  const done = changing.finally(() => {
    over = true
  })
  const readers = Array.from({ length: READERS }, async () => {
    while (!over) await read()
  })
  await Promise.all([done, ...readers])
}

test('a payment and its refunds agree, read while they are made', async () => {
  const { paymentId, accountId, clientId } = await paid()
  const parts = async () => {
    for (let part = 1; part <= PARTS; part++) {
      expect((await refund(paymentId, 100 * part)).status).toBe(201)
    }
  }
  await readMeanwhile(parts(), async () => {
    expectAgrees((await manager.get(`/payments/${paymentId}/money-back`)).body)
    const money = (await manager.get(`/accounts/${accountId}/money`)).body
    expect(money.owed.amount).toBe(
      sum(money.openInvoices.map(({ due }: { due: { amount: number } }) => due)),
    )
    const billing = (await manager.get(`/clients/${clientId}/billing`)).body
    expect(billing.balance.amount).toBe(
      sum(billing.openInvoices.map(({ due }: { due: { amount: number } }) => due)),
    )
    const statement = (await manager.get(`/accounts/${accountId}/statement`)).body
    expect(statement.data.at(-1).balance).toEqual(statement.closing)
    expect(statement.closing.amount).toBe(
      sum(statement.open.map(({ due }: { due: { amount: number } }) => due)),
    )
  })
  const gone = (100 * PARTS * (PARTS + 1)) / 2
  const last = (await manager.get(`/payments/${paymentId}/money-back`)).body
  expect(last.goneBack.amount).toBe(gone)
})

test('a payment and its dispute agree, read while the bank takes and gives', async () => {
  const { paymentId, chargeId } = await paid()
  const seen = async (): Promise<MoneyBack> =>
    (await manager.get(`/payments/${paymentId}/money-back`)).body
  const inTurn = async () => {
    const { id } = await world.sandbox.control<{ id: string }>('disputes', {
      account: studio.sandboxAccount,
      charge: chargeId,
    })
    await hearNews(studio)
    await until(seen, ({ goneBack }) => goneBack.amount === PAID)
    const won = { account: studio.sandboxAccount, dispute: id, outcome: 'win' }
    await world.sandbox.control('disputes/decide', won)
    await hearNews(studio)
    await until(seen, ({ goneBack }) => goneBack.amount === 0)
  }
  await readMeanwhile(inTurn(), async () => expectAgrees(await seen()))
})

test('what ends after the first statement is not seen by the second, and nothing is written', async () => {
  const { accountId } = await paid()
  const { app, orgId } = studio
  const id = fromTypeId('acc', accountId)
  const name = (tx: Transaction) =>
    row<{ name: string }>(tx, sql`select name from account where id = ${id}`)
  const rename = (tx: Transaction) =>
    run(tx, sql`update account set name = 'Renamed' where id = ${id}`)
  const { promise: wasRead, resolve: tellRead } = Promise.withResolvers<void>()
  const renamed = wasRead.then(() => inOrganization(app.db, orgId, rename))
  const [first, second] = await asOfOneMoment(app.db, orgId, async (tx) => {
    const before = await name(tx)
    tellRead()
    await renamed
    return [before, await name(tx)]
  })
  expect(second).toEqual(first)
  expect(await inOrganization(app.db, orgId, name)).toEqual({ name: 'Renamed' })
  await expect(asOfOneMoment(app.db, orgId, rename)).rejects.toMatchObject({ code: '25006' })
})

async function until<T>(read: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await read()
    if (isSo(seen)) return seen
  }
}
