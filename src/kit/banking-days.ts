import { addDays, type PlainDate } from './time.ts'

/** Days on which American banks pass debits on: not at weekends, not on holidays of the Federal Reserve. */
export function isBankingDay(date: PlainDate): boolean {
  const weekday = weekdayOf(date)
  return weekday !== 0 && weekday !== 6 && !holidaysOf(Number(date.slice(0, 4))).has(date)
}

/** The day that is so many banking days after a date. */
export function addBankingDays(date: PlainDate, days: number): PlainDate {
  let day = date
  for (let left = days; left > 0; ) {
    day = addDays(day, 1)
    if (isBankingDay(day)) left -= 1
  }
  return day
}

const [MONDAY, THURSDAY] = [1, 4]

function holidaysOf(year: number): Set<string> {
  const fixed = [
    day(year, 1, 1),
    day(year, 6, 19),
    day(year, 7, 4),
    day(year, 11, 11),
    day(year, 12, 25),
  ]
  return new Set<string>([
    // On a Sunday the Monday after is free; on a Saturday no other day is.
    ...fixed.map((date) => (weekdayOf(date) === 0 ? addDays(date, 1) : date)),
    nth(year, 1, MONDAY, 3),
    nth(year, 2, MONDAY, 3),
    lastMondayOfMay(year),
    nth(year, 9, MONDAY, 1),
    nth(year, 10, MONDAY, 2),
    nth(year, 11, THURSDAY, 4),
  ])
}

function lastMondayOfMay(year: number): PlainDate {
  const last = day(year, 5, 31)
  return addDays(last, -((weekdayOf(last) + 6) % 7))
}

/** The n-th of a weekday in a month. */
function nth(year: number, month: number, weekday: number, n: number): PlainDate {
  const first = day(year, month, 1)
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + (n - 1) * 7)
}

function day(year: number, month: number, date: number): PlainDate {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${year}-${two(month)}-${two(date)}` as PlainDate
}

function weekdayOf(date: PlainDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}
