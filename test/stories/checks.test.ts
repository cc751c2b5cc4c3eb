import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addDays, todayIn } from '../../src/kit/time.ts'
import {
  type Browser,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization
let desk: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  desk = studio.as('frontDesk')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

interface Check {
  client: string
  amount: unknown
  checkNumber?: string
  invoice?: string
}

function record(
  checks: Check[],
  more: Record<string, unknown> = {},
  key: string = crypto.randomUUID(),
) {
  return desk.post('/checks', { currency: 'USD', checks, ...more }, { 'idempotency-key': key })
}

function preview(checks: Check[], more: Record<string, unknown> = {}) {
  return desk.post('/checks/preview', { currency: 'USD', checks, ...more })
}

async function invoice(accountId: string, amount: number, dueInDays: number): Promise<string> {
  const made = await studio.as('billingManager').post('/invoices', {
    accountId,
    dueInDays,
    lines: [{ description: 'Lesson', quantity: 1, unitAmount: amount }],
  })
  expect(made.status).toBe(201)
  return made.body.id
}

describe('checks that came together', () => {
  test('each is a payment of its own, in hand, against the oldest invoice first', async () => {
    const maria = await clientOwing(studio, { owed: 8_500, name: 'Maria Alvarez' })
    const jonas = await clientOwing(studio, { owed: 4_000, name: 'Jonas Weber' })
    const client = (await desk.get(`/clients/${jonas.clientId}`)).body

    const seen = await preview([
      { client: 'maria alvarez', amount: 8_500, checkNumber: '1044' },
      { client: String(client.number), amount: 1_500 },
    ])
    expect(seen).toMatchObject({
      status: 200,
      body: {
        total: { amount: 10_000 },
        problems: [],
        checks: [
          { row: 1, account: { name: 'Maria Alvarez' }, pays: [{ amount: { amount: 8_500 } }] },
          { row: 2, account: { id: jonas.accountId }, credit: { amount: 0 } },
        ],
      },
    })
    expect((await desk.get('/payments')).body.data).toEqual([])

    const made = await record([
      { client: 'maria alvarez', amount: 8_500, checkNumber: '1044' },
      { client: String(client.number), amount: 1_500 },
    ])
    expect(made).toMatchObject({
      status: 201,
      body: {
        by: 'Fred Frontdesk',
        total: { amount: 10_000 },
        checks: [
          { receipt: { number: 'R-1001' }, checkNumber: '1044', paid: { amount: 8_500 } },
          { receipt: { number: 'R-1002' }, checkNumber: null, paid: { amount: 1_500 } },
        ],
      },
    })
    const payment = await desk.get(`/payments/${made.body.checks[0].paymentId}`)
    expect(payment.body).toMatchObject({
      state: 'succeeded',
      paidWith: 'Check 1044',
      account: { id: maria.accountId },
      allocations: [{ invoiceId: maria.invoiceId, amount: { amount: 8_500 } }],
      timeline: [{ from: null, to: 'succeeded', by: 'Fred Frontdesk' }],
    })
    const receipt = await desk.get(`/receipts/${made.body.checks[1].receipt.id}`)
    expect(receipt.body).toMatchObject({ balanceAfter: { amount: 2_500 } })
  })

  test('one line that is wrong, and none is written; every wrong line is named', async () => {
    const maria = await clientOwing(studio, { owed: 8_500, name: 'Maria Alvarez' })
    const jonas = await clientOwing(studio, { owed: 4_000, name: 'Jonas Weber' })
    await clientOwing(studio, { name: 'Ana Silva' })
    await clientOwing(studio, { name: 'Ana Silva' })

    const answer = await record([
      { client: maria.clientId, amount: 8_500 },
      { client: 'Nobody Here', amount: 100 },
      { client: 'Ana Silva', amount: 100 },
      { client: 'Jonas Weber', amount: 4_001 },
      { client: 'Jonas Weber', amount: 0 },
      { client: 'Jonas Weber', amount: 100, invoice: maria.invoiceId },
      { client: 'Jonas Weber', amount: 100, invoice: 'INV-9' },
      { client: '', amount: 100 },
      { client: jonas.accountId, amount: 100, checkNumber: '4'.repeat(41) },
    ])

    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'checks_refused',
        moneyMoved: 'no',
        detail: '8 of 9 checks cannot be recorded yet. Nothing was.',
        rows: [
          { row: 2, field: 'client', code: 'not_found' },
          { row: 3, field: 'client', code: 'field_invalid' },
          { row: 4, code: 'exceeds_balance' },
          { row: 5, field: 'amount', code: 'amount_too_small' },
          { row: 6, code: 'not_found' },
          { row: 7, field: 'invoice', code: 'not_found' },
          { row: 8, field: 'client', code: 'field_required' },
          { row: 9, field: 'checkNumber', code: 'text_too_long' },
        ],
      },
    })
    expect((await desk.get('/payments')).body.data).toEqual([])
  })

  test('the same key again answers with the same checks, another list is refused', async () => {
    const { accountId } = await clientOwing(studio, { owed: 8_500 })
    const key = crypto.randomUUID()
    const first = await record([{ client: accountId, amount: 8_500 }], {}, key)
    const again = await record([{ client: accountId, amount: 8_500 }], {}, key)
    const other = await record([{ client: accountId, amount: 8_400 }], {}, key)

    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(other).toMatchObject({ status: 422, body: { code: 'key_reused' } })
    expect((await desk.get('/payments')).body.data).toHaveLength(1)
    expect(await record([{ client: accountId, amount: 1 }], {}, '')).toMatchObject({
      body: { code: 'key_required' },
    })
  })

  test('similar amounts of one account need a reason, within the list too', async () => {
    const { accountId } = await clientOwing(studio, { owed: 8_500 })
    const twice = [
      { client: accountId, amount: 2_000 },
      { client: accountId, amount: 2_000 },
    ]
    expect((await record(twice)).body.rows).toMatchObject([{ row: 2, code: 'possible_duplicate' }])
    expect((await record(twice, { duplicateReason: 'Two months' })).status).toBe(201)
  })

  test('an earlier day needs the right to it', async () => {
    const { accountId } = await clientOwing(studio, { owed: 8_500 })
    const postedOn = addDays(todayIn('America/New_York', new Date()), -1)
    expect(await record([{ client: accountId, amount: 500 }], { postedOn })).toMatchObject({
      status: 403,
      body: { missingPermission: 'payments.backdate' },
    })
  })
})

