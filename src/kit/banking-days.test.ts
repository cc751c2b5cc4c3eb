import { expect, test } from 'vitest'
import { addBankingDays, isBankingDay } from './banking-days.ts'
import type { PlainDate } from './time.ts'

const date = (text: string) => text as PlainDate

test.each([
  ['2026-11-26', 'Thanksgiving'],
  ['2026-05-25', 'Memorial Day'],
  ['2026-01-19', 'Martin Luther King Day'],
  ['2027-07-05', 'Independence Day on a Sunday'],
  ['2026-11-28', 'a Saturday'],
])('%s, %s, is none', (day) => {
  expect(isBankingDay(date(day))).toBe(false)
})

test('a holiday on a Saturday frees no other day', () => {
  expect(isBankingDay(date('2026-07-03'))).toBe(true)
})

test('three banking days around a weekend and Thanksgiving', () => {
  expect(addBankingDays(date('2026-11-24'), 3)).toBe('2026-11-30')
  expect(addBankingDays(date('2026-11-20'), 1)).toBe('2026-11-23')
})
