import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type Answer,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

const LINE = { description: 'Lessons', quantity: 1, unitAmount: 5_000 }

function issue(accountId: string, changes: Record<string, unknown> = {}): Promise<Answer> {
  return studio
    .as('frontDesk')
    .post('/invoices', { accountId, dueOn: '2027-01-31', lines: [LINE], ...changes })
}

describe('an invoice', () => {
  test('S2-41 is issued with its lines, owed from now on, and seen on the Billing tab', async () => {
    const { clientId, accountId } = await clientOwing(studio)
    const issued = await issue(accountId, {
      lines: [
        { description: 'Lessons', quantity: 4, unitAmount: 4_550, clientId },
        { description: 'Book', quantity: 1, unitAmount: 1_999 },
        { description: 'Trial, free', quantity: 1, unitAmount: 0 },
      ],
    })
    expect(issued).toMatchObject({
      status: 201,
      body: {
        number: expect.stringMatching(/^INV-\d+$/),
        state: 'open',
        dueOn: '2027-01-31',
        total: { amount: 20_199, currency: 'USD' },
        due: { amount: 20_199 },
        allocated: { amount: 0 },
        heldBy: null,
        allocations: [],
        lines: [
          { description: 'Lessons', amount: { amount: 18_200 }, clientId },
          { amount: { amount: 1_999 }, clientId: null },
          { amount: { amount: 0 } },
        ],
      },
    })
    const billing = await studio.as('readOnly').get(`/clients/${clientId}/billing`)
    expect(billing.body).toMatchObject({
      balance: { amount: 20_199 },
      openInvoices: [{ id: issued.body.id }],
    })
    expect((await studio.as('readOnly').get(`/invoices/${issued.body.id}`)).body).toEqual(
      issued.body,
    )
  })

  test('goes from open over partly paid to paid', async () => {
    const { clientId, accountId, invoiceId, methodId } = await clientOwing(studio, {
      owed: 5_000,
      savedCard: 'pm_card_visa',
    })
    const pay = (amount: number) =>
      studio.as('frontDesk').pay({
        accountId,
        amount,
        currency: 'USD',
        invoiceIds: [invoiceId],
        method: { kind: 'saved', methodId },
      })
    const see = async () => (await studio.as('readOnly').get(`/invoices/${invoiceId}`)).body

    expect(await see()).toMatchObject({ state: 'open', due: { amount: 5_000 } })
    const first = await pay(1_500)
    expect(await see()).toMatchObject({
      state: 'partlyPaid',
      due: { amount: 3_500 },
      allocated: { amount: 1_500 },
      allocations: [{ paymentId: first.body.id, amount: { amount: 1_500 }, method: 'Visa 4242' }],
    })
    await pay(3_500)
    expect(await see()).toMatchObject({ state: 'paid', due: { amount: 0 }, overdueDays: 0 })
    const billing = await studio.as('readOnly').get(`/clients/${clientId}/billing`)
    expect(billing.body.paidInvoices).toMatchObject([{ id: invoiceId }])
    expect((await pay(100)).body.code).toBe('invoice_state')
  })

  test('is paid with others by one charge, oldest due first', async () => {
    const { clientId, accountId, methodId } = await clientOwing(studio, {
      savedCard: 'pm_card_visa',
    })
    const later = await issue(accountId, { dueOn: '2027-03-01' })
    const sooner = await issue(accountId, { dueOn: '2027-02-01' })
    const paid = await studio.as('frontDesk').pay({
      accountId,
      amount: 7_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
    })
    expect(paid.body.allocations).toMatchObject([
      { invoiceId: sooner.body.id, amount: { amount: 5_000 } },
      { invoiceId: later.body.id, amount: { amount: 2_000 } },
    ])
    const billing = await studio.as('readOnly').get(`/clients/${clientId}/billing`)
    expect(billing.body).toMatchObject({ balance: { amount: 3_000 } })
  })

  test.each<[string, Record<string, unknown>, number, string, string | undefined]>([
    ['no lines', { lines: [] }, 422, 'field_invalid', 'lines'],
    ['101 lines', { lines: new Array(101).fill(LINE) }, 422, 'field_invalid', 'lines'],
    ['nothing owed', { lines: [{ ...LINE, unitAmount: 0 }] }, 422, 'amount_too_small', undefined],
    [
      'half a cent',
      { lines: [{ ...LINE, unitAmount: 0.5 }] },
      422,
      'amount_format',
      'lines.0.unitAmount',
    ],
    [
      'less than nothing',
      { lines: [LINE, { ...LINE, unitAmount: -1 }] },
      422,
      'amount_negative',
      'lines.1.unitAmount',
    ],
    [
      'a ten-thousandth of a lesson',
      { lines: [{ ...LINE, quantity: 0.0001 }] },
      422,
      'field_invalid',
      'lines.0.quantity',
    ],
    ['no lesson', { lines: [{ ...LINE, quantity: 0 }] }, 422, 'field_invalid', 'lines.0.quantity'],
    [
      'a quantity as text',
      { lines: [{ ...LINE, quantity: '1' }] },
      422,
      'field_invalid',
      'lines.0.quantity',
    ],
    [
      'no description',
      { lines: [{ ...LINE, description: ' ' }] },
      422,
      'field_required',
      'lines.0.description',
    ],
    [
      'more than a billion',
      { lines: [{ ...LINE, unitAmount: 99_999_999_999, quantity: 10_000 }] },
      422,
      'amount_too_large',
      undefined,
    ],
    ['a day that is none', { dueOn: '2027-02-30' }, 422, 'date_format', 'dueOn'],
    ['yesterday', { dueOn: 'yesterday' }, 422, 'date_format', 'dueOn'],
    ['a moment', { dueOn: 1_795_000_000 }, 400, 'body_invalid', 'dueOn'],
    ['year one', { dueOn: '0001-01-01' }, 422, 'date_format', 'dueOn'],
    ['year 9999', { dueOn: '9999-12-31' }, 422, 'date_format', 'dueOn'],
    ['euros', { currency: 'EUR' }, 422, 'currency_mismatch', 'currency'],
    ['a currency that is none', { currency: 'usdd' }, 422, 'currency_unknown', 'currency'],
    ['an account that is none', { accountId: 'acc_x' }, 404, 'not_found', undefined],
  ])('is not issued with %s', async (_, changes, status, code, field) => {
    const { clientId, accountId } = await clientOwing(studio)
    const answer = await issue(accountId, changes)
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.body.field).toBe(field)
    const billing = await studio.as('readOnly').get(`/clients/${clientId}/billing`)
    expect(billing.body).toMatchObject({ balance: { amount: 0 }, openInvoices: [] })
  })

  test('is not about a client of another account, nor for one who is archived', async () => {
    const { clientId, accountId } = await clientOwing(studio)
    const other = await clientOwing(studio)
    const mixed = await issue(accountId, { lines: [{ ...LINE, clientId: other.clientId }] })
    expect(mixed).toMatchObject({ status: 404, body: { code: 'not_found' } })
    await studio.as('frontDesk').post(`/clients/${clientId}/archive`)
    expect((await issue(accountId)).body.code).toBe('client_archived')
  })
})

describe('numbers', () => {
  test('have no gaps when 20 are issued at once and some are refused', async () => {
    const own = await world.organization()
    const desk = own.as('billingManager')
    const accounts = await Promise.all(
      Array.from({ length: 5 }, async () => (await clientOwing(own)).accountId),
    )
    const request = (n: number, bad: boolean) =>
      desk.post('/invoices', {
        accountId: accounts[n % accounts.length],
        dueOn: '2027-01-31',
        lines: [{ ...LINE, unitAmount: bad ? 0 : 1_000 + n }],
      })
    const answers = await Promise.all(
      Array.from({ length: 26 }, (_, n) => request(n, n % 13 === 0 || n % 6 === 5)),
    )
    const issued = answers.filter((answer) => answer.status === 201)
    expect(issued.length).toBe(20)
    const numbers = issued
      .map((answer) => Number(answer.body.number.slice(4)))
      .sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => 101 + n))
  })

  test('begin anew in every organization', async () => {
    const own = await world.organization()
    const { invoiceId } = await clientOwing(own, { owed: 500 })
    expect((await own.as('owner').get(`/invoices/${invoiceId}`)).body.number).toBe('INV-101')
  })
})
