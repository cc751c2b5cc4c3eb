import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, run } from '../database/transaction.ts'

export type Language = 'en'

export interface Profile {
  name: string
  email: string
  language: Language
  /** An address that waits for its link to be opened. */
  newEmail: string | null
}

export function findProfile(db: Database, id: string, now: Date): Promise<Profile | undefined> {
  return row(
    db,
    sql`select p.name, p.email, p.language, c.email as "newEmail"
        from auth.person p
        left join auth.person_email_change c on c.person_id = p.id and c.expires_at > ${now}
        where p.id = ${id}`,
  )
}

export async function setProfile(
  db: Database,
  id: string,
  { name, language }: { name: string | undefined; language: Language | undefined },
): Promise<void> {
  await run(
    db,
    sql`update auth.person set name = coalesce(${name ?? null}, name),
          language = coalesce(${language ?? null}, language) where id = ${id}`,
  )
}

export interface EmailChange {
  personId: string
  email: string
  mailedBy: string
}

export async function putEmailChange(
  db: Database,
  change: EmailChange & { tokenHash: Buffer; now: Date; expiresAt: Date },
): Promise<void> {
  const { personId, email, mailedBy, tokenHash, now, expiresAt } = change
  await run(
    db,
    sql`insert into auth.person_email_change (person_id, token_hash, email, mailed_by, created_at, expires_at)
        values (${personId}, ${tokenHash}, ${email}, ${mailedBy}, ${now}, ${expiresAt})
        on conflict (person_id) do update set token_hash = excluded.token_hash, email = excluded.email,
          mailed_by = excluded.mailed_by, created_at = excluded.created_at, expires_at = excluded.expires_at`,
  )
}

export function findEmailChange(
  db: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<(EmailChange & { before: string; name: string }) | undefined> {
  return row(
    db,
    sql`select c.person_id as "personId", c.email, c.mailed_by as "mailedBy", p.email as before, p.name
        from auth.person_email_change c join auth.person p on p.id = c.person_id
        where c.token_hash = ${tokenHash} and c.expires_at > ${now}`,
  )
}

export async function endEmailChange(db: Database, personId: string): Promise<void> {
  await run(db, sql`delete from auth.person_email_change where person_id = ${personId}`)
}

export async function setEmail(
  db: Database,
  { personId, email, before }: { personId: string; email: string; before: string },
): Promise<void> {
  await run(db, sql`update auth.person set email = ${email} where id = ${personId}`)
  // Links and codes that are under way to the address before.
  await run(db, sql`delete from auth.person_sign_in where email = ${before}`)
}

export async function endSessionsOf(db: Database, personId: string): Promise<void> {
  await run(db, sql`delete from auth.person_session where person_id = ${personId}`)
}
