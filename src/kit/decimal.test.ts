import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDecimal, parseDecimal } from './decimal.ts'

test.each<[string, number, bigint | null]>([
  ['1', 3, 1_000n],
  ['1.5', 3, 1_500n],
  ['0.125', 3, 125n],
  ['2.500', 3, 2_500n],
  ['2.5000', 3, 2_500n],
  ['0.0001', 3, null],
  ['8.875', 4, 88_750n],
  ['-1', 3, null],
  ['1e3', 3, null],
  ['1,5', 3, null],
  ['.5', 3, null],
  ['', 3, null],
])('%j with %i digits is %s', (text, digits, units) => {
  expect(parseDecimal(text, digits)).toBe(units)
})

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 1, max: 6 }), (units, digits) => {
      expect(parseDecimal(formatDecimal(units, digits), digits)).toBe(units)
    }),
  )
})
