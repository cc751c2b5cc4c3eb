import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { waitingPayment } from '../matrix/things.ts'
import {
  type Answer,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** What may still happen to an invoice once it is issued, and what comes before: drafts, taxes, terms. */
let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

const key = () => ({ 'idempotency-key': crypto.randomUUID() })

async function taxRate(percent: string, isInclusive = false): Promise<string> {
  const name = `${percent} % ${crypto.randomUUID()}`
  const answer = await studio.as('owner').post('/tax-rates', { name, percent, isInclusive })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.taxRates.find((rate: { name: string }) => rate.name === name).id
}

async function issued(lines: object[], more: object = {}) {
  const { accountId, clientId } = await clientOwing(studio)
  const answer = await studio.as('frontDesk').post('/invoices', { accountId, lines, ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return { accountId, clientId, invoice: answer.body, path: `/invoices/${answer.body.id}` }
}

const line = (unitAmount: number, more: object = {}) => ({
  description: 'Lessons',
  quantity: 1,
  unitAmount,
  ...more,
})

async function payInCash(accountId: string, amount: number, more: object = {}): Promise<Answer> {
  const { tenders } = (await studio.as('frontDesk').get('/organization')).body
  const tenderId = tenders.find((one: { kind: string }) => one.kind === 'cash').id
  const method = { kind: 'tender', tenderId }
  const paid = await studio
    .as('frontDesk')
    .pay({ accountId, amount, currency: 'USD', method, duplicateReason: 'Another part', ...more })
  expect(paid.status, JSON.stringify(paid.body)).toBe(201)
  return paid
}

const credit = (path: string, body: object, headers = key()) =>
  studio
    .as('billingManager')
    .post(`${path}/credit-notes`, { reason: 'A mistake', ...body }, headers)
const writeOff = (path: string, body: object = {}) =>
  studio.as('billingManager').post(`${path}/write-offs`, { reason: 'Moved away', ...body }, key())
const see = async (path: string) => (await studio.as('readOnly').get(path)).body

describe('lines', () => {
  test('carry hours in parts, a discount, several taxes, a day and a client', async () => {
    const [state, city] = [await taxRate('6'), await taxRate('2.25')]
    const { accountId, clientId } = await clientOwing(studio)
    const answer = await studio.as('frontDesk').post('/invoices', {
      accountId,
      note: 'Thank you for coming.',
      lines: [
        line(8_000, {
          quantity: 1.5,
          discount: { percent: '10' },
          taxRateIds: [state, city],
          servedOn: '2026-11-02',
          clientId,
        }),
        line(2_000, { discount: { amount: 500 }, taxRateIds: [state] }),
      ],
    })
    expect(answer.body).toMatchObject({
      lines: [
        {
          quantity: 1.5,
          discount: { amount: 1_200 },
          discountPercent: '10',
          amount: { amount: 10_800 },
          taxes: [0, 1],
          servedOn: '2026-11-02',
          clientId,
        },
        { discount: { amount: 500 }, discountPercent: null, amount: { amount: 1_500 } },
      ],
      // 6 % of 123.00 and 2.25 % of 108.00
      taxes: [
        { percent: '6', base: { amount: 12_300 }, amount: { amount: 738 } },
        { percent: '2.25', base: { amount: 10_800 }, amount: { amount: 243 } },
      ],
      net: { amount: 12_300 },
      total: { amount: 13_281 },
      note: 'Thank you for coming.',
    })
  })

  test('whose price holds the tax cost what they say', async () => {
    const vat = await taxRate('19', true)
    const { invoice } = await issued([line(11_900, { taxRateIds: [vat] })])
    expect(invoice).toMatchObject({
      total: { amount: 11_900 },
      net: { amount: 10_000 },
      taxes: [{ isInclusive: true, base: { amount: 10_000 }, amount: { amount: 1_900 } }],
    })
  })

  test.each<[string, object, string]>([
    ['too many decimals', { quantity: 1.2345 }, 'lines.0.quantity'],
    ['more than the whole off', { discount: { percent: '101' } }, 'lines.0.discount'],
    ['a discount in words', { discount: { percent: 'half' } }, 'lines.0.discount'],
    ['a day that is none', { servedOn: '2026-02-30' }, 'lines.0.servedOn'],
  ])('are refused with %s', async (_, more, field) => {
    const { accountId } = await clientOwing(studio)
    const answer = await studio
      .as('frontDesk')
      .post('/invoices', { accountId, lines: [line(1_000, more)] })
    expect(answer).toMatchObject({ status: 422, body: { field } })
  })

  test('cannot carry a tax that was retired; invoices that do keep it', async () => {
    const id = await taxRate('7')
    const { path } = await issued([line(1_000, { taxRateIds: [id] })])
    await studio.as('owner').patch(`/tax-rates/${id}`, { isUsed: false })
    const { accountId } = await clientOwing(studio)
    const refused = await studio
      .as('frontDesk')
      .post('/invoices', { accountId, lines: [line(1_000, { taxRateIds: [id] })] })
    expect(refused).toMatchObject({ status: 422, body: { field: 'lines.0.taxRateIds' } })
    expect(await see(path)).toMatchObject({ taxes: [{ percent: '7', amount: { amount: 70 } }] })
  })
})

describe('terms', () => {
  test('are the organization’s unless the invoice says otherwise', async () => {
    const own = await world.organization()
    const { accountId } = await clientOwing(own)
    await own.as('owner').put('/invoice-settings', { termsDays: 30, howToPay: 'By transfer' })
    const ask = async (more: object) =>
      (await own.as('frontDesk').post('/invoices', { accountId, lines: [line(100)], ...more })).body
    const daysOf = ({ issuedOn, dueOn }: { issuedOn: string; dueOn: string }) =>
      (Date.parse(dueOn) - Date.parse(issuedOn)) / 86_400_000
    expect(daysOf(await ask({}))).toBe(30)
    expect(daysOf(await ask({ dueInDays: 7 }))).toBe(7)
    expect((await ask({ dueOn: '2027-06-30' })).dueOn).toBe('2027-06-30')
  })

  test('a deposit is asked for first, then the rest', async () => {
    const { invoice, accountId, path } = await issued([line(20_000)], {
      dueInDays: 30,
      deposit: { percent: '25' },
    })
    expect(invoice).toMatchObject({
      deposit: { amount: { amount: 5_000 }, dueOn: invoice.issuedOn, due: { amount: 5_000 } },
      dueNext: { amount: { amount: 5_000 }, on: invoice.issuedOn },
    })
    await payInCash(accountId, 5_000)
    expect(await see(path)).toMatchObject({
      due: { amount: 15_000 },
      deposit: { due: { amount: 0 } },
      dueNext: { amount: { amount: 15_000 }, on: invoice.dueOn },
    })
    const whole = await studio.as('frontDesk').post('/invoices', {
      accountId,
      lines: [line(1_000)],
      deposit: { amount: 1_000 },
    })
    expect(whole).toMatchObject({ status: 422, body: { field: 'deposit.amount' } })
  })
})

describe('a draft', () => {
  test('owes nothing, is changed as often as one likes, and is issued under its id, once', async () => {
    const { accountId, clientId } = await clientOwing(studio)
    const desk = studio.as('frontDesk')
    const saved = await desk.post('/invoice-drafts', { accountId, lines: [{ description: 'Les' }] })
    expect(saved).toMatchObject({ status: 201, body: { state: 'draft', accountId } })
    const path = `/invoice-drafts/${saved.body.id}`
    expect((await desk.post(`${path}/issue`)).body.field).toBe('lines.0.quantity')
    expect((await desk.get(`/clients/${clientId}/billing`)).body.balance.amount).toBe(0)

    await desk.put(path, { lines: [line(4_000)], dueInDays: 10 })
    expect((await desk.get(path)).body.content).toMatchObject({ lines: [line(4_000)] })
    const [first, second] = await Promise.all([
      desk.post(`${path}/issue`),
      desk.post(`${path}/issue`),
    ])
    expect(first).toMatchObject({
      status: 200,
      body: { id: saved.body.id, due: { amount: 4_000 } },
    })
    expect(second.body).toEqual(first.body)
    expect((await desk.get(`/clients/${clientId}/billing`)).body.balance.amount).toBe(4_000)
    expect(await desk.put(path, { lines: [] })).toMatchObject({ status: 409 })
    expect(await desk.post(`${path}/discard`)).toMatchObject({ status: 409 })
    expect(first.body.history.map(({ verb }: { verb: string }) => verb)).toEqual([
      'invoice.drafted',
      'invoice.issued',
    ])
  })

  test('that was discarded is not issued', async () => {
    const { accountId } = await clientOwing(studio)
    const desk = studio.as('frontDesk')
    const saved = await desk.post('/invoice-drafts', { accountId, lines: [line(100)] })
    const path = `/invoice-drafts/${saved.body.id}`
    expect((await desk.post(`${path}/discard`)).body.state).toBe('discarded')
    expect(await desk.post(`${path}/issue`)).toMatchObject({ status: 409 })
    expect(await desk.get(`/invoices/${saved.body.id}`)).toMatchObject({ status: 404 })
  })

  test('keeps no card number', async () => {
    const { accountId } = await clientOwing(studio)
    const answer = await studio.as('frontDesk').post('/invoice-drafts', {
      accountId,
      lines: [{ description: 'Card 4242 4242 4242 4242' }],
    })
    expect(answer.body.code).toBe('card_number_in_text')
  })

  test('is reckoned as far as it is typed', async () => {
    const vat = await taxRate('20')
    const answer = await studio.as('frontDesk').post('/invoices/preview', {
      lines: [
        line(6_833, { taxRateIds: [vat] }),
        line(6_833, { taxRateIds: [vat], discount: { percent: '' } }),
        { description: 'Not finished', unitAmount: 5 },
      ],
      deposit: { percent: '50' },
    })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        lines: [
          { amount: { amount: 6_833 } },
          { amount: { amount: 6_833 } },
          { amount: { amount: 0 } },
        ],
        taxes: [{ amount: { amount: 2_733 } }],
        total: { amount: 16_399 },
        deposit: { amount: { amount: 8_200 } },
      },
    })
  })
})

