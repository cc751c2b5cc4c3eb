import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkBooks } from '../../src/check/check-books.ts'
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
let desk: Browser

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
beforeEach(async () => {
  organization = await world.organization('Heron House')
  desk = organization.as('billingManager')
})
afterEach(async () => {
  const findings = await checkBooks(world.server.app.db, world.server.app.clock.now())
  expect(findings.filter(({ count }) => count > 0)).toEqual([])
})

describe('money is put against invoices', () => {
  test('one payment over many invoices, and the rest stays credit', async () => {
    const { accountId, lessons, camp } = await family()
    const paymentId = await pay(accountId, 9_000)
    const put = await allocate(accountId, [
      [paymentId, lessons, 5_000],
      [paymentId, camp, 1_000],
    ])
    expect(put).toMatchObject({
      status: 200,
      body: {
        money: {
          credit: { amount: 3_000 },
          owed: { amount: 3_000 },
          inHand: [{ sourceId: paymentId, source: 'payment', left: { amount: 3_000 } }],
          openInvoices: [{ id: camp, due: { amount: 3_000 } }],
        },
      },
    })
    const billing = await desk.get(`/invoices/${lessons}`)
    expect(billing.body).toMatchObject({ state: 'paid', allocated: { amount: 5_000 } })
  })

  test('S2-27 reconciling one account puts the oldest money against the oldest invoices', async () => {
    const { accountId, lessons, camp } = await family()
    const given = await give(accountId, 1_000)
    const paymentId = await pay(accountId, 4_500)
    const planned = await desk.get(`/accounts/${accountId}/reconcile`)
    expect(planned.body.money.owed.amount).toBe(9_000)
    const done = await desk.post(`/accounts/${accountId}/reconcile`)
    expect(done.body.parts).toEqual(planned.body.parts)
    expect(done.body.parts).toMatchObject([
      { sourceId: given.body.id, invoiceId: lessons, amount: { amount: 1_000 } },
      { sourceId: paymentId, invoiceId: lessons, amount: { amount: 4_000 } },
      { sourceId: paymentId, invoiceId: camp, amount: { amount: 500 } },
    ])
    expect(done.body.money).toMatchObject({ credit: { amount: 0 }, owed: { amount: 3_500 } })

    // Undo: the same parts come off again.
    const parts = done.body.parts.map((part: { amount: { amount: number } }) => ({
      ...part,
      amount: part.amount.amount,
    }))
    const undone = await desk.post(`/accounts/${accountId}/allocations/take-off`, { parts })
    expect(undone.body.money).toMatchObject({ credit: { amount: 5_500 }, owed: { amount: 9_000 } })
  })

  test('what was taken off is owed again, and the receipt stays what it was', async () => {
    const { accountId, lessons } = await family()
    const paid = await desk.pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      invoiceIds: [lessons],
      method: { kind: 'tender', tenderId: await tenderOf('cash') },
    })
    const receipt = () => desk.get(`/receipts/${paid.body.receipt.id}`)
    const before = (await receipt()).body
    await takeOff(accountId, [[paid.body.id, lessons, 2_000]])
    expect((await desk.get(`/invoices/${lessons}`)).body).toMatchObject({
      state: 'partlyPaid',
      due: { amount: 2_000 },
    })
    expect((await receipt()).body).toEqual(before)
  })

  test('W12 odd requests are refused, and nothing is written', async () => {
    const { accountId, lessons } = await family()
    const other = await family()
    const paymentId = await pay(accountId, 9_000)
    const refusals = [
      [[paymentId, lessons, -500], 422, 'amount_negative'],
      [[paymentId, lessons, 0], 422, 'amount_too_small'],
      [[paymentId, other.lessons, 500], 404, 'not_found'],
      [[paymentId, lessons, 5_001], 409, 'exceeds_balance'],
      [[await pay(other.accountId, 777), lessons, 500], 404, 'not_found'],
    ] as const
    for (const [part, status, code] of refusals) {
      expect(await allocate(accountId, [part as Part]), code).toMatchObject({
        status,
        body: { code },
      })
    }
    const twice = await allocate(accountId, [
      [paymentId, lessons, 100],
      [paymentId, lessons, 100],
    ])
    expect(twice).toMatchObject({ status: 422, body: { field: 'parts.1.invoiceId' } })
    const little = await pay(accountId, 300)
    expect(await allocate(accountId, [[little, lessons, 301]])).toMatchObject({
      status: 409,
      body: { code: 'exceeds_left', detail: '$3.00 of it is left. Enter $3.00 or less.' },
    })
    expect((await desk.get(`/accounts/${accountId}/money`)).body.allocations).toEqual([])
  })

  test('a payment that waits for its bank cannot be used, and what it is meant for is kept free', async () => {
    const { accountId, lessons } = await family()
    const waiting = await desk.pay({
      accountId,
      amount: 4_000,
      currency: 'USD',
      invoiceIds: [lessons],
      method: {
        kind: 'new',
        confirmationToken: await cardToken(organization.stripe, 'pm_card_authenticationRequired'),
        save: false,
      },
    })
    expect(waiting.body.state).toBe('requires_action')
    const creditId = (await give(accountId, 6_000)).body.id
    expect(await allocate(accountId, [[waiting.body.id, lessons, 100]])).toMatchObject({
      status: 409,
      body: { code: 'payment_state' },
    })
    expect(await allocate(accountId, [[creditId, lessons, 1_001]])).toMatchObject({
      status: 409,
      body: {
        code: 'exceeds_balance',
        detail: 'A charge for this invoice is on its way; beside it $10.00 is due.',
      },
    })
    const done = await desk.post(`/accounts/${accountId}/reconcile`)
    expect(
      done.body.parts.find((part: { invoiceId: string }) => part.invoiceId === lessons).amount,
    ).toMatchObject({ amount: 1_000 })
    await desk.post(`/payments/${waiting.body.id}/cancel`)
  })

  test('twenty people at once never use the same money twice', async () => {
    const { accountId, lessons } = await family()
    const paymentId = await pay(accountId, 1_000)
    const tries = await Promise.all(
      Array.from({ length: 20 }, () => allocate(accountId, [[paymentId, lessons, 600]])),
    )
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([200, 409]))
  })
})

