import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, run } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'

const WINDOW_SECONDS = 60
const DAY_SECONDS = 86_400
/** A person mistypes a few times; a program guesses for ever (ASVS 6.3.1). */
const TRIES_PER_ADDRESS = 10
/** A whole front desk may sit behind one address of the network. */
const TRIES_PER_PLACE = 100

/** Three codes of a million count at any moment, so guessing a whole day must not help either. */
const CODES_PER_MINUTE = 5
const CODES_PER_DAY = 50

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

/** Counts a code that is about to be checked; what was right is forgotten by `forgetCodeTries`. */
export async function limitCodes(
  db: Database,
  tried: { loginId: string; now: Date },
): Promise<void> {
  await count(db, `code ${tried.loginId}`, CODES_PER_MINUTE, tried.now)
  await count(db, `codes of a day ${tried.loginId}`, CODES_PER_DAY, tried.now, DAY_SECONDS)
}

export async function forgetCodeTries(db: Database, loginId: string): Promise<void> {
  for (const name of [`code ${loginId}`, `codes of a day ${loginId}`]) {
    await run(db, sql`delete from auth.sign_in_try where subject = ${subjectOf(name)}`)
  }
}

function subjectOf(name: string): Buffer {
  return createHash('sha256').update(name).digest()
}

async function count(
  db: Database,
  name: string,
  most: number,
  now: Date,
  seconds = WINDOW_SECONDS,
): Promise<void> {
  const subject = subjectOf(name)
  const since = new Date(now.getTime() - seconds * 1000)
  const forgetBefore = new Date(now.getTime() - DAY_SECONDS * 1000)
  // Written before it is counted, so that forty guesses at once see each other.
  await run(db, sql`insert into auth.sign_in_try (subject, at) values (${subject}, ${now})`)
  const tries = await row<{ n: bigint }>(
    db,
    sql`select count(*) as n from auth.sign_in_try where subject = ${subject} and at > ${since}`,
  )
  await run(db, sql`delete from auth.sign_in_try where at < ${forgetBefore}`)
  if (Number(tries?.n ?? 0n) > most) {
    const when = seconds === WINDOW_SECONDS ? 'in a minute' : 'tomorrow'
    refuse('too_many_attempts', `Too many tries. Try again ${when}.`, {
      retryAfterSeconds: seconds,
    })
  }
}
