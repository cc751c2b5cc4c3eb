import { writeCursor } from '../http/paging.ts'
import { refuse } from '../http/problem.ts'
import type { LinePlace } from './ledger-store.ts'
import { readDay } from './period.ts'

/** Where the next page of lines begins: after this one. */
export function writeLineCursor({ effectiveOn, sourceId, event, n }: LinePlace): string {
  return writeCursor([effectiveOn, sourceId, event, String(n)])
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function readLineCursor(text: string | undefined): LinePlace | null {
  if (text === undefined) return null
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    if (Array.isArray(place)) {
      const [effectiveOn, sourceId, event, n] = place.map(String)
      const day = readDay(effectiveOn, 'cursor')
      const nth = Number(n)
      if (day && sourceId && UUID.test(sourceId) && event && /^[a-z_]{1,40}$/.test(event)) {
        if (Number.isInteger(nth) && nth >= 0 && nth < 32_768) {
          return { effectiveOn: day, sourceId, event, n: nth }
        }
      }
    }
  } catch {
    // Falls through to the refusal: a cursor that does not decode is not ours.
  }
  refuse('field_invalid', 'That page does not exist any more. Load the list again.', {
    field: 'cursor',
  })
}