describe('the whole organization', () => {
  test('every account that owes and holds credit is reconciled, some at a time', async () => {
    const families = await Promise.all([family(), family(), family()])
    for (const { accountId } of families) await give(accountId, 1_500)
    const before = await desk.get('/unreconciled')
    expect(before.body).toMatchObject({ accounts: 3, amount: { amount: 4_500 } })
    const done = await desk.post('/unreconciled/reconcile', {})
    expect(done.body).toEqual({
      accounts: 3,
      amount: { amount: 4_500, currency: 'USD' },
      nextCursor: null,
    })
    expect((await desk.get('/unreconciled')).body).toMatchObject({ accounts: 0, data: [] })
  })
})

describe('credit', () => {
  test('is given once per key, with its reason, and taken back as far as it is left', async () => {
    const { accountId, lessons } = await family()
    const key = randomUUID()
    const first = await give(accountId, 2_000, key)
    expect(first.status).toBe(201)
    expect((await give(accountId, 2_000, key)).body).toEqual(first.body)
    expect(await give(accountId, 2_001, key)).toMatchObject({
      status: 422,
      body: { code: 'key_reused' },
    })
    await allocate(accountId, [[first.body.id, lessons, 1_500]])
    const withdraw = (amount: number) =>
      desk.post(`/credits/${first.body.id}/withdraw`, { amount, reason: 'Given by mistake' })
    expect(await withdraw(501)).toMatchObject({ status: 409, body: { code: 'exceeds_left' } })
    expect(await withdraw(500)).toMatchObject({
      status: 200,
      body: { left: { amount: 0 }, withdrawn: { amount: 500 } },
    })
    expect(await withdraw(1)).toMatchObject({ status: 409, body: { code: 'credit_state' } })
  })

  test('moves to another account, the oldest first, and both sides show it', async () => {
    const from = await family()
    const to = await family()
    await give(from.accountId, 700)
    await pay(from.accountId, 800)
    const asked = {
      fromAccountId: from.accountId,
      toAccountId: to.accountId,
      amount: 1_000,
      currency: 'USD',
      reason: 'Same family',
    }
    const key = { 'idempotency-key': randomUUID() }
    const moved = await desk.post('/transfers', asked, key)
    expect(moved).toMatchObject({ status: 201, body: { amount: { amount: 1_000 } } })
    expect((await desk.post('/transfers', asked, key)).body).toEqual(moved.body)
    const here = (await desk.get(`/accounts/${from.accountId}/money`)).body
    const there = (await desk.get(`/accounts/${to.accountId}/money`)).body
    expect(here).toMatchObject({
      credit: { amount: 500 },
      inHand: [{ source: 'payment', left: { amount: 500 } }],
      transfers: [{ id: moved.body.id }],
    })
    expect(there).toMatchObject({
      credit: { amount: 1_000 },
      inHand: [{ source: 'credit', left: { amount: 1_000 } }],
      transfers: [{ id: moved.body.id }],
    })
    const back = await desk.post(
      '/transfers',
      { ...asked, fromAccountId: to.accountId, toAccountId: from.accountId, amount: 1_001 },
      { 'idempotency-key': randomUUID() },
    )
    expect(back).toMatchObject({
      status: 409,
      body: { detail: 'The account has $10.00 of credit. Enter $10.00 or less.' },
    })
  })

  test('transfers against each other at once end, and nothing is lost', async () => {
    const [one, two] = await Promise.all([family(), family()])
    await give(one.accountId, 1_000)
    await give(two.accountId, 1_000)
    const moves = Array.from({ length: 10 }, (_, n) => {
      const [from, to] = n % 2 ? [one, two] : [two, one]
      return desk.post(
        '/transfers',
        {
          fromAccountId: from.accountId,
          toAccountId: to.accountId,
          amount: 100 + n,
          currency: 'USD',
          reason: 'Back and forth',
        },
        { 'idempotency-key': randomUUID() },
      )
    })
    expect((await Promise.all(moves)).map(({ status }) => status)).toEqual(Array(10).fill(201))
    const credits = await Promise.all(
      [one, two].map(
        async ({ accountId }) =>
          (await desk.get(`/accounts/${accountId}/money`)).body.credit.amount,
      ),
    )
    expect(credits[0] + credits[1]).toBe(2_000)
  })
})