test('many at once come to the cent to what they come to one by one', async () => {
  const other = await world.organization()
  const list = [
    // Two invoices and more; the same account thrice; a chosen invoice; credit; small change.
    { who: 0, amount: 7_777 },
    { who: 0, amount: 5_001 },
    { who: 1, amount: 1, checkNumber: '7' },
    { who: 0, amount: 12_000 },
    { who: 2, amount: 3_333, chosen: 1 },
    { who: 2, amount: 9_999 },
    { who: 1, amount: 4_999 },
  ]
  const told = []
  for (const [place, way] of [
    [studio, 'together'],
    [other, 'apart'],
  ] as const) {
    studio = place
    desk = place.as('frontDesk')
    const accounts: { accountId: string; invoices: string[] }[] = []
    for (const name of ['Maria Alvarez', 'Jonas Weber', 'Ana Silva']) {
      const { accountId } = await clientOwing(place, { name })
      const invoices = []
      for (const [n, amount] of [6_000, 3_500, 8_250].entries()) {
        invoices.push(await invoice(accountId, amount, 30 - n * 7))
      }
      accounts.push({ accountId, invoices })
    }
    const lines = list.map(({ who, chosen, ...rest }) => ({
      ...rest,
      client: accounts[who]?.accountId ?? '',
      ...(chosen === undefined ? {} : { invoice: accounts[who]?.invoices[chosen] ?? '' }),
    }))
    const common = { keepCredit: true, duplicateReason: 'Each is meant' }
    let ids: string[] = []
    if (way === 'together') {
      const made = await record(lines, common)
      expect(made.status).toBe(201)
      ids = made.body.checks.map(({ paymentId }: { paymentId: string }) => paymentId)
    } else {
      const { tenders } = (await desk.get('/organization')).body
      const tenderId = tenders.find(({ kind }: { kind: string }) => kind === 'check').id
      for (const { client, amount, checkNumber, invoice: one } of lines) {
        const paid = await desk.pay({
          ...common,
          accountId: client,
          amount,
          currency: 'USD',
          method: { kind: 'tender', tenderId, checkNumber },
          ...(one ? { invoiceIds: [one] } : {}),
        })
        expect(paid.status).toBe(201)
        ids.push(paid.body.id)
      }
    }
    const names = new Map(
      accounts.flatMap(({ invoices }, a) => invoices.map((id, n) => [id, `${a}.${n}`])),
    )
    const payments = []
    for (const id of ids) {
      const { body } = await studio.as('billingManager').get(`/payments/${id}`)
      const receipt = await desk.get(`/receipts/${body.receipt.id}`)
      payments.push({
        amount: body.amount,
        paidWith: body.paidWith,
        receipt: body.receipt.number,
        state: body.state,
        owedAfter: receipt.body.balanceAfter,
        leftOver: body.leftOver,
        on: body.allocations.map((one: { invoiceId: string; amount: unknown }) => [
          names.get(one.invoiceId),
          one.amount,
        ]),
        books: body.ledger.map(({ event, debit, credit, amount }: Record<string, unknown>) => [
          event,
          debit,
          credit,
          amount,
        ]),
      })
    }
    const invoices = []
    for (const id of names.keys()) invoices.push((await desk.get(`/invoices/${id}`)).body.due)
    const trial = (await place.as('billingManager').get('/books/trial-balance')).body
    told.push({ payments, invoices, accounts: trial.data ?? trial.accounts })
  }
  expect(told[0]).toEqual(told[1])
  expect(told[0]?.accounts).not.toEqual([])
})
