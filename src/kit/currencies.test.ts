import codes from 'currency-codes'
import { describe, expect, test } from 'vitest'
import { CURRENCIES, currencyDigits, isCurrency } from './currencies.ts'

const NOT_MONEY_TO_BILL_IN = [
  ...['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'XDR', 'XSU', 'XUA'],
  ...['XAG', 'XAU', 'XPD', 'XPT', 'XBA', 'XBB', 'XBC', 'XBD', 'XTS', 'XXX'],
]
/** ISO 4217 amendment 176; the package's list is older. */
const NEWER_THAN_THE_PACKAGE = ['XCG']

describe('the currency table', () => {
  test('has the codes of ISO 4217 that are money', () => {
    const expected = codes.codes().filter((code) => !NOT_MONEY_TO_BILL_IN.includes(code))
    expect(Object.keys(CURRENCIES).sort()).toEqual([...expected, ...NEWER_THAN_THE_PACKAGE].sort())
  })

  test('has the digits of ISO 4217', () => {
    for (const code of Object.keys(CURRENCIES)) {
      if (NEWER_THAN_THE_PACKAGE.includes(code)) continue
      expect([code, currencyDigits(code)]).toEqual([code, codes.code(code)?.digits])
    }
  })

  test('does not follow Intl where Intl departs from ISO 4217', () => {
    expect(['HUF', 'COP', 'IDR', 'PKR'].map(currencyDigits)).toEqual([2, 2, 2, 2])
    expect(['JPY', 'ISK', 'UGX', 'KWD', 'IQD'].map(currencyDigits)).toEqual([0, 0, 0, 3, 3])
  })

  test('knows what is not a currency', () => {
    expect(isCurrency('USD')).toBe(true)
    for (const code of ['usd', 'usdd', '', 'XXX', 'constructor', '__proto__']) {
      expect(isCurrency(code)).toBe(false)
      expect(() => currencyDigits(code)).toThrow('is not a currency')
    }
  })
})