describe('what the organization decided about credit', () => {
  test('W9 W21 always: an invoice is paid from credit as it is issued; the rest is charged', async () => {
    await use('always')
    const { accountId } = await clientOwing(organization)
    await give(accountId, 2_000)
    const invoice = await issue(accountId, 10_000)
    expect(invoice.body).toMatchObject({ allocated: { amount: 2_000 }, due: { amount: 8_000 } })
    const paid = await desk.pay({
      accountId,
      amount: 8_000,
      currency: 'USD',
      invoiceIds: [invoice.body.id],
      method: { kind: 'tender', tenderId: await tenderOf('cash') },
    })
    expect(paid.body.state).toBe('succeeded')
    expect((await desk.get(`/invoices/${invoice.body.id}`)).body).toMatchObject({
      state: 'paid',
      allocated: { amount: 10_000 },
    })
    // Smaller than the credit: so much of it is used.
    await give(accountId, 2_100)
    const small = await issue(accountId, 1_500)
    expect(small.body.state).toBe('paid')
    expect((await desk.get(`/accounts/${accountId}/money`)).body.credit.amount).toBe(600)
  })

  test.each(['off', 'ask'] as const)('%s: credit waits for somebody to use it', async (choice) => {
    await use(choice)
    const { accountId } = await clientOwing(organization)
    await give(accountId, 2_000)
    const invoice = await issue(accountId, 1_000)
    expect(invoice.body).toMatchObject({ state: 'open', due: { amount: 1_000 } })
    expect((await desk.get('/organization')).body.creditUse).toBe(choice)
  })
})

test('who may not reconcile or give credit is told what is missing', async () => {
  const { accountId } = await family()
  const clerk = organization.as('frontDesk')
  const headers = { 'idempotency-key': randomUUID() }
  const asked = { accountId, amount: 100, currency: 'USD', reason: 'x' }
  expect(await clerk.post('/credits', asked, headers)).toMatchObject({
    status: 403,
    body: { detail: 'Ask an administrator for "Give and transfer credit".' },
  })
  expect(await clerk.post(`/accounts/${accountId}/reconcile`)).toMatchObject({
    status: 403,
    body: { detail: 'Ask an administrator for "Reconcile payments".' },
  })
})

type Part = [sourceId: string, invoiceId: string, amount: number]

/** An account with two invoices: 50.00 due first, 40.00 later. */
async function family() {
  const { accountId, clientId } = await clientOwing(organization)
  const lessons = (await issue(accountId, 5_000, '2026-12-01')).body.id as string
  const camp = (await issue(accountId, 4_000, '2026-12-15')).body.id as string
  return { accountId, clientId, lessons, camp }
}

function issue(accountId: string, amount: number, dueOn = '2026-12-20') {
  return desk.post('/invoices', {
    accountId,
    dueOn,
    lines: [{ description: 'Lessons', quantity: 1, unitAmount: amount }],
  })
}

/** Cash that is left unreconciled. */
async function pay(accountId: string, amount: number): Promise<string> {
  const paid = await desk.pay({
    accountId,
    amount,
    currency: 'USD',
    invoiceIds: [],
    method: { kind: 'tender', tenderId: await tenderOf('cash') },
  })
  expect(paid.status, JSON.stringify(paid.body)).toBe(201)
  return paid.body.id
}

function give(accountId: string, amount: number, key = randomUUID()) {
  return desk.post(
    '/credits',
    { accountId, amount, currency: 'USD', reason: 'The pool was closed' },
    { 'idempotency-key': key },
  )
}

function allocate(accountId: string, parts: Part[]) {
  return desk.post(`/accounts/${accountId}/allocations`, { parts: parts.map(asked) })
}

function takeOff(accountId: string, parts: Part[]) {
  return desk.post(`/accounts/${accountId}/allocations/take-off`, { parts: parts.map(asked) })
}

function asked([sourceId, invoiceId, amount]: Part) {
  return { sourceId, invoiceId, amount }
}

async function tenderOf(kind: string): Promise<string> {
  const { tenders } = (await desk.get('/organization')).body
  return tenders.find((one: { kind: string }) => one.kind === kind).id
}

async function use(creditUse: string): Promise<void> {
  const changed = await organization.as('administrator').put('/credit-use', { creditUse })
  expect(changed.status).toBe(200)
}
