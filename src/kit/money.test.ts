import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CURRENCIES } from './currencies.ts'
import {
  addMoney,
  allocateMoney,
  CHARGE_MAXIMUM,
  compareMoney,
  formatMoney,
  money,
  splitMoney,
  subtractMoney,
} from './money.ts'

const amount = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })

function sum(parts: { amount: bigint }[]): bigint {
  return parts.reduce((before, part) => before + part.amount, 0n)
}

describe('arithmetic', () => {
  test('adds, subtracts and compares within one currency', () => {
    const [ten, three] = [money(1000n, 'USD'), money(300n, 'USD')]
    expect(addMoney(ten, three)).toEqual(money(1300n, 'USD'))
    expect(subtractMoney(three, ten)).toEqual(money(-700n, 'USD'))
    expect([compareMoney(ten, three), compareMoney(three, ten), compareMoney(ten, ten)]).toEqual([
      1, -1, 0,
    ])
  })

  test('refuses to mix currencies and to make up new ones', () => {
    for (const operation of [addMoney, subtractMoney, compareMoney]) {
      expect(() => operation(money(1n, 'USD'), money(1n, 'EUR'))).toThrow('different currencies')
    }
    expect(() => money(1n, 'usdd')).toThrow('not a currency')
  })
})

describe('splitMoney and allocateMoney', () => {
  test.each([
    [10000n, 3, [3334n, 3333n, 3333n]],
    [-10000n, 3, [-3334n, -3333n, -3333n]],
    [2n, 3, [1n, 1n, 0n]],
    [0n, 2, [0n, 0n]],
    [100025n, 7, [14290n, 14290n, 14289n, 14289n, 14289n, 14289n, 14289n]],
  ])('%s in %s', (total, parts, expected) => {
    expect(splitMoney(money(total, 'USD'), parts).map((part) => part.amount)).toEqual(expected)
  })

  test('the largest remainder takes the cent that is left', () => {
    const shares = allocateMoney(money(100n, 'USD'), [1n, 0n, 5n]).map((part) => part.amount)
    expect(shares).toEqual([17n, 0n, 83n])
  })

  test('shares sum to the total exactly, none off by a whole unit, zero weights get nothing', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 40 })
      .filter((all) => all.some((weight) => weight > 0n))
    fc.assert(
      fc.property(amount, weights, (total, all) => {
        const shares = allocateMoney(money(total, 'JPY'), all)
        const whole = all.reduce((before, weight) => before + weight, 0n)
        expect(sum(shares)).toBe(total)
        for (const [i, share] of shares.entries()) {
          const difference = share.amount * whole - total * (all[i] ?? 0n)
          expect(difference < whole && difference > -whole).toBe(true)
          if (all[i] === 0n) expect(share.amount).toBe(0n)
        }
      }),
    )
  })

  test('equal shares sum to the total and differ by one at most', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 500 }), (total, parts) => {
        const shares = splitMoney(money(total, 'USD'), parts).map((part) => part.amount)
        expect(shares).toHaveLength(parts)
        expect(sum(shares.map((share) => ({ amount: share })))).toBe(total)
        const [first = 0n, last = 0n] = [shares[0], shares.at(-1)]
        expect([-1n, 0n, 1n]).toContain(first - last)
      }),
    )
  })

  test('refuse shares that mean nothing', () => {
    const total = money(100n, 'USD')
    for (const parts of [0, -1, 1.5, Number.NaN]) expect(() => splitMoney(total, parts)).toThrow()
    for (const weights of [[], [0n], [2n, -1n]]) {
      expect(() => allocateMoney(total, weights)).toThrow('weights')
    }
  })
})

describe('formatMoney', () => {
  test.each([
    [125000n, 'USD', '$1,250.00'],
    [1000n, 'JPY', '¥1,000'],
    [-500n, 'USD', '-$5.00'],
    [-5n, 'USD', '-$0.05'],
    [0n, 'USD', '$0.00'],
    [1250n, 'KWD', 'KWD\u00a01.250'],
    [100n, 'HUF', 'HUF\u00a01.00'],
    [CHARGE_MAXIMUM, 'USD', '$999,999.99'],
    [9007199254740993n, 'USD', '$90,071,992,547,409.93'],
    [123456789012345678901234n, 'JPY', '¥123,456,789,012,345,678,901,234'],
  ])('%s %s is %s', (value, currency, expected) => {
    expect(formatMoney({ amount: value, currency })).toBe(expected)
  })

  test('writes as the locale does', () => {
    expect(formatMoney(money(123456n, 'EUR'), 'de-DE')).toBe('1.234,56\u00a0€')
  })

  test('keeps every digit, in every currency', () => {
    const code = fc.constantFrom(...Object.keys(CURRENCIES))
    fc.assert(
      fc.property(amount, code, (value, currency) => {
        const shown = formatMoney({ amount: value, currency })
        // The symbols of a few currencies hold a point of their own, as "Cg." does.
        const digits = shown.replace(/[^\d]/g, '')
        expect(BigInt(digits)).toBe(value < 0n ? -value : value)
        expect(shown.startsWith('-')).toBe(value < 0n)
      }),
    )
  })
})
