import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CURRENCIES } from './currencies.ts'
import type { AmountLimits, AmountResult } from './money.ts'
import { CARD_MINIMUM, CHARGE_MAXIMUM, checkAmount, formatMoney, parseAmount } from './money.ts'

const card: AmountLimits = { minimum: CARD_MINIMUM.USD, maximum: CHARGE_MAXIMUM }
const TOO_LARGE = 'The largest single charge is $999,999.99.'
const ONE_THOUSAND = 'Write one thousand as 1000.00 or 1,000.00.'
const LIKE = 'Enter an amount like 125.00.'
const NEGATIVE = 'Enter a positive amount. To give money back, use Refund.'
const DIGITS = 'Use the digits 0-9.'

function answer(result: AmountResult): [string, string] | bigint {
  return result.ok ? result.amount : [result.code, result.message]
}

describe('parseAmount for a card', () => {
  test.each([
    ['$10', 1000n],
    ['10', 1000n],
    ['10.00', 1000n],
    ['10.5', 1050n],
    ['10.', 1000n],
    ['.50', 50n],
    ['1,000.00', 100000n],
    ['1000', 100000n],
    ['100,000', 10000000n],
    [' $1,250.00 ', 125000n],
    ['\u00a0$ 85\u00a0', 8500n],
    ['US$85', null],
    ['USD 85', 8500n],
    ['85 usd', 8500n],
    ['007', 700n],
    ['0.50', 50n],
    ['999,999.99', 99999999n],
  ])('%j', (text, expected) => {
    const result = answer(parseAmount(text, 'USD', card))
    expect(result).toEqual(expected ?? ['amount_format', LIKE])
  })

  test.each([
    // The rows of the table of bad amounts, with its numbers.
    [1, '0', 'amount_too_small', 'Enter an amount of at least $0.50.'],
    [2, '−5.00', 'amount_negative', NEGATIVE],
    [2, '-5.00', 'amount_negative', NEGATIVE],
    [2, '-$5.00', 'amount_negative', NEGATIVE],
    [2, '$-5', 'amount_negative', NEGATIVE],
    [2, '(5.00)', 'amount_negative', NEGATIVE],
    [3, '10.005', 'amount_precision', 'US dollars have 2 decimals. Enter 10.00 or 10.01.'],
    [3, '1,000.0049', 'amount_precision', 'US dollars have 2 decimals. Enter 1000.00 or 1000.01.'],
    [3, '999,999.999', 'amount_precision', 'US dollars have 2 decimals. Enter 999999.99.'],
    [3, '10.0000', 'amount_precision', 'US dollars have 2 decimals. Enter 10.00.'],
    [6, '1.000,00', 'amount_ambiguous', ONE_THOUSAND],
    [6, '1,00', 'amount_ambiguous', ONE_THOUSAND],
    [6, '1.000', 'amount_ambiguous', ONE_THOUSAND],
    [6, '1.500', 'amount_ambiguous', ONE_THOUSAND],
    [6, '1.000.000', 'amount_ambiguous', ONE_THOUSAND],
    [6, '1,0000', 'amount_ambiguous', ONE_THOUSAND],
    [6, '0,500', 'amount_ambiguous', ONE_THOUSAND],
    [6, '1,00,000', 'amount_ambiguous', ONE_THOUSAND],
    [6, '10,', 'amount_ambiguous', ONE_THOUSAND],
    [7, 'NaN', 'amount_format', LIKE],
    [7, 'Infinity', 'amount_format', LIKE],
    [7, '1e5', 'amount_format', LIKE],
    [7, '0x10', 'amount_format', LIKE],
    [7, 'ten', 'amount_format', LIKE],
    [7, '', 'amount_format', LIKE],
    [7, '$', 'amount_format', LIKE],
    [7, '.', 'amount_format', LIKE],
    [7, '-', 'amount_format', LIKE],
    [7, '--5', 'amount_format', LIKE],
    [7, '€10', 'amount_format', LIKE],
    [7, '10 10', 'amount_format', LIKE],
    [8, '0.49', 'amount_too_small', 'The smallest card charge is $0.50.'],
    [8, '0.005', 'amount_too_small', 'The smallest card charge is $0.50.'],
    [9, '1,000,000.00', 'amount_too_large', TOO_LARGE],
    [10, String(2n ** 53n), 'amount_too_large', TOO_LARGE],
    [10, `1${'0'.repeat(30)}`, 'amount_too_large', TOO_LARGE],
    [10, '9'.repeat(400), 'amount_too_large', TOO_LARGE],
    [10, `${'9'.repeat(400)}.123`, 'amount_too_large', TOO_LARGE],
    [12, '١٠', 'amount_format', DIGITS],
    [12, '１０', 'amount_format', DIGITS],
  ])('row %s: %j is %s', (_, text, code, message) => {
    expect(answer(parseAmount(text, 'USD', card))).toEqual([code, message])
  })
})

