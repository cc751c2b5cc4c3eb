import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addDays, todayIn } from '../../src/kit/time.ts'
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
/** Tender ids by kind. */
let tenders: Map<string, string>
let today: string

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  desk = studio.as('frontDesk')
  manager = studio.as('billingManager')
  const { body } = await desk.get('/organization')
  tenders = new Map(body.tenders.map((one: { kind: string; id: string }) => [one.kind, one.id]))
  today = todayIn(body.timeZone, new Date())
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

function tender(kind: string, more: Record<string, unknown> = {}) {
  return { kind: 'tender', tenderId: tenders.get(kind), ...more }
}

describe('every way to pay', () => {
  test('S4-15 cash: what was handed over, and the change', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 8_500 })

    const paid = await desk.pay({
      accountId,
      amount: 8_500,
      currency: 'USD',
      method: tender('cash', { tendered: 10_000 }),
    })

    expect(paid).toMatchObject({
      status: 201,
      body: {
        state: 'succeeded',
        moneyMoved: 'yes',
        tender: 'cash',
        paidWith: 'Cash',
        sentence: 'Paid: $85.00, Cash.',
        tendered: { amount: 10_000 },
        change: { amount: 1_500 },
        receipt: { number: 'R-1001' },
        allocations: [{ invoiceId, amount: { amount: 8_500 } }],
        balanceAfter: { amount: 0 },
        intentId: null,
        timeline: [{ from: null, to: 'succeeded', by: 'Fred Frontdesk' }],
      },
    })
    const seen = await manager.get(`/payments/${paid.body.id}`)
    expect(seen.body.ledger).toMatchObject([
      { event: 'received', debit: 'cash', credit: 'unapplied' },
      { event: 'applied', debit: 'unapplied', credit: 'receivable' },
    ])
  })

  test('S4-16 a check with its number, S4-17 and S4-20 a card on another terminal', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 10_000 })
    const pay = (amount: number, method: unknown) =>
      desk.pay({ accountId, amount, currency: 'USD', method })

    const check = await pay(6_000, tender('check', { checkNumber: '1044' }))
    const terminal = await pay(
      4_000,
      tender('externalCard', { externalBrand: 'Mastercard', authorizationCode: 'A1B2C3' }),
    )

    expect(check.body).toMatchObject({ paidWith: 'Check 1044', checkNumber: '1044' })
    const invoice = (await manager.get(`/invoices/${invoiceId}`)).body
    expect(invoice.allocations[0].method).toBe('Check 1044')
    expect(terminal.body).toMatchObject({
      paidWith: 'Mastercard, External card terminal',
      externalBrand: 'Mastercard',
      authorizationCode: 'A1B2C3',
      balanceAfter: { amount: 0 },
    })
    const places = await Promise.all(
      [check, terminal].map(async ({ body }) => {
        const seen = await manager.get(`/payments/${body.id}`)
        return seen.body.ledger[0].debit
      }),
    )
    expect(places).toEqual(['checks', 'terminal'])
  })

  test('the same key again is the same payment, and nothing is booked twice', async () => {
    const { accountId } = await clientOwing(studio, { owed: 2_000 })
    const request = { accountId, amount: 2_000, currency: 'USD', method: tender('cash') }
    const key = crypto.randomUUID()

    const answers = await Promise.all(Array.from({ length: 8 }, () => desk.pay(request, key)))

    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201))
  })

  test('cash is refused for an invoice that somebody charges now', async () => {
    const owing = await clientOwing(studio, { owed: 5_000 })
    const waiting = await desk.pay({
      accountId: owing.accountId,
      amount: 5_000,
      currency: 'USD',
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_authenticationRequired'),
        save: false,
      },
    })
    expect(waiting.body.state).toBe('requires_action')

    const cash = await desk.pay({
      accountId: owing.accountId,
      amount: 5_000,
      currency: 'USD',
      method: tender('cash'),
      duplicateReason: 'Paid in cash instead',
    })

    expect(cash).toMatchObject({ status: 409, body: { code: 'charge_in_progress' } })
  })

  test.each([
    [
      'cash',
      { tendered: 900 },
      'method.tendered',
      '$1.00 is missing. Lower the amount or take more cash.',
    ],
    ['cash', { checkNumber: '12' }, 'method.checkNumber', 'Remove checkNumber; Cash has none.'],
    ['check', { tendered: 1_000 }, 'method.tendered', 'Remove tendered; Check has none.'],
    [
      'check',
      { authorizationCode: 'X' },
      'method.authorizationCode',
      'Remove authorizationCode; Check has none.',
    ],
    [
      'externalCard',
      { authorizationCode: '4242 4242 4242 4242' },
      'method.authorizationCode',
      'Remove the card number. You may write "ending 4242".',
    ],
    [
      'check',
      { checkNumber: '4242424242424242' },
      'method.checkNumber',
      'Remove the card number. You may write "ending 4242".',
    ],
    [
      'card',
      {},
      'method.tenderId',
      'Cards are charged, not recorded. Use a saved card or a new one.',
    ],
  ])('%s with %o is refused at its field', async (kind, more, field, detail) => {
    const { accountId } = await clientOwing(studio, { owed: 1_000 })

    const refused = await desk.pay({
      accountId,
      amount: 1_000,
      currency: 'USD',
      method: tender(kind, more),
    })

    expect(refused).toMatchObject({ status: 422, body: { field, detail, moneyMoved: 'no' } })
    expect((await desk.get('/payments')).body.data).toEqual([])
  })

  test('recording needs its own right, and says which', async () => {
    const { accountId } = await clientOwing(studio, { owed: 1_000 })
    const request = { accountId, amount: 1_000, currency: 'USD', method: tender('cash') }

    const refused = await studio.as('readOnly').pay(request)

    expect(refused).toMatchObject({
      status: 403,
      body: { detail: 'Ask an administrator for "Record cash, checks and other tenders".' },
    })
  })
})

