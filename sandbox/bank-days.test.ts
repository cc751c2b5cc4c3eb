import { expect, test } from 'vitest'
import { afterBankDays, dayOf, isBankDay } from './bank-days.ts'

const at = (day: string) => Date.parse(`${day}T18:00:00Z`)

test.each([
  ['2026-01-01', 'New Year'],
  ['2026-01-19', 'Martin Luther King'],
  ['2026-02-16', 'Washington'],
  ['2026-05-25', 'Memorial Day'],
  ['2026-06-19', 'Juneteenth'],
  ['2027-07-05', 'Independence Day, a Sunday, kept on the Monday'],
  ['2026-09-07', 'Labor Day'],
  ['2026-10-12', 'Columbus'],
  ['2026-11-11', 'Veterans'],
  ['2026-11-26', 'Thanksgiving'],
  ['2026-12-25', 'Christmas'],
  ['2026-11-22', 'a Sunday'],
  ['2026-11-28', 'a Saturday'],
])('banks rest on %s, %s', (day) => {
  expect(isBankDay(at(day))).toBe(false)
})

test.each(['2026-01-12', '2026-05-18', '2026-11-27', '2026-07-03', '2026-11-19'])(
  'banks work on %s',
  (day) => {
    expect(isBankDay(at(day))).toBe(true)
  },
)

test.each([
  ['2026-11-20', 4, '2026-11-27'],
  ['2026-11-22', 4, '2026-11-27'],
  ['2026-11-16', 4, '2026-11-20'],
  ['2026-12-23', 1, '2026-12-24'],
  ['2026-12-23', 2, '2026-12-28'],
])('%s and %i of their days: %s', (from, days, to) => {
  expect(dayOf(afterBankDays(at(from), days))).toBe(to)
})
