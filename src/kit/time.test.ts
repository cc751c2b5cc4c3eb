import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import type { PlainDate } from './time.ts'
import {
  addDays,
  compareDates,
  isTimeZone,
  nextHourOfDay,
  nthMonthlyDate,
  parsePlainDate,
  systemClock,
  todayIn,
} from './time.ts'

const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2150-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as PlainDate)
const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Apia']

function date(text: string): PlainDate {
  const parsed = parsePlainDate(text)
  if (!parsed) throw new Error(`${text} is not a date`)
  return parsed
}

describe('parsePlainDate', () => {
  test.each(['2026-05-14', '2024-02-29', '2000-02-29', '1900-01-01', '2199-12-31'])(
    'takes %s as it is',
    (text) => expect(parsePlainDate(text)).toBe(text),
  )

  test.each([
    ...['0001-01-01', '9999-12-31', 'yesterday', '1779926400000', '', '2026-5-14', '14/05/2026'],
    ...['2026-02-30', '2025-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10'],
    ...['2026-05-00', '2026-05-14T00:00:00Z', ' 2026-05-14', '2026-05-14\n', '２０２６-05-14'],
  ])('refuses %j', (text) => expect(parsePlainDate(text)).toBeNull())
})

describe('todayIn', () => {
  test.each([
    ['UTC', '2026-05-14T23:59:59.999Z', '2026-05-14'],
    ['America/New_York', '2026-05-14T03:59:59Z', '2026-05-13'],
    ['America/New_York', '2026-05-14T04:00:00Z', '2026-05-14'],
    ['America/New_York', '2026-12-01T04:59:59Z', '2026-11-30'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
  ])('in %s at %s it is %s', (zone, now, expected) => {
    expect(todayIn(zone, new Date(now))).toBe(expected)
  })

  test('agrees with Temporal at any moment', () => {
    const moment = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2090-01-01'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (now, zone) => {
        const there = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
        expect(todayIn(zone, now)).toBe(there.toPlainDate().toString())
      }),
    )
  })
})

describe('addDays and compareDates', () => {
  test('cross months, years and 29 February', () => {
    expect(addDays(date('2024-02-28'), 1)).toBe('2024-02-29')
    expect(addDays(date('2026-12-31'), 1)).toBe('2027-01-01')
    expect(addDays(date('2026-03-01'), -1)).toBe('2026-02-28')
  })

  test('agree with Temporal', () => {
    fc.assert(
      fc.property(day, day, fc.integer({ min: -4000, max: 4000 }), (a, b, days) => {
        expect(addDays(a, days)).toBe(Temporal.PlainDate.from(a).add({ days }).toString())
        expect(compareDates(a, b)).toBe(Temporal.PlainDate.compare(a, b))
      }),
    )
  })
})

describe('nextHourOfDay', () => {
  const next = (zone: string, hour: number, now: string) =>
    nextHourOfDay(zone, hour, new Date(now)).toISOString()
  test('is that hour there, on days of 23 and 25 hours too, and always later', () => {
    expect(next('America/New_York', 7, '2026-03-07T13:00:00Z')).toBe('2026-03-08T11:00:00.000Z')
    expect(next('America/New_York', 7, '2026-10-31T12:00:00Z')).toBe('2026-11-01T12:00:00.000Z')
    expect(next('Asia/Kathmandu', 7, '2026-05-01T00:00:00Z')).toBe('2026-05-01T01:15:00.000Z')
    expect(next('America/New_York', 7, '2026-05-01T11:00:00Z')).toBe('2026-05-02T11:00:00.000Z')
  })
})

describe('nthMonthlyDate', () => {
  test('keeps the 31st after a short month', () => {
    const dates = [0, 1, 2, 3, 13].map((n) => nthMonthlyDate(date('2026-01-31'), n))
    expect(dates).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2027-02-28'])
    expect(nthMonthlyDate(date('2026-03-31'), -1)).toBe('2026-02-28')
  })

  test('120 periods from each of 31 anchors agree with Temporal, one in each month', () => {
    for (let anchorDay = 1; anchorDay <= 31; anchorDay += 1) {
      const anchor = date(`2027-10-${String(anchorDay).padStart(2, '0')}`)
      for (let n = 0; n <= 120; n += 1) {
        const expected = Temporal.PlainDate.from(anchor).add({ months: n }).toString()
        expect(nthMonthlyDate(anchor, n)).toBe(expected)
      }
    }
  })
})

describe('isTimeZone', () => {
  test.each(['UTC', 'America/New_York', 'Europe/Berlin', 'Etc/GMT+5'])('%s is one', (zone) => {
    expect(isTimeZone(zone)).toBe(true)
  })

  test.each(['', '+02:00', '-05', 'Mars/Olympus', 'America', '../etc/passwd', 'New York'])(
    '%j is not',
    (zone) => expect(isTimeZone(zone)).toBe(false),
  )
})

test('the system clock runs', () => {
  expect(systemClock.now()).toBeInstanceOf(Date)
})