describe('what is written down with a payment', () => {
  test('S1-6 and S4-11 the date posted is today, or earlier with the right to', async () => {
    const { accountId } = await clientOwing(studio, { owed: 3_000 })
    const pay = (person: Browser, amount: number, more: Record<string, unknown>) =>
      person.pay({ accountId, amount, currency: 'USD', method: tender('cash'), ...more })
    const earlier = addDays(today as never, -3)

    expect((await pay(desk, 1_000, {})).body.postedOn).toBe(today)
    expect(await pay(desk, 500, { postedOn: earlier })).toMatchObject({
      status: 403,
      body: { field: 'postedOn', detail: 'Ask an administrator for "Date payments earlier".' },
    })
    const dated = await pay(manager, 500, { postedOn: earlier })
    expect(dated.body).toMatchObject({ postedOn: earlier, ledger: [{ effectiveOn: earlier }, {}] })
    for (const postedOn of ['0001-01-01', '9999-01-01', 'yesterday', '1764000000000']) {
      expect(await pay(manager, 300, { postedOn })).toMatchObject({
        status: 422,
        body: { code: 'date_format', field: 'postedOn' },
      })
    }
    expect(await pay(manager, 300, { postedOn: addDays(today as never, 1) })).toMatchObject({
      status: 422,
      body: { code: 'date_in_future' },
    })
  })

  test('S1-8 a reference is used once; a payment that failed gives it back', async () => {
    const { accountId } = await clientOwing(studio, { owed: 9_000 })
    const reference = '11.22.2026 1000 CC'
    const card = async (name: string) => ({
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, name),
      save: false,
    })
    const pay = (amount: number, method: unknown) =>
      desk.pay({ accountId, amount, currency: 'USD', method, reference })

    const declined = await pay(1_000, await card('pm_card_visa_chargeDeclined'))
    const paid = await pay(2_000, await card('pm_card_visa'))
    const again = await pay(3_000, tender('cash'))

    expect(declined.body.state).toBe('failed')
    expect(paid.body).toMatchObject({ state: 'succeeded', reference })
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'reference_taken', field: 'reference' },
    })
  })

  test('S1-7, S1-9, S1-10, S1-12, S4-12 payer, address of the receipt, refundable until, note', async () => {
    const { accountId } = await clientOwing(studio, { owed: 1_000 })
    const { body } = await desk.get('/organization')
    const [client] = body.payerCategories
    expect(client.name).toBe('Client responsibility')

    const paid = await desk.pay({
      accountId,
      amount: 1_000,
      currency: 'USD',
      method: tender('check', { checkNumber: '7' }),
      payerCategoryId: client.id,
      receiptEmail: 'maria@example.com',
      refundableUntil: '2027-01-31',
      note: '1/1/2026 DOS 90837',
    })

    expect(paid.body).toMatchObject({
      tender: 'check',
      payerCategory: { name: 'Client responsibility' },
      receiptEmail: 'maria@example.com',
      refundableUntil: '2027-01-31',
      note: '1/1/2026 DOS 90837',
    })
  })
})

