import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/database/connection.ts'
import { asAuditor, row } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { sendWebhooksTo } from '../support/webhooks.ts'
import {
  type Answer,
  type Browser,
  browser,
  cardToken,
  clientOwing,
  signIn,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** Everything at once, against the real server, its database and the sandbox. */
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

const AT_ONCE = 40

describe('many charge the same thing at once', () => {
  test(`${AT_ONCE} requests for one invoice are one charge`, async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    const answers = await atOnce(AT_ONCE, () =>
      studio.as('frontDesk').pay(charge(client, { invoiceIds: [client.invoiceId] })),
    )
    expectOneOf(answers, ['charge_in_progress', 'invoice_state', 'possible_duplicate'])
    expect(await taken(client.accountId)).toEqual([8_000])
    const billing = await studio.as('frontDesk').get(`/clients/${client.clientId}/billing`)
    expect(billing.body).toMatchObject({ balance: { amount: 0 }, inFlight: [] })
  })

  test(`${AT_ONCE} requests for the oldest invoice, each of another amount, take no more than is due`, async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    let n = 0
    await atOnce(AT_ONCE, () => studio.as('frontDesk').pay(charge(client, { amount: 4_000 + n++ })))
    const sum = (await taken(client.accountId)).reduce((a, b) => a + b, 0)
    expect(sum).toBeGreaterThanOrEqual(4_000)
    expect(sum).toBeLessThanOrEqual(8_000)
  })

  test(`${AT_ONCE} requests on an account without an invoice are one charge`, async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const answers = await atOnce(AT_ONCE, () =>
      studio.as('frontDesk').pay(charge(client, { invoiceIds: [] })),
    )
    expectOneOf(answers, ['charge_in_progress', 'possible_duplicate'])
    expect(await taken(client.accountId)).toEqual([8_000])
  })

  test('charges with and without an invoice exclude each other', async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    let n = 0
    const answers = await atOnce(20, () =>
      studio
        .as('frontDesk')
        .pay(
          charge(client, n++ % 2 === 0 ? { invoiceIds: [] } : { invoiceIds: [client.invoiceId] }),
        ),
    )
    expectOneOf(answers, ['charge_in_progress', 'possible_duplicate', 'invoice_state'])
    expect(await taken(client.accountId)).toEqual([8_000])
  })

  test('the same key, many times at once, is one payment', async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    const answers = await atOnce(10, () => studio.as('frontDesk').pay(charge(client), 'one key'))
    const made = answers.filter((answer) => answer.status === 201)
    expect(made.length).toBeGreaterThanOrEqual(1)
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1)
    for (const answer of answers.filter((one) => one.status !== 201)) {
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'in_progress', paymentId: made[0]?.body.id },
      })
    }
    expect(await taken(client.accountId)).toEqual([8_000])
  })

  test('the same key, for a client the processor does not know yet', async () => {
    const { accountId } = await clientOwing(studio, { owed: 8_000 })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
    const answers = await atOnce(10, () =>
      studio.as('frontDesk').pay(
        {
          accountId,
          amount: 8_000,
          currency: 'USD',
          method: { kind: 'new', confirmationToken, save: false },
        },
        'another key',
      ),
    )
    for (const answer of answers) expect([201, 409]).toContain(answer.status)
    expect(await taken(accountId)).toEqual([8_000])
  })
})

test('20 clerks charge 20 clients at once, and all succeed', async () => {
  const clerks = 20
  const clients = await Promise.all(
    Array.from({ length: clerks }, () =>
      clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' }),
    ),
  )
  const email = (await studio.as('frontDesk').get('/organization')).body.me.email
  const desks: Browser[] = []
  for (let n = 0; n < clerks; n++) {
    desks.push(browser(world.base, studio.slug, await signIn(world.server, email)))
  }
  const answers = await Promise.all(
    clients.map((client, n) => desks[n]?.pay(charge(client)) as Promise<Answer>),
  )
  expect(answers.map((answer) => answer.body.state)).toEqual(new Array(clerks).fill('succeeded'))
  const receipts = answers.map((answer) => Number(answer.body.receipt.number.slice(2)))
  expect(new Set(receipts).size).toBe(clerks)
  expect(Math.max(...receipts) - Math.min(...receipts)).toBe(clerks - 1)
})

