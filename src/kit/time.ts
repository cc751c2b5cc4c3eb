import { assert } from './assert.ts'

/** A moment, in UTC. A calendar date without a time is a `PlainDate`, which is another type. */
export type Instant = Date

declare const plainDate: unique symbol

/** A calendar date `YYYY-MM-DD` without time or zone, such as a due date. Sorts as text. */
export type PlainDate = string & { readonly [plainDate]: true }

/** Where "now" comes from; tests and the simulation bring their own. */
export interface Clock {
  now(): Instant
}

/** The only reader of the machine's clock. */
export const systemClock: Clock = { now: () => new Date() }

const EARLIEST_YEAR = 1900
const LATEST_YEAR = 2199
const MS_PER_QUARTER = 900_000
const MS_PER_DAY = 86_400_000

/** `null` for anything but an existing date `YYYY-MM-DD` from 1900 to 2199. */
export function parsePlainDate(text: string): PlainDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || month < 1 || month > 12) return null
  if (day < 1 || day > daysInMonth(year, month)) return null
  return text as PlainDate
}

/** The calendar date in a time zone at a moment. */
export function todayIn(zone: string, now: Instant): PlainDate {
  const parts = new Map(
    dateFormat(zone)
      .formatToParts(now)
      .map((part) => [part.type, Number(part.value)]),
  )
  return toPlainDate(parts.get('year') ?? 0, parts.get('month') ?? 0, parts.get('day') ?? 0)
}

/** The next moment at which a clock there has passed into this hour of the day. */
export function nextHourOfDay(zone: string, hour: number, now: Instant): Instant {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    hourCycle: 'h23',
  })
  const begun = Math.floor(now.getTime() / MS_PER_QUARTER) * MS_PER_QUARTER
  // Quarters of an hour, since zones differ by as little. A day may have no such hour; the next has.
  for (let ahead = 1; ahead <= 4 * 49; ahead += 1) {
    const then = begun + ahead * MS_PER_QUARTER
    const hourAt = (moment: number) => Number(clock.format(new Date(moment)))
    if (hourAt(then) === hour && hourAt(then - MS_PER_QUARTER) !== hour) return new Date(then)
  }
  return new Date(begun + MS_PER_DAY)
}

/** Negative days go back. */
export function addDays(date: PlainDate, days: number): PlainDate {
  const { year, month, day } = fields(date)
  const moved = new Date(Date.UTC(year, month - 1, day) + days * MS_PER_DAY)
  return toPlainDate(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate())
}

/**
 * The n-th monthly date after an anchor (0 is the anchor itself). It keeps the anchor's day and
 * takes the last day of a shorter month: 31 Jan, 28 Feb, 31 Mar. Counting from the anchor, never
 * from the date before, is what brings the 31st back.
 */
export function nthMonthlyDate(anchor: PlainDate, n: number): PlainDate {
  const { year, month, day } = fields(anchor)
  const months = year * 12 + (month - 1) + n
  const newYear = Math.floor(months / 12)
  const newMonth = months - newYear * 12 + 1
  return toPlainDate(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)))
}

/** -1, 0 or 1, as `Array.sort` wants it. */
export function compareDates(a: PlainDate, b: PlainDate): -1 | 0 | 1 {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Names such as `America/New_York` and `UTC`; offsets such as `+02:00` are not time zones. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    dateFormat(zone)
    return true
  } catch {
    return false
  }
}

const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs a hundred times as much as using one, and there are few zones. */
function dateFormat(zone: string): Intl.DateTimeFormat {
  let format = dateFormats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    })
    dateFormats.set(zone, format)
  }
  return format
}

function fields(date: PlainDate): { year: number; month: number; day: number } {
  return {
    year: Number(date.slice(0, 4)),
    month: Number(date.slice(5, 7)),
    day: Number(date.slice(8, 10)),
  }
}

function toPlainDate(year: number, month: number, day: number): PlainDate {
  const text = `${String(year).padStart(4, '0')}-${pad2(month)}-${pad2(day)}`
  assert(/^\d{4}-\d{2}-\d{2}$/.test(text), `${text} is not a calendar date`)
  return text as PlainDate
}

function pad2(n: number): string {
  return String(n).padStart(2, '0')
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