describe('the duplicate guard', () => {
  test('asks about a similar amount whatever the tender, and keeps the reason', async () => {
    const { accountId } = await clientOwing(studio, { owed: 30_000 })
    const pay = (amount: number, more: Record<string, unknown> = {}) =>
      desk.pay({ accountId, amount, currency: 'USD', method: tender('cash'), ...more })

    await pay(10_000)
    const similar = await pay(9_800)
    const other = await pay(8_000)
    const meant = await pay(10_200, { duplicateReason: 'Second child' })

    expect(similar).toMatchObject({
      status: 409,
      body: {
        code: 'possible_duplicate',
        by: 'Fred Frontdesk',
        amount: 10_000,
        detail: expect.stringMatching(
          /^Fred Frontdesk took \$100\.00 on this account at .+\. Take it again\? Say why\.$/,
        ),
      },
    })
    expect(other.status).toBe(201)
    expect(meant.status).toBe(201)
    const seen = (await desk.get(`/payments/${meant.body.id}`)).body
    expect(seen.duplicateReason).toBe('Second child')
  })

  test('sees a charge in flight on another invoice', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 5_000 })
    const second = await desk.post('/invoices', {
      accountId,
      dueOn: '2027-01-31',
      lines: [{ description: 'Lessons', quantity: 1, unitAmount: 5_000 }],
    })
    await desk.pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      invoiceIds: [invoiceId],
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_authenticationRequired'),
        save: false,
      },
    })

    const other = await manager.pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      invoiceIds: [second.body.id],
      method: tender('cash'),
    })

    expect(other).toMatchObject({
      status: 409,
      body: {
        code: 'possible_duplicate',
        inFlight: true,
        detail: expect.stringMatching(
          /^Fred Frontdesk is taking \$50\.00 on this account, started at /,
        ),
      },
    })
  })

  test('lets the parts of one sitting pass: half in cash, half by check', async () => {
    const { accountId } = await clientOwing(studio, { owed: 15_000 })
    const pay = (method: unknown, more: Record<string, unknown> = {}) =>
      desk.pay({ accountId, amount: 5_000, currency: 'USD', method, ...more })

    const cash = await pay(tender('cash'))
    const check = await pay(tender('check'), { splitOf: cash.body.id })
    const third = await pay(tender('check'), { splitOf: check.body.id })

    expect(check).toMatchObject({
      status: 201,
      body: { sitting: cash.body.id, balanceAfter: { amount: 5_000 } },
    })
    expect(third).toMatchObject({ status: 422, body: { field: 'splitOf' } })
  })
})

