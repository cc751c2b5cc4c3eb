import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, run } from '../database/transaction.ts'

export async function insertReset(
  db: Database,
  reset: { tokenHash: Buffer; loginId: string; now: Date; expiresAt: Date },
): Promise<void> {
  await run(
    db,
    sql`insert into auth.password_reset (token_hash, login_id, created_at, expires_at)
        values (${reset.tokenHash}, ${reset.loginId}, ${reset.now}, ${reset.expiresAt})`,
  )
}

/** The login of a link that still works. */
export function findReset(
  db: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<{ loginId: string } | undefined> {
  return row(
    db,
    sql`select login_id as "loginId" from auth.password_reset
        where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}`,
  )
}

/** Uses this link up, and with it every other one of the same person. */
export async function takeReset(
  db: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<{ loginId: string } | undefined> {
  const taken = await row<{ loginId: string }>(
    db,
    sql`update auth.password_reset set used_at = ${now}
        where token_hash = ${tokenHash} and used_at is null and expires_at > ${now}
        returning login_id as "loginId"`,
  )
  if (!taken) return undefined
  await run(
    db,
    sql`update auth.password_reset set used_at = ${now} where login_id = ${taken.loginId} and used_at is null`,
  )
  return taken
}
