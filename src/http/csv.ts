import { stringify } from 'csv-stringify/sync'
import { currencyDigits } from '../kit/currencies.ts'

/** All are quoted. The mark at the very beginning tells Excel that it is UTF-8. */
export function csv(rows: string[][], first = false): string {
  return stringify(
    rows.map((row) => row.map(harmless)),
    { bom: first, quoted_string: true, record_delimiter: 'windows' },
  )
}

const NUMBER = /^-?\d+(\.\d+)?$/
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/** What a spreadsheet would take for a formula gets an apostrophe in front; a number is a number. */
function harmless(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}

/** `1250.00` or `-3.50`: for a spreadsheet to add up. */
export function decimal({ amount, currency }: { amount: number; currency: string }): string {
  const digits = currencyDigits(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const sign = amount < 0 ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