describe('a credit note', () => {
  test('takes back a part: what was paid above the rest becomes account credit, the newest first', async () => {
    const { accountId, clientId, path } = await issued([line(10_000), line(5_000)])
    await payInCash(accountId, 9_000)
    await payInCash(accountId, 4_000)
    const asked = { lines: [{ position: 0, amount: 5_000 }] }
    const preview = await studio.as('billingManager').post(`${path}/credit-notes/preview`, asked)
    expect(preview.body).toMatchObject({
      total: { amount: 5_000 },
      most: { amount: 15_000 },
      takenOff: [{ method: 'Cash', amount: { amount: 3_000 } }],
      before: { total: { amount: 15_000 }, due: { amount: 2_000 }, credit: { amount: 0 } },
      after: { total: { amount: 10_000 }, due: { amount: 0 }, credit: { amount: 3_000 } },
      can: { allowed: true },
    })
    expect(await credit(path, asked)).toMatchObject({
      status: 200,
      body: {
        state: 'paid',
        due: { amount: 0 },
        credited: { amount: 5_000 },
        creditNotes: [{ number: expect.stringMatching(/^CN-\d+$/), total: { amount: 5_000 } }],
        allocations: [
          { amount: { amount: 9_000 } },
          { amount: { amount: 4_000 } },
          { amount: { amount: -3_000 }, why: 'credit_note', dueAfter: { amount: 5_000 } },
        ],
      },
    })
    const billing = (await studio.as('readOnly').get(`/clients/${clientId}/billing`)).body
    expect(billing).toMatchObject({ balance: { amount: 0 }, credit: { amount: 3_000 } })
  })

  test('asked twice under one key is one', async () => {
    const { path } = await issued([line(10_000)])
    const asked = { lines: [{ position: 0, amount: 1_000 }] }
    const same = key()
    await credit(path, asked, same)
    expect((await credit(path, asked, same)).body.credited.amount).toBe(1_000)
    expect(await credit(path, { lines: [{ position: 0, amount: 2 }] }, same)).toMatchObject({
      body: { code: 'key_reused' },
    })
    expect(
      await studio.as('billingManager').post(`${path}/credit-notes`, { ...asked, reason: 'x' }),
    ).toMatchObject({ body: { code: 'key_required' } })
  })

  test.each<[string, object, string]>([
    [
      'more than is left of a line',
      { lines: [{ position: 0, amount: 10_001 }] },
      'exceeds_balance',
    ],
    ['a line that is not there', { lines: [{ position: 7, amount: 1 }] }, 'field_invalid'],
    ['nothing', { lines: [] }, 'amount_too_small'],
    ['no reason', { lines: [{ position: 0, amount: 1 }], reason: ' ' }, 'field_required'],
  ])('is refused for %s', async (_, asked, code) => {
    const { path } = await issued([line(10_000)])
    expect((await credit(path, asked)).body.code).toBe(code)
  })

  test('over all that is left makes the invoice void; what was paid is account credit', async () => {
    const vat = await taxRate('20')
    const { accountId, clientId, path } = await issued([line(10_000, { taxRateIds: [vat] })])
    await payInCash(accountId, 2_000)
    await credit(path, { lines: [{ position: 0, amount: 3_333 }] })
    const voided = await credit(path, { void: true, reason: 'Sent to the wrong family' })
    expect(voided.body).toMatchObject({
      state: 'void',
      due: { amount: 0 },
      credited: { amount: 12_000 },
      allocated: { amount: 0 },
      creditNotes: [{ isVoid: false }, { isVoid: true, reason: 'Sent to the wrong family' }],
      can: { credit: { allowed: false, reason: 'This invoice is void.' } },
    })
    expect((await credit(path, { void: true })).body.code).toBe('invoice_state')
    const billing = (await studio.as('readOnly').get(`/clients/${clientId}/billing`)).body
    expect(billing).toMatchObject({ balance: { amount: 0 }, credit: { amount: 2_000 } })
    const pay = await studio.as('frontDesk').pay({
      accountId,
      amount: 100,
      currency: 'USD',
      invoiceIds: [voided.body.id],
      method: { kind: 'saved', methodId: 'pm_x' },
    })
    expect(pay.status).toBeGreaterThanOrEqual(400)
  })

  test('never takes what somebody is charging at this moment, and says who', async () => {
    const paymentId = await waitingPayment(studio)
    const payment = (await studio.as('owner').get(`/payments/${paymentId}`)).body
    await studio.as('owner').post(`/payments/${paymentId}/cancel`)
    const accountId: string = payment.account.id
    const made = await studio.as('owner').post('/invoices', { accountId, lines: [line(10_000)] })
    const path = `/invoices/${made.body.id}`
    await holdInvoice(accountId, made.body.id, 4_000)

    const refused = await credit(path, { void: true })
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'charge_in_progress',
        by: 'Fred Frontdesk',
        detail: 'Fred Frontdesk is charging $40.00 for this invoice now. Wait for the result.',
      },
    })
    expect(await credit(path, { lines: [{ position: 0, amount: 6_001 }] })).toMatchObject({
      body: { code: 'charge_in_progress' },
    })
    expect(await writeOff(path)).toMatchObject({ body: { code: 'charge_in_progress' } })
    expect(await writeOff(path, { amount: 2_000 })).toMatchObject({ status: 200 })
    expect(await credit(path, { lines: [{ position: 0, amount: 4_000 }] })).toMatchObject({
      status: 200,
      body: { due: { amount: 4_000 } },
    })
  })

  test('two at once: only what is left is taken', async () => {
    const { path } = await issued([line(10_000)])
    const asked = { lines: [{ position: 0, amount: 6_000 }] }
    const answers = await Promise.all([credit(path, asked), credit(path, asked)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await see(path)).credited.amount).toBe(6_000)
  })

  test('numbers have no gaps', async () => {
    const own = await world.organization()
    const { invoiceId } = await clientOwing(own, { owed: 10_000 })
    const owner = own.as('owner')
    const ask = (amount: number) =>
      owner.post(
        `/invoices/${invoiceId}/credit-notes`,
        { reason: 'x', lines: [{ position: 0, amount }] },
        key(),
      )
    await Promise.all([ask(100), ask(99_999), ask(200), ask(0), ask(300)])
    const { creditNotes } = (await owner.get(`/invoices/${invoiceId}`)).body
    expect(creditNotes.map(({ number }: { number: string }) => number)).toEqual([
      'CN-101',
      'CN-102',
      'CN-103',
    ])
  })
})

