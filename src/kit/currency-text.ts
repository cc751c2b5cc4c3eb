import { CURRENCIES, currencyDigits } from './currencies.ts'

/** What people write beside an amount: symbols and the code. Longest first, so that `CA$` is not taken for `$`. */
export function currencyMarks(currency: string): string[] {
  const symbol = CURRENCIES[currency]?.symbol
  const shown = currencyPart(currencyFormat(currency, 'en-US'), 0)
  return [shown, currency, ...(symbol ? [symbol] : [])].sort((a, b) => b.length - a.length)
}

/** "US dollars", "Kuwaiti dinars": the first word of a sentence. */
export function pluralCurrencyName(currency: string): string {
  if (currency === 'JPY') return 'Yen'
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    currencyDisplay: 'name',
  })
  const name = currencyPart(format, 2)
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function currencyPart(format: Intl.NumberFormat, value: number): string {
  return format.formatToParts(value).find((part) => part.type === 'currency')?.value ?? ''
}

/** `-1234.50`: a decimal number in major units. */
export function toDecimal(amount: bigint, currency: string): string {
  const digits = currencyDigits(currency)
  const sign = amount < 0n ? '-' : ''
  const text = String(amount < 0n ? -amount : amount).padStart(digits + 1, '0')
  if (digits === 0) return sign + text
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

const numberFormats = new Map<string, Intl.NumberFormat>()

/** Making a formatter costs a hundred times as much as using one, and there are few of them. */
export function currencyFormat(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  let format = numberFormats.get(key)
  if (!format) {
    const digits = currencyDigits(currency)
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    numberFormats.set(key, format)
  }
  return format
}