describe('completed later', () => {
  test('the details of a payment are completed on the same record', async () => {
    const { accountId } = await clientOwing(studio, { owed: 2_000 })
    const paid = await desk.pay({
      accountId,
      amount: 1_000,
      currency: 'USD',
      method: tender('cash'),
    })
    const other = await desk.pay({
      accountId,
      amount: 500,
      currency: 'USD',
      method: tender('cash'),
      reference: 'taken',
    })
    expect(other.status).toBe(201)
    const complete = (body: unknown) => desk.patch(`/payments/${paid.body.id}`, body)

    const completed = await complete({
      description: 'Swim lessons',
      note: 'Asked for a copy',
      reference: '11.22.2026 1000 CASH',
      receiptEmail: 'maria@example.com',
      refundableUntil: '2027-01-31',
    })

    expect(completed).toMatchObject({
      status: 200,
      body: {
        description: 'Swim lessons',
        note: 'Asked for a copy',
        reference: '11.22.2026 1000 CASH',
        receiptEmail: 'maria@example.com',
        refundableUntil: '2027-01-31',
        amount: { amount: 1_000 },
      },
    })
    expect(await complete({ reference: 'taken' })).toMatchObject({
      status: 409,
      body: { code: 'reference_taken' },
    })
    expect(await complete({ description: 'Other' })).toMatchObject({
      status: 409,
      body: { code: 'payment_state', field: 'description' },
    })
    expect(await complete({ note: '4242424242424242' })).toMatchObject({
      body: { code: 'card_number_in_text' },
    })
    expect(await complete({ postedOn: today })).toMatchObject({ status: 400 })
    expect(
      (await studio.as('readOnly').patch(`/payments/${paid.body.id}`, { note: 'x' })).status,
    ).toBe(403)
  })

  test('the form is offered a reference that tells payments apart', async () => {
    const { clientId, accountId } = await clientOwing(studio, { owed: 2_000 })
    const before = (await desk.get(`/clients/${clientId}/billing`)).body
    const [year, month, day] = today.split('-').map(Number)
    expect(before.suggestedReference).toBe(`${month}.${day}.${year} ${before.client.number}`)

    const reference = `${before.suggestedReference} CASH`
    await desk.pay({ accountId, amount: 500, currency: 'USD', method: tender('cash'), reference })

    expect((await desk.get(`/clients/${clientId}/billing`)).body.referencesToday).toEqual([
      reference,
    ])
  })
})

describe('S2-33, S4-13 a future payment', () => {
  test('is recorded with its due date, shown as upcoming, and may be canceled', async () => {
    const { clientId, accountId, methodId } = await clientOwing(studio, {
      owed: 5_000,
      savedCard: 'pm_card_visa',
    })
    const made = await desk.post('/scheduled-payments', {
      accountId,
      amount: 5_000,
      currency: 'USD',
      dueOn: '2099-01-31',
      tenderId: tenders.get('card'),
      methodId,
      note: 'After pay day',
    })

    expect(made).toMatchObject({
      status: 201,
      body: {
        amount: { amount: 5_000 },
        dueOn: '2099-01-31',
        tender: { kind: 'card' },
        method: { name: 'Visa 4242' },
      },
    })
    const upcoming = async () => (await desk.get(`/clients/${clientId}/billing`)).body.upcoming
    expect(await upcoming()).toMatchObject([{ id: made.body.id, createdBy: 'Fred Frontdesk' }])
    const cancel = () => desk.post(`/scheduled-payments/${made.body.id}/cancel`)
    expect((await cancel()).body.canceledAt).toEqual(expect.any(String))
    expect((await cancel()).status).toBe(200)
    expect(await upcoming()).toEqual([])
  })

  test.each([
    [{ dueOn: '2020-01-01' }, 422, 'dueOn'],
    [{ dueOn: '2099-02-30' }, 422, 'dueOn'],
    [{ amount: 0 }, 422, 'amount'],
    [{ kind: 'card' }, 422, 'methodId'],
  ])('%o is refused', async ({ kind, ...more }: Record<string, unknown>, status, field) => {
    const { accountId } = await clientOwing(studio, { owed: 1_000 })
    const refused = await desk.post('/scheduled-payments', {
      accountId,
      amount: 1_000,
      currency: 'USD',
      dueOn: '2099-01-31',
      tenderId: tenders.get(typeof kind === 'string' ? kind : 'cash'),
      ...more,
    })
    expect(refused).toMatchObject({ status, body: { field } })
  })
})