test('20 refunds of a payment at once, while webhooks tell of them, give back no more than it is', async () => {
  const told = await world.organization()
  await sendWebhooksTo(told)
  const desk = told.as('billingManager')
  const client = await clientOwing(told, { owed: 8_000, savedCard: 'pm_card_visa' })
  const { id, intentId } = (await desk.pay(charge(client))).body
  const refundAtOnce = async (amount: number) => {
    const answers = await atOnce(20, () =>
      desk.post(
        `/payments/${id}/refunds`,
        { reason: 'requested', amount },
        { 'idempotency-key': randomUUID() },
      ),
    )
    const refused = answers.filter(({ status }) => status !== 201)
    for (const { body } of refused) expect(body.code).toMatch(/^(in_progress|refund_too_large)$/)
    return answers.length - refused.length
  }

  // One passes at least; others may, once it was answered.
  let made = 0
  for (let round = 0; round < 3; round++) made += await refundAtOnce(2_500)
  expect(made).toBe(3)
  expect(await refundAtOnce(500)).toBe(1)

  const refunds = await told.stripe.refunds.list({ payment_intent: intentId, limit: 100 })
  const amounts = refunds.data.map(({ amount }) => amount)
  expect(amounts.toSorted((a, b) => a - b)).toEqual([500, 2_500, 2_500, 2_500])
  const heard = sql`select count(*)::int as n from processor_event
    where type = 'refund.created' and result = 'heard'`
  await expect
    .poll(() => asAuditor(world.server.app.db, (tx) => row(tx, heard)), { timeout: 20_000 })
    .toEqual({ n: amounts.length })
  const back = (await desk.get(`/payments/${id}/money-back`)).body
  expect(back).toMatchObject({ goneBack: { amount: 8_000 }, refundable: { amount: 0 } })
  expect(back.refunds).toHaveLength(amounts.length)
})

describe('cancel races with the charge', () => {
  test('and loses to an intent committed meanwhile: nothing is called canceled that may be charged', async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'delay', method: 'POST', path: '^/v1/payment_intents$', delayMs: 1_500, times: 1 },
      ],
    })
    const charging = studio.as('frontDesk').pay(charge(client))
    const id = await openedPayment(client.accountId, 'created')

    // Hold the row: first the charge queues up to commit its intent, then the cancel behind it.
    const hold = await holdPayment(id)
    await hold.untilWaiting(1)
    const canceling = studio.as('billingManager').post(`/payments/${id}/cancel`)
    await hold.untilWaiting(2)
    await hold.release()
    const [charged, canceled] = await Promise.all([charging, canceling])

    expect(charged.status).toBe(201)
    expect(canceled.status).toBe(200)
    await expectTruth(id, client.accountId)
  })

  test('and wins before the intent is committed: the intent is never confirmed', async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'delay', method: 'POST', path: '^/v1/payment_intents$', delayMs: 1_500, times: 1 },
      ],
    })
    const charging = studio.as('frontDesk').pay(charge(client))
    const id = await openedPayment(client.accountId, 'created')
    const canceled = await studio.as('billingManager').post(`/payments/${id}/cancel`)
    expect(canceled.body).toMatchObject({ state: 'canceled', moneyMoved: 'no' })
    expect((await charging).body).toMatchObject({ id, state: 'canceled', moneyMoved: 'no' })
    expect(await taken(client.accountId)).toEqual([])
    const again = await studio.as('frontDesk').pay(charge(client))
    expect(again.body.state).toBe('succeeded')
  })

  test('and is refused once the bank was asked', async () => {
    const client = await clientOwing(studio, { owed: 8_000, savedCard: 'pm_card_visa' })
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'delay', path: '^/v1/payment_intents/[^/]+/confirm', delayMs: 1_500, times: 1 },
      ],
    })
    const charging = studio.as('frontDesk').pay(charge(client))
    const id = await openedPayment(client.accountId, 'confirming')
    const canceled = await studio.as('billingManager').post(`/payments/${id}/cancel`)
    expect(canceled).toMatchObject({
      status: 409,
      body: { code: 'payment_state', detail: 'The bank has been asked; wait for its answer.' },
    })
    expect((await charging).body.state).toBe('succeeded')
    const late = await studio.as('billingManager').post(`/payments/${id}/cancel`)
    expect(late).toMatchObject({ status: 409, body: { moneyMoved: 'yes' } })
  })

  test('of the client’s approval: whoever is first, everybody is told the same', async () => {
    for (let n = 0; n < 5; n++) {
      const { accountId } = await clientOwing(studio, { owed: 8_000 })
      const confirmationToken = await cardToken(studio.stripe, 'pm_card_authenticationRequired')
      const waiting = await studio.as('frontDesk').pay({
        accountId,
        amount: 8_000,
        currency: 'USD',
        method: { kind: 'new', confirmationToken, save: false },
      })
      const { id, intentId } = waiting.body
      const account = await processorKeySuffix()
      await Promise.all([
        studio.as('billingManager').post(`/payments/${id}/cancel`),
        world.sandbox
          .control('challenges', { account, intent: intentId, outcome: 'complete' })
          .catch(() => {}), // the cancel was first
        studio.as('frontDesk').post(`/payments/${id}/refresh`),
      ])
      await expectTruth(id, accountId)
    }
  })
})

