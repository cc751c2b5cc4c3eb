import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chargeLateFees } from '../../src/client-fees/charge-late-fees.ts'
import { addDays, type PlainDate, todayIn } from '../../src/kit/time.ts'
import { takePayment } from '../../src/payments/take-payment.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** Worked cases of what is charged without anybody asking, and of what stops it. In dollars. */
let world: World
let studio: TestOrganization
let manager: Browser
let owner: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  manager = studio.as('billingManager')
  owner = studio.as('owner')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

const today = todayIn('America/New_York', new Date())
const dueOn = addDays(today, 5)
const cents = (text: string) => Math.round(Number(text) * 100)
const dollars = (amount: number) => (amount / 100).toFixed(2)
const owedBy = async (accountId: string) =>
  dollars((await manager.get(`/accounts/${accountId}/money`)).body.owed.amount)

function rowsOf(table: string): string[][] {
  const [, ...lines] = table.trim().split('\n')
  return lines.map((line) => line.split(/->|\|/).map((cell) => cell.trim()))
}

async function invoiceOf(accountId: string, amount: number, due: string = dueOn) {
  const lines = [{ description: 'Lessons', quantity: 1, unitAmount: amount }]
  const made = await manager.post('/invoices', { accountId, dueOn: due, lines })
  expect(made.status).toBe(201)
  return made.body
}

async function payBy(kind: string, accountId: string, amount: number, more = {}) {
  const { tenders } = (await manager.get('/organization')).body
  const tenderId = tenders.find((one: { kind: string }) => one.kind === kind).id
  const method = { kind: 'tender', tenderId, ...more }
  const paid = await manager.pay({ accountId, amount, currency: 'USD', method })
  expect(paid.status, JSON.stringify(paid.body)).toBe(201)
  return paid.body.id as string
}

const setFees = (late: object | null, returnedCheck: object | null = null) =>
  owner.put('/client-fees', { late, returnedCheck })

/** The job, as it would run so many days after the invoice is due, at noon. */
function lookOn(day: PlainDate): Promise<number> {
  return chargeLateFees({ ...studio.app, clock: { now: () => new Date(`${day}T17:00:00Z`) } })
}

// There the client is charged a surcharge of 2.9 % + 0.30: 103.20, or 103.30 so that 100.00 is left.
// Here clients pay what they owe and no more; what the processor keeps of it is the organization's.
test('W14 100 owed is 100 charged, and the fee of the processor is ours', async () => {
  const table = `
    owed   -> charged | fee  | left
    100.00 -> 100.00  | 3.20 | 96.80`
  for (const [owed = '', ...to] of rowsOf(table)) {
    const { accountId } = await clientOwing(studio, { owed: cents(owed) })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
    const method = { kind: 'new', confirmationToken, save: false }
    const paid = await manager.pay({ accountId, amount: cents(owed), currency: 'USD', method })
    expect(paid.body.state).toBe('succeeded')
    const seen = async () => {
      const [all] = (await manager.get('/reports/day')).body.processors
      return [all.gross, all.fees, all.net].map(({ amount }) => dollars(amount))
    }
    await expect.poll(seen, { timeout: 20_000 }).toEqual(to)
    expect(await owedBy(accountId)).toBe('0.00')
  }
})

