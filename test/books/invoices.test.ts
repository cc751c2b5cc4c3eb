import { expect, test } from 'vitest'
import { depositDue, invoiceState } from '../../src/invoices/invoice.ts'
import { readDeposit } from '../../src/invoices/invoice-request.ts'
import { reckon, reckonCredit } from '../../src/invoices/reckon.ts'
import { formatMoney, money, parseAmount, splitMoney } from '../../src/kit/money.ts'
import type { PlainDate } from '../../src/kit/time.ts'

/**
 * Worked cases of well-known billing systems, with their figures, in dollars. A line of a table is
 * a case; what stands right of the arrow must come out. Where we do otherwise, the test says why.
 */

test('W1–W3 a deposit is due before the rest', () => {
  const table = `
    total | deposit | paid -> deposit due | due
    10.00 | 2.00    | 2.00 -> 0.00        | 8.00
    10.00 | 5.00    | 6.00 -> 0.00        | 4.00
    10.00 | 5.00    | 2.00 -> 3.00        | 8.00`
  for (const { line, from, to } of linesOf(table)) {
    const [total = 0n, deposit = 0n, paid = 0n] = from.map((cell) => cents(cell))
    const due = total - paid
    expect([depositDue({ deposit, allocated: paid, due }), due].map(dollars), line).toEqual(to)
  }
})

test('W26 one tax is rounded once on the sum of its lines; the last credit takes what is left', () => {
  const table = `
    lines         | tax | -> tax   | total
    68.33 + 68.33 | 20% | -> 27.33 | 163.99`
  for (const { line, from, to } of linesOf(table)) {
    const { tax, total } = reckonTable(from[0] ?? '', from[1] ?? '')
    expect([tax, total].map(dollars), line).toEqual(to)
  }
  const lines = [68_33n, 68_33n].map((amount) => ({ amount, taxes: [0] }))
  const rates = [{ ppm: 200_000, isInclusive: false }]
  const first = reckonCredit(lines, rates, [0n, 0n], [68_33n, 0n])
  const second = reckonCredit(lines, rates, [68_33n, 0n], [0n, 68_33n])
  expect([first.total, first.taxes[0] ?? 0n].map(dollars)).toEqual(['82.00', '13.67'])
  expect([second.total, second.taxes[0] ?? 0n].map(dollars)).toEqual(['81.99', '13.66'])
})

test('W24 the rest of a month, from the day somebody begins', () => {
  // Which days are billed is a matter of plans; that the part is rounded once is the invoice's.
  const table = `
    of the price | left  | tax -> net    | total
    249.95       | 29/31 | 0%  -> 233.82 | 233.82`
  for (const { line, from, to } of linesOf(table)) {
    const [days = 0n, of = 1n] = (from[1] ?? '').split('/').map(BigInt)
    const part = (2n * cents(from[0] ?? '') * days + of) / (2n * of)
    const { net, total } = reckonTable(dollars(part), from[2] ?? '')
    expect([net, total].map(dollars), line).toEqual(to)
  }
})

test('W28 the part of a month that is given back, with its tax', () => {
  // What is left of the month is a matter of plans; the tax and the sum are the invoice's.
  const table = `
    of the price | left  | tax -> net    | tax   | total
    200.00       | 29/30 | 25% -> 193.33 | 48.33 | 241.66
    160.00       | 29/30 | 25% -> 154.67 | 38.67 | 193.34`
  for (const { line, from, to } of linesOf(table)) {
    const [days = 0n, of = 1n] = (from[1] ?? '').split('/').map(BigInt)
    const price = cents(from[0] ?? '')
    const part = (2n * price * days + of) / (2n * of)
    const { net, tax, total } = reckonTable(dollars(part), from[2] ?? '')
    expect([net, tax, total].map(dollars), line).toEqual(to)
  }
})

test('W30 an invoice is paid when payments and credit notes are its total', () => {
  const table = `
    total  | credited | paid   -> state
    100.00 | 30.00    | 70.00  -> paid
    100.00 | 30.00    | 50.00  -> partlyPaid
    100.00 | 30.00    | 0.00   -> open
    100.00 | 100.00   | 0.00   -> credited`
  for (const { line, from, to } of linesOf(table)) {
    const [total = 0n, credited = 0n, allocated = 0n] = from.map((cell) => cents(cell))
    const due = total - credited - allocated
    expect(invoiceState({ due, allocated, writtenOff: 0n, voidedAt: null }), line).toBe(to[0])
  }
  // The case's 100.01 on an unpaid 100.00 is refused there. Here it is asked about: what is over
  // may become account credit, said by a person (test/stories/charge.test.ts).
})

test('W34 terms in four parts: here a deposit and the rest; more dates are an installment plan', () => {
  const table = `
    total   | deposit -> deposit | rest
    1587.35 | 25%     -> 396.84  | 1190.51`
  for (const { line, from, to } of linesOf(table)) {
    const total = cents(from[0] ?? '')
    const today = '2011-10-01' as PlainDate
    const ground = {
      currency: 'USD',
      today,
      now: new Date('2011-10-01T12:00:00Z'),
      settings: { termsDays: 30, howToPay: '' },
      rates: [],
    }
    const { amount } = readDeposit({ percent: (from[1] ?? '').replace('%', '') }, total, ground)
    expect([amount, total - amount].map(dollars), line).toEqual(to)
  }
})