test('accounts of one name and one address are opened at once, without a fault', async () => {
  const open = (email: string) =>
    world.nobody.post('/setup/organizations', {
      name: 'The Same Name',
      currency: 'USD',
      timeZone: 'America/New_York',
      ownerName: 'Olga',
      email,
      password: 'a long password',
    })
  const named = await Promise.all(Array.from({ length: 5 }, (_, n) => open(`olga${n}@example.com`)))
  expect(named.map((answer) => answer.status)).toEqual(new Array(5).fill(201))
  expect(new Set(named.map((answer) => answer.body.slug)).size).toBe(5)

  const addressed = await Promise.all(Array.from({ length: 5 }, () => open('olga@example.com')))
  expect(addressed.map((answer) => answer.status).toSorted()).toEqual([201, 409, 409, 409, 409])
})

type Client = Awaited<ReturnType<typeof clientOwing>>

function charge(client: Client, changes: Record<string, unknown> = {}) {
  return {
    accountId: client.accountId,
    amount: 8_000,
    currency: 'USD',
    method: { kind: 'saved', methodId: client.methodId },
    ...changes,
  }
}

function atOnce(times: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, ask))
}

/** One succeeded; all others were refused, for one of these reasons, without money moving. */
function expectOneOf(answers: Answer[], codes: string[]): void {
  const made = answers.filter((answer) => answer.status === 201)
  expect(made.map((answer) => answer.body.state)).toEqual(['succeeded'])
  for (const answer of answers.filter((one) => one.status !== 201)) {
    expect(answer.status).toBe(409)
    expect(codes).toContain(answer.body.code)
    expect(answer.body.moneyMoved).toBe('no')
  }
}

/** What the processor took for an account beside the dollar with which its card was saved. */
async function taken(accountId: string): Promise<number[]> {
  const { data } = await world.sandbox.control<{
    data: { amount: number; metadata: { account?: string } }[]
  }>('charges')
  return data
    .filter((one) => one.metadata.account === accountId && one.amount !== 100)
    .map((one) => one.amount)
}

async function openedPayment(accountId: string, state: string): Promise<string> {
  let id = ''
  await expect
    .poll(async () => {
      const list = await studio.as('owner').get(`/payments?accountId=${accountId}&state=${state}`)
      id = list.body.data[0]?.id ?? ''
      return id
    })
    .toMatch(/^pay_/)
  return id
}

/** In the end the payment says what the processor did: paid if money was taken, else not. */
async function expectTruth(id: string, accountId: string): Promise<void> {
  let state = ''
  await expect
    .poll(
      async () => {
        state = (await studio.as('owner').get(`/payments/${id}`)).body.state
        return state
      },
      { timeout: 20_000 },
    )
    .toMatch(/^(succeeded|canceled|failed)$/)
  expect({ state, taken: await taken(accountId) }).toEqual(
    state === 'succeeded' ? { state, taken: [8_000] } : { state, taken: [] },
  )
  const { intentId } = (await studio.as('owner').get(`/payments/${id}`)).body
  if (intentId) {
    const intent = await studio.stripe.paymentIntents.retrieve(intentId)
    expect(intent.status).toBe(state === 'succeeded' ? 'succeeded' : 'canceled')
  }
}

async function processorKeySuffix(): Promise<string> {
  const { cardForm } = (await studio.as('owner').get('/organization')).body
  return cardForm.publishableKey.replace('pk_test_', '')
}

/** Locks a payment's row from outside, to decide in which order others get at it. */
async function holdPayment(id: string) {
  const db = connect(world.databaseUrl, { connections: 1 })
  await sql.raw('begin').execute(db)
  await sql.raw(`set local role onfile_app`).execute(db)
  await sql`select set_config('onfile.org', ${studio.orgId}, true)`.execute(db)
  await sql`select id from payment where id = ${fromTypeId('pay', id)} for update`.execute(db)
  return {
    async untilWaiting(count: number) {
      await expect
        .poll(
          async () => {
            const waiting = await row<{ n: number }>(
              world.server.app.db,
              sql`select count(*)::int as n from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock'`,
            )
            return waiting?.n
          },
          { timeout: 10_000 },
        )
        .toBe(count)
    },
    async release() {
      await sql.raw('rollback').execute(db)
      await db.destroy()
    },
  }
}
