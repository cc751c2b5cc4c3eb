import { refuse } from '../http/problem.ts'
import { addDays, nthMonthlyDate, type PlainDate, parsePlainDate } from '../kit/time.ts'

/** A day of a query; null where none is given. */
export function readDay(text: string | undefined, field: string): PlainDate | null {
  if (text === undefined || text === '') return null
  return parsePlainDate(text) ?? refuse('date_format', 'Use a date like 2026-05-14.', { field })
}

export interface Period {
  from: PlainDate
  to: PlainDate
}

/** From a day to a day, both counted; what is not given is what is usual there. */
export function readPeriod(
  query: { from?: string | undefined; to?: string | undefined },
  usual: Period,
): Period {
  const to = readDay(query.to, 'to') ?? usual.to
  const from = readDay(query.from, 'from') ?? (usual.from <= to ? usual.from : firstOfMonth(to))
  if (from > to) {
    refuse('field_invalid', 'The first day comes after the last one. Turn them round.', {
      field: 'from',
    })
  }
  return { from, to }
}

export function firstOfMonth(day: PlainDate): PlainDate {
  return `${day.slice(0, 7)}-01` as PlainDate
}

export function lastOfMonth(day: PlainDate): PlainDate {
  return addDays(nthMonthlyDate(firstOfMonth(day), 1), -1)
}