/** A charge that waits for the client's approval, so that the invoice is held. */
async function holdInvoice(accountId: string, invoiceId: string, amount: number): Promise<void> {
  const held = await studio.as('frontDesk').pay({
    accountId,
    amount,
    currency: 'USD',
    invoiceIds: [invoiceId],
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_authenticationRequired'),
      save: false,
    },
  })
  expect(held.body.state, JSON.stringify(held.body)).toBe('requires_action')
}

describe('a write-off', () => {
  test('gives up the rest, and can be taken back', async () => {
    const { accountId, clientId, path } = await issued([line(10_000)])
    await payInCash(accountId, 2_500)
    const given = await writeOff(path)
    expect(given.body).toMatchObject({
      state: 'writtenOff',
      due: { amount: 0 },
      writtenOff: { amount: 7_500 },
      writeOffs: [{ amount: { amount: 7_500 }, reason: 'Moved away', reversed: null }],
    })
    expect(await writeOff(path)).toMatchObject({ body: { code: 'invoice_state' } })
    expect(await credit(path, { void: true })).toMatchObject({
      body: { detail: '$75.00 of it is written off. Reverse the write-off first.' },
    })
    const reverse = `/write-offs/${given.body.writeOffs[0].id}/reverse`
    const [once, twice] = await Promise.all([
      studio.as('billingManager').post(reverse),
      studio.as('billingManager').post(reverse),
    ])
    expect(once.body).toMatchObject({ state: 'partlyPaid', due: { amount: 7_500 } })
    expect(twice.body.due.amount).toBe(7_500)
    const billing = (await studio.as('readOnly').get(`/clients/${clientId}/billing`)).body
    expect(billing.balance.amount).toBe(7_500)
  })

  test('is at most what is due', async () => {
    const { path } = await issued([line(10_000)])
    expect(await writeOff(path, { amount: 10_001 })).toMatchObject({
      body: { code: 'exceeds_balance', field: 'amount' },
    })
    expect((await writeOff(path, { amount: 4_000 })).body).toMatchObject({
      state: 'open',
      due: { amount: 6_000 },
    })
  })
})