describe('W13 a late fee', () => {
  // There the fee is added to the invoice. Here an invoice that was issued is never changed: the fee
  // is an invoice of its own, due at once, which can be credited like any other.
  test('is owed beside the invoice, from its day on', async () => {
    const table = `
      invoice | fee   | looked at         -> owed  | invoices
      10.00   | 10.00 | 9 days after due  -> 10.00 | 1
      10.00   | 10.00 | 10 days after due -> 20.00 | 2
      10.00   | 5.00  | 10 days after due -> 15.00 | 2
      10.00   | 5.00  | 90 days after due -> 15.00 | 2`
    for (const [invoice = '', fee = '', looked = '', owed, invoices] of rowsOf(table)) {
      studio = await world.organization()
      manager = studio.as('billingManager')
      owner = studio.as('owner')
      expect(await setFees({ amount: cents(fee), afterDays: 10 })).toMatchObject({ status: 200 })
      const { accountId } = await clientOwing(studio)
      await invoiceOf(accountId, cents(invoice))
      const on = addDays(dueOn, Number.parseInt(looked, 10))
      await lookOn(on)
      // Looked at twice it is charged once.
      await lookOn(on)
      expect(await owedBy(accountId), looked).toBe(owed)
      const found = await manager.get(`/invoices?accountId=${accountId}`)
      expect(found.body.data).toHaveLength(Number(invoices))
    }
  })

  test('is not charged before its day, nor twice, nor on a fee', async () => {
    await setFees({ amount: 500, afterDays: 10 })
    const { accountId } = await clientOwing(studio)
    const { number } = await invoiceOf(accountId, 1_000)
    await lookOn(addDays(dueOn, 9))
    expect(await owedBy(accountId)).toBe('10.00')
    await Promise.all([lookOn(addDays(dueOn, 10)), lookOn(addDays(dueOn, 10))])
    await lookOn(addDays(dueOn, 300))
    expect(await owedBy(accountId)).toBe('15.00')
    const { data } = (await manager.get(`/invoices?accountId=${accountId}`)).body
    const fee = data.find((one: { number: string }) => one.number !== number)
    expect((await manager.get(`/invoices/${fee.id}`)).body).toMatchObject({
      lines: [{ description: `Late fee for ${number}`, amount: { amount: 500 } }],
      history: [{ by: 'Onfile', verb: 'invoice.issued' }],
    })
  })

  test('is off until somebody sets it, and costs nobody anything for what was due before', async () => {
    const { accountId } = await clientOwing(studio)
    await invoiceOf(accountId, 1_000)
    expect((await manager.get('/client-fees')).body).toEqual({ late: null, returnedCheck: null })
    await lookOn(addDays(dueOn, 30))
    expect(await owedBy(accountId)).toBe('10.00')

    const asked = { late: { amount: 500, afterDays: 10 }, returnedCheck: null }
    const preview = await owner.post('/client-fees/preview', asked)
    expect(preview.body).toMatchObject({
      rules: { late: { amount: { amount: 500 }, afterDays: 10, from: today } },
      owed: 1,
      lateBefore: 0,
      first: [{ dueOn, feeOn: addDays(dueOn, 10), due: { amount: 1_000 } }],
    })
    expect((await manager.get('/client-fees')).body.late).toBeNull()
    // Set on a later day: this invoice was due before.
    const later = {
      ...studio.app,
      clock: { now: () => new Date(`${addDays(dueOn, 2)}T17:00:00Z`) },
    }
    const { previewClientFees } = await import('../../src/client-fees/rules.ts')
    const [row] = await loginsOf('owner')
    const seen = await previewClientFees(later, { orgId: studio.orgId, loginId: row ?? '' }, asked)
    expect(seen).toMatchObject({ owed: 0, lateBefore: 1, first: [] })
  })

  test('what is paid in time, or not owed any more, costs nothing', async () => {
    await setFees({ amount: 500, afterDays: 10 })
    const paid = await clientOwing(studio)
    await invoiceOf(paid.accountId, 1_000)
    await payBy('cash', paid.accountId, 1_000)
    const void_ = await clientOwing(studio)
    const invoice = await invoiceOf(void_.accountId, 1_000)
    const credit = { void: true, reason: 'Written twice' }
    const key = { 'idempotency-key': randomUUID() }
    expect((await manager.post(`/invoices/${invoice.id}/credit-notes`, credit, key)).status).toBe(
      200,
    )
    await lookOn(addDays(dueOn, 30))
    expect([await owedBy(paid.accountId), await owedBy(void_.accountId)]).toEqual(['0.00', '0.00'])
  })

  test.each([
    ['no amount', { late: { amount: 0, afterDays: 10 }, returnedCheck: null }, 'late.amount'],
    ['no days', { late: { amount: 100, afterDays: 0 }, returnedCheck: null }, 'late.afterDays'],
    [
      'half a day',
      { late: { amount: 100, afterDays: 1.5 }, returnedCheck: null },
      'late.afterDays',
    ],
    ['a check for less', { late: null, returnedCheck: { amount: -1 } }, 'returnedCheck.amount'],
  ])('refuses %s and names the field', async (_name, asked, field) => {
    expect(await owner.put('/client-fees', asked)).toMatchObject({ status: 422, body: { field } })
  })
})

