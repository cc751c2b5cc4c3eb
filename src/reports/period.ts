import { refuse } from '../http/problem.ts'
import { type PlainDate, parsePlainDate } from '../kit/time.ts'

/** A day of a query; null where none is given. */
export function readDay(text: string | undefined, field: string): PlainDate | null {
  if (text === undefined || text === '') return null
  return parsePlainDate(text) ?? refuse('date_format', 'Use a date like 2026-05-14.', { field })
}
