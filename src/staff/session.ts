import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row } from '../database/transaction.ts'

/** Who signed in. */
export interface Person {
  id: string
  name: string
  email: string
}

/** better-auth's names; the second one where cookies are for https only. */
const COOKIES = ['onfile.session_token', '__Secure-onfile.session_token']

/** The session's token, if the cookie carries one with our signature. */
export function sessionToken(cookieHeader: string, secret: string): string | null {
  const value = cookieHeader
    .split(/; */)
    .map((cookie) => cookie.split('='))
    .find(([name = '']) => COOKIES.includes(name))?.[1]
  if (!value) return null
  const [token, signature] = splitLast(decode(value))
  const expected = createHmac('sha256', secret).update(token).digest()
  const given = Buffer.from(signature, 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}

/** The person of a session that has not ended. */
export function personOf(db: Database, token: string, now: Date): Promise<Person | undefined> {
  return row(
    db,
    sql`select l.id, l.name, l.email from auth.session s join auth.login l on l.id = s."userId"
        where s.token = ${token} and s."expiresAt" > ${now}`,
  )
}

function splitLast(value: string): [string, string] {
  const dot = value.lastIndexOf('.')
  return [value.slice(0, Math.max(dot, 0)), value.slice(dot + 1)]
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