describe('a check that comes back', () => {
  const bounced = (paymentId: string, more = {}) =>
    manager.post(`/payments/${paymentId}/return`, { reason: 'Not sufficient funds', ...more })

  test('costs its client the fee that was shown before, once, unless it is waived', async () => {
    const table = `
      invoice | fee   | waived -> owed
      50.00   | none  | no     -> 50.00
      50.00   | 25.00 | no     -> 75.00
      50.00   | 25.00 | yes    -> 50.00`
    for (const [invoice = '', fee = '', waived, owed] of rowsOf(table)) {
      await setFees(null, fee === 'none' ? null : { amount: cents(fee) })
      const { accountId } = await clientOwing(studio)
      await invoiceOf(accountId, cents(invoice))
      const paymentId = await payBy('check', accountId, cents(invoice), { checkNumber: '1044' })
      const shown = (await manager.get(`/payments/${paymentId}/money-back`)).body.can.returnCheck
      expect(shown.fee?.amount ?? 'none').toBe(fee === 'none' ? 'none' : cents(fee))
      const answer = await bounced(paymentId, waived === 'yes' ? { waiveFee: true } : {})
      expect(answer.status).toBe(201)
      expect(await owedBy(accountId)).toBe(owed)
      if (owed === '75.00') {
        expect(answer.body.clientFee).toMatchObject({ amount: { amount: 2_500 } })
        const charged = (await manager.get(`/invoices/${answer.body.clientFee.invoiceId}`)).body
        expect(charged.lines[0].description).toBe('Fee for returned check 1044')
      } else expect(answer.body.clientFee).toBeNull()
      expect((await bounced(paymentId)).body.code).toBe('payment_state')
      expect(await owedBy(accountId)).toBe(owed)
    }
  })
})

