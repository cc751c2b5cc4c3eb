import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, run } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'

const WINDOW_SECONDS = 60
/** A person mistypes a few times; a program guesses for ever (ASVS 6.3.1). */
const TRIES_PER_ADDRESS = 10
/** A whole front desk may sit behind one address of the network. */
const TRIES_PER_PLACE = 100

/**
 * Counts a try to prove who one is, and refuses when there were too many. What was typed is kept
 * as a hash only, and forgotten soon.
 */
export async function limitSignIn(
  db: Database,
  tried: { address: string; place: string | undefined; now: Date },
): Promise<void> {
  await count(db, `address ${tried.address.trim().toLowerCase()}`, TRIES_PER_ADDRESS, tried.now)
  if (tried.place) await count(db, `place ${tried.place}`, TRIES_PER_PLACE, tried.now)
}

async function count(db: Database, name: string, most: number, now: Date): Promise<void> {
  const subject = createHash('sha256').update(name).digest()
  const since = new Date(now.getTime() - WINDOW_SECONDS * 1000)
  // Written before it is counted, so that forty guesses at once see each other.
  await run(db, sql`insert into auth.sign_in_try (subject, at) values (${subject}, ${now})`)
  const tries = await row<{ n: bigint }>(
    db,
    sql`select count(*) as n from auth.sign_in_try where subject = ${subject} and at > ${since}`,
  )
  await run(db, sql`delete from auth.sign_in_try where at < ${since}`)
  if (Number(tries?.n ?? 0n) > most) {
    refuse('too_many_attempts', 'Too many tries. Try again in a minute.', {
      retryAfterSeconds: WINDOW_SECONDS,
    })
  }
}
