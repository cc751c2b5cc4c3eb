import { stringify } from 'csv-stringify/sync'
import { currencyDigits } from '../kit/currencies.ts'

/**
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front; all are quoted.
 * The mark at the very beginning tells Excel that it is UTF-8.
 */
export function csv(rows: string[][], first = false): string {
  return stringify(rows, {
    bom: first,
    escape_formulas: true,
    quoted_string: true,
    record_delimiter: 'windows',
  })
}

/** `1250.00`: for a spreadsheet to add up. */
export function decimal({ amount, currency }: { amount: number; currency: string }): string {
  const digits = currencyDigits(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const sign = amount < 0 ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