describe('what would be charged by itself', () => {
  async function withCard(owed: number) {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const invoice = await invoiceOf(client.accountId, owed)
    return { ...client, invoiceId: invoice.id as string }
  }
  /** As a job would on its day: with the saved card, for what is due. */
  async function charge(client: { accountId: string; methodId: string }, amount: number) {
    const [loginId] = await loginsOf('billingManager')
    const { payment } = await takePayment(
      studio.app,
      { orgId: studio.orgId, loginId: loginId ?? '' },
      randomUUID(),
      {
        accountId: client.accountId,
        amount,
        currency: 'USD',
        automatic: true,
        duplicateReason: 'On its day',
        method: { kind: 'saved', methodId: client.methodId },
      },
    )
    return payment
  }
  const hold = (accountId: string, held: boolean, why = 'They asked us to wait') =>
    manager.put(`/accounts/${accountId}/automatic-charges`, { held, ...(held ? { why } : {}) })

  // There the system charges by itself when it is switched on again. Here plans will ask on their
  // day; what is charged then is what is due then.
  test('W19 held, paid in part, allowed again: the rest is charged to the cent', async () => {
    const client = await withCard(24_995)
    expect(await hold(client.accountId, true)).toMatchObject({
      status: 200,
      body: { allowed: false, reason: 'They asked us to wait', held: { by: 'Bea Billing' } },
    })
    await expect(charge(client, 24_995)).rejects.toMatchObject({
      code: 'automatic_held',
    })
    await payBy('cash', client.accountId, 1_000)
    expect(await hold(client.accountId, false)).toMatchObject({
      body: { allowed: true, held: null },
    })
    const due = Number((await manager.get(`/invoices/${client.invoiceId}`)).body.due.amount)
    const payment = await charge(client, due)
    expect(payment).toMatchObject({ state: 'succeeded', amount: 23_995n })
    expect(await owedBy(client.accountId)).toBe('0.00')
  })

  test('is held after a returned check, until a person allows it; a person may charge meanwhile', async () => {
    const client = await withCard(5_000)
    const paymentId = await payBy('check', client.accountId, 5_000, { checkNumber: '7' })
    await manager.post(`/payments/${paymentId}/return`, { reason: 'Account closed' })

    await expect(charge(client, 5_000)).rejects.toMatchObject({
      code: 'automatic_held',
      message:
        'Nothing was charged. A check for $50.00 came back. Nothing is charged by itself until somebody allows it again.',
    })
    expect((await manager.get(`/payments/${paymentId}/money-back`)).body).toMatchObject({
      automaticChargesFrozen: true,
      automaticCharges: { allowed: false, held: { why: 'A check for $50.00 came back.' } },
    })
    const byHand = await manager.pay({
      accountId: client.accountId,
      amount: 2_000,
      currency: 'USD',
      method: { kind: 'saved', methodId: client.methodId },
    })
    expect(byHand.body.state).toBe('succeeded')
    await hold(client.accountId, false)
    expect(await charge(client, 3_000)).toMatchObject({ state: 'succeeded' })
  })

  test('cannot be asked for by a request', async () => {
    const client = await withCard(5_000)
    const answer = await manager.pay({
      accountId: client.accountId,
      amount: 5_000,
      currency: 'USD',
      automatic: true,
      method: { kind: 'saved', methodId: client.methodId },
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_invalid' } })
  })

  // There 249.95 USD were processed as 225.44 EUR. An organization here has one currency, and its
  // payments are made in it; the figures are those of the invoice.
  test('W18 is held while a payment is in dispute; the bank takes and gives again', async () => {
    const client = await withCard(24_995)
    const paid = await manager.pay({
      accountId: client.accountId,
      amount: 24_995,
      currency: 'USD',
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
        save: false,
      },
    })
    const seen = async () => (await manager.get(`/payments/${paid.body.id}/money-back`)).body
    const figures = async () => {
      const { owed, credit } = (await manager.get(`/accounts/${client.accountId}/money`)).body
      return `${dollars(owed.amount)} owed, ${dollars(credit.amount - 100)} in hand`
    }
    expect(await figures()).toBe('0.00 owed, 0.00 in hand')
    const intent = await studio.stripe.paymentIntents.retrieve(paid.body.intentId)
    const { id } = await world.sandbox.control<{ id: string }>('disputes', {
      account: studio.sandboxAccount,
      charge: String(intent.latest_charge),
    })
    while ((await seen()).goneBack.amount === 0);
    expect(await figures()).toBe('249.95 owed, 0.00 in hand')
    await expect(charge(client, 24_995)).rejects.toMatchObject({ code: 'automatic_held' })
    const decided = { account: studio.sandboxAccount, dispute: id, outcome: 'win' }
    await world.sandbox.control('disputes/decide', decided)
    while ((await seen()).goneBack.amount > 0);
    // Money that comes again is credit: nobody pays an invoice with it unasked.
    expect(await figures()).toBe('249.95 owed, 249.95 in hand')
    await manager.post(`/accounts/${client.accountId}/reconcile`)
    expect((await figures()).split(',')[0]).toBe('0.00 owed')
    expect((await seen()).automaticCharges).toMatchObject({ allowed: true })
  })
})

/** Who plays a role, as a caller within the server is named. */
async function loginsOf(role: 'owner' | 'billingManager'): Promise<string[]> {
  const { inOrganization, rows } = await import('../../src/database/transaction.ts')
  const { sql } = await import('kysely')
  const found = await inOrganization(studio.app.db, studio.orgId, (tx) =>
    rows<{ id: string }>(tx, sql`select login_id as id from staff_member where role = ${role}`),
  )
  return found.map(({ id }) => id)
}
