import { type PlainDate, parsePlainDate } from '../kit/time.ts'
import { refuse } from './problem.ts'

export const PAGE_ROWS_DEFAULT = 50

/** Where the next page begins, as text nobody needs to understand. */
export function writeCursor(position: string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads a cursor made of a sort value and an id; refuses one that is not ours. */
export function readCursor(text: string | undefined): { sort: string; id: string } | null {
  if (text === undefined) return null
  try {
    const position: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(position)) {
      const [sort, id] = position
      if (isPlain(sort) && typeof id === 'string' && UUID.test(id)) return { sort, id }
    }
  } catch {
    // Falls through to the refusal: a cursor that does not decode is not ours.
  }
  return refuseCursor()
}

/** The same for lists sorted by a moment. */
export function readInstantCursor(text: string | undefined): { at: Date; id: string } | null {
  const cursor = readCursor(text)
  if (!cursor) return null
  const at = new Date(cursor.sort)
  const year = at.getUTCFullYear()
  return year >= 2000 && year <= 9999 ? { at, id: cursor.id } : refuseCursor()
}

/** The same for lists sorted by a calendar date. */
export function readDateCursor(text: string | undefined): { date: PlainDate; id: string } | null {
  const cursor = readCursor(text)
  if (!cursor) return null
  return { date: parsePlainDate(cursor.sort) ?? refuseCursor(), id: cursor.id }
}

/** For what has no order but its own, such as the best found first: how many came before. */
export function readPlace(text: string | undefined): number {
  if (text === undefined) return 0
  try {
    const position: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const place = Array.isArray(position) ? Number(position[0]) : Number.NaN
    if (Number.isInteger(place) && place >= 0 && place < 1_000_000) return place
  } catch {
    // Not ours either.
  }
  return refuseCursor()
}

function isPlain(sort: unknown): sort is string {
  return typeof sort === 'string' && !/\p{Cc}/u.test(sort)
}

function refuseCursor(): never {
  refuse('field_invalid', 'That page does not exist any more. Load the list again.', {
    field: 'cursor',
  })
}

/** Cuts rows fetched as `limit + 1` to a page, and says where the next begins. */
export function page<Row>(
  rows: Row[],
  limit: number,
  positionOf: (row: Row) => string[],
): { rows: Row[]; nextCursor: string | null } {
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit),
    nextCursor: rows.length > limit && last ? writeCursor(positionOf(last)) : null,
  }
}