describe('parseAmount elsewhere', () => {
  test.each([
    ['10.5', 'JPY', ['amount_precision', 'Yen have no decimals. Enter 10 or 11.']],
    ['10.00', 'JPY', ['amount_precision', 'Yen have no decimals. Enter 10.']],
    ['1.500', 'JPY', ['amount_ambiguous', 'Write one thousand as 1000 or 1,000.']],
    ['1,500', 'JPY', 1500n],
    ['¥1,500', 'JPY', 1500n],
    ['ten', 'JPY', ['amount_format', 'Enter an amount like 125.']],
    ['1.250', 'KWD', 1250n],
    [
      '1.2345',
      'KWD',
      ['amount_precision', 'Kuwaiti dinars have 3 decimals. Enter 1.234 or 1.235.'],
    ],
    ['1,00', 'KWD', ['amount_ambiguous', 'Write one thousand as 1000.000 or 1,000.000.']],
    ['10.005', 'EUR', ['amount_precision', 'Euros have 2 decimals. Enter 10.00 or 10.01.']],
    ['€10', 'EUR', 1000n],
    ['10 €', 'EUR', 1000n],
    ['CA$10', 'CAD', 1000n],
    ['10 CA$', 'CAD', 1000n],
    ['$10', 'CAD', 1000n],
    ['0.055', 'EUR', ['amount_precision', 'Euros have 2 decimals. Enter 0.05 or 0.06.']],
    ['$10', 'EUR', ['amount_format', LIKE]],
    ['0', 'USD', ['amount_too_small', 'Enter an amount of at least $0.01.']],
    ['0.01', 'USD', 1n],
    ['1000000', 'USD', ['amount_too_large', TOO_LARGE]],
  ])('%j in %s', (text, currency, expected) => {
    expect(answer(parseAmount(text, currency))).toEqual(expected)
  })

  test('limits of the caller have sentences of their own', () => {
    const limits = { minimum: 200n, maximum: 1000000n }
    expect(answer(parseAmount('1', 'USD', limits))).toEqual([
      'amount_too_small',
      'Enter an amount of at least $2.00.',
    ])
    expect(answer(parseAmount('10000.01', 'USD', limits))).toEqual([
      'amount_too_large',
      'The largest amount is $10,000.00.',
    ])
    expect(answer(parseAmount('0', 'USD', { minimum: 0n }))).toBe(0n)
  })

  test('reads back whatever formatMoney writes', () => {
    const maximum = 10n ** 18n
    const code = fc.constantFrom('USD', 'EUR', 'CAD', 'HUF', 'JPY', 'KRW', 'KWD', 'BHD', 'XCG')
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: maximum }), code, (amount, currency) => {
        const shown = formatMoney({ amount, currency })
        expect(parseAmount(shown, currency, { maximum })).toEqual({ ok: true, amount })
      }),
    )
  })

  test('reads back every currency of the table', () => {
    for (const currency of Object.keys(CURRENCIES)) {
      const shown = formatMoney({ amount: 1234567n, currency })
      expect([currency, parseAmount(shown, currency)]).toEqual([
        currency,
        { ok: true, amount: 1234567n },
      ])
    }
  })

  test('any text gets an amount within the limits or a sentence', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[-$(]?[0-9.,]{0,12}\)?$/))
    fc.assert(
      fc.property(texts, fc.constantFrom('USD', 'JPY', 'KWD'), (text, currency) => {
        const result = parseAmount(text, currency)
        if (result.ok) expect(result.amount > 0n && result.amount <= CHARGE_MAXIMUM).toBe(true)
        else expect(result.message).toMatch(/^[A-Z].*\.$/)
      }),
    )
  })
})

describe('checkAmount', () => {
  const WHOLE = 'Send a whole number of minor units, e.g. 12500.'

  test.each([
    [8500, 8500n],
    [50, 50n],
    [99999999, 99999999n],
    [10n, ['amount_too_small', 'The smallest card charge is $0.50.']],
    [0, ['amount_too_small', 'Enter an amount of at least $0.50.']],
    [-0, ['amount_too_small', 'Enter an amount of at least $0.50.']],
    [49, ['amount_too_small', 'The smallest card charge is $0.50.']],
    [-500, ['amount_negative', NEGATIVE]],
    [100000000, ['amount_too_large', TOO_LARGE]],
    [2 ** 53, ['amount_too_large', TOO_LARGE]],
    [1e30, ['amount_too_large', TOO_LARGE]],
    [10.1, ['amount_format', 'Send whole cents, e.g. 1010.']],
    ['1,000.00', ['amount_format', 'Send a whole number of minor units, e.g. 100000.']],
    ['1000', ['amount_format', 'Send a whole number of minor units, e.g. 1000.']],
    ['ten', ['amount_format', WHOLE]],
    ['', ['amount_format', WHOLE]],
    [null, ['amount_format', WHOLE]],
    [undefined, ['amount_format', WHOLE]],
    [true, ['amount_format', WHOLE]],
    [[8500], ['amount_format', WHOLE]],
    [{ amount: 8500 }, ['amount_format', WHOLE]],
  ])('%s', (amount, expected) => {
    expect(answer(checkAmount(amount, 'USD', card))).toEqual(expected)
  })

  test('speaks of cents only where there are cents', () => {
    expect(answer(checkAmount(10.5, 'JPY'))).toEqual([
      'amount_format',
      'Send a whole number of minor units, e.g. 125.',
    ])
  })

  test('calls a number too large that JSON could not hold', () => {
    const parsed: unknown = JSON.parse('9'.repeat(400))
    expect(checkAmount(parsed, 'USD')).toMatchObject({ code: 'amount_too_large' })
    expect(checkAmount(-Number(parsed), 'USD')).toMatchObject({ code: 'amount_negative' })
  })

  test('does not choke on what is not a number', () => {
    for (const amount of [Number.NaN, { toString: 1 }, Symbol('a')]) {
      expect(checkAmount(amount, 'USD')).toMatchObject({ ok: false, code: 'amount_format' })
    }
  })
})

test('every smallest charge is one of a known currency and above zero', () => {
  for (const [currency, minimum] of Object.entries(CARD_MINIMUM)) {
    expect(CURRENCIES[currency]).toBeDefined()
    expect(minimum > 0n).toBe(true)
  }
})
