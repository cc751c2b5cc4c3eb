import { refuse } from '../http/problem.ts'
import { addDays, type PlainDate } from '../kit/time.ts'

interface Closed {
  booksClosedUntil: PlainDate | null
}

/** Refuses a day of a closed month, where a person chose it. */
export function requireOpenDay(day: PlainDate, { booksClosedUntil }: Closed, field?: string): void {
  if (booksClosedUntil && day <= booksClosedUntil) refuseClosed(day, booksClosedUntil, field)
}

export function refuseClosed(day: string, until: string, field?: string): never {
  refuse(
    'period_closed',
    `${monthOf(day)} is closed. Use a later date, or ask somebody with “Close months” to reopen it.`,
    { field, facts: { closedUntil: until } },
  )
}

/** The same day, or the first one that is open: for what comes by itself and must be booked. */
export function openDay(day: PlainDate, { booksClosedUntil }: Closed): PlainDate {
  return booksClosedUntil && day <= booksClosedUntil ? addDays(booksClosedUntil, 1) : day
}

/** `March 2026`. */
export function monthOf(day: string): string {
  return new Intl.DateTimeFormat('en-US', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`))
}