test('W36 paying 10 of an invoice of 10 pays it, in however many parts it was to be paid', () => {
  // There an invoice is cut into two open lines. Here it stays one that owes 10: its deposit is a
  // date for a part of it, never a debt of its own.
  const table = `
    total | deposit | paid  -> deposit due | due
    10.00 | 5.00    | 0.00  -> 5.00        | 10.00
    10.00 | 5.00    | 10.00 -> 0.00        | 0.00`
  for (const { line, from, to } of linesOf(table)) {
    const [total = 0n, deposit = 0n, paid = 0n] = from.map((cell) => cents(cell))
    const due = total - paid
    expect([depositDue({ deposit, allocated: paid, due }), due].map(dollars), line).toEqual(to)
  }
})

test('W42 1000.25 in 7: here the first parts take the cents that are over, not the last', () => {
  // 142.89 six times and 142.91 there. A part that differs by two cents from the others looks like
  // a mistake; ours differ by one at most, and add up to the same.
  const parts = splitMoney(money(1_000_25n, 'USD'), 7).map(({ amount }) => amount)
  expect(parts.map(dollars)).toEqual([
    ...['142.90', '142.90'],
    ...['142.89', '142.89', '142.89', '142.89', '142.89'],
  ])
  expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(1_000_25n)
})

test('W32 100 over three parts, then 200: here the first parts take the cents, and lines take none', () => {
  // There what is paid is split over the lines of an invoice, and the last line takes the cent. Here
  // money lies on the invoice as a whole, so that nothing is rounded when it is paid; where a sum is
  // split at all, the first parts take what is over.
  const table = `
    amount | parts -> first | second | third
    100.00 | 3     -> 33.34 | 33.33  | 33.33
    200.00 | 3     -> 66.67 | 66.67  | 66.66`
  for (const { line, from, to } of linesOf(table)) {
    const parts = splitMoney(money(cents(from[0] ?? ''), 'USD'), Number(from[1]))
    expect(
      parts.map(({ amount }) => dollars(amount)),
      line,
    ).toEqual(to)
  }
  const paid = `
    total  | paid   -> due    | state
    300.00 | 100.00 -> 200.00 | partlyPaid
    300.00 | 300.00 -> 0.00   | paid`
  for (const { line, from, to } of linesOf(paid)) {
    const [total = 0n, allocated = 0n] = from.map((cell) => cents(cell))
    const due = total - allocated
    const state = invoiceState({ due, allocated, writtenOff: 0n, voidedAt: null })
    expect([dollars(due), state], line).toEqual(to)
  }
})

test('taxes in the price and on top, where there are no cents and where there are thousandths', () => {
  const table = `
    currency | unit      | tax       -> net       | tax     | total
    JPY      | 333       | 10%       -> 333       | 33      | 366
    JPY      | 1100      | 10% in it -> 1000      | 100     | 1100
    KWD      | 1.005     | 5%        -> 1.005     | 0.050   | 1.055
    KWD      | 10.500    | 5% in it  -> 10.000    | 0.500   | 10.500
    USD      | 0.03      | 20% in it -> 0.02      | 0.01    | 0.03`
  for (const { line, from, to } of linesOf(table)) {
    const [currency = '', unit = '', tax = ''] = from
    const { net, tax: taxed, total } = reckonTable(unit, tax, currency)
    expect(
      [net, taxed, total].map((amount) => plain(amount, currency)),
      line,
    ).toEqual(to)
  }
})

/** Lines with an arrow, below a head; cells of both sides. */
function linesOf(table: string) {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [from = '', to = ''] = line.split('->')
      const cells = (side: string) =>
        side
          .split('|')
          .map((cell) => cell.trim())
          .filter(Boolean)
      return { line: line.trim(), from: cells(from), to: cells(to) }
    })
}

/** "68.33 + 68.33" under "20%" or "20% in it". */
function reckonTable(prices: string, tax: string, currency = 'USD') {
  const rates = [{ ppm: Number.parseInt(tax, 10) * 10_000, isInclusive: tax.endsWith('in it') }]
  const lines = prices.split('+').map((price) => ({
    thousandths: 1_000n,
    unitAmount: cents(price, currency),
    discount: null,
    taxes: [0],
  }))
  return reckon(lines, rates)
}

function cents(text: string, currency = 'USD'): bigint {
  const parsed = parseAmount(text.trim(), currency, { minimum: 0n })
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`)
  return parsed.amount
}

function dollars(amount: bigint): string {
  return plain(amount, 'USD')
}

function plain(amount: bigint, currency: string): string {
  return formatMoney(money(amount, currency)).replace(/[^\d.]/g, '')
}
