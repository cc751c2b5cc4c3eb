import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PortalPerson } from '../http/caller.ts'

export interface Place {
  orgId: string
  accountId: string
}

/** The accounts that somebody with this address was invited to, whether or not they came. */
export function placesOfEmail(tx: Transaction, email: string): Promise<Place[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", account_id as "accountId" from places_of_email(${email})`,
  )
}

/** The accounts of a person who proved their address to their organizations. */
export function placesOfPerson(
  tx: Transaction,
  personId: string,
): Promise<(Place & { accountPersonId: string })[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", account_id as "accountId", account_person_id as "accountPersonId"
        from places_of_person(${personId})`,
  )
}

export interface SignIn {
  tokenHash: Buffer
  /** Null for an invitation, which is opened by its link alone. */
  codeHash: Buffer | null
  email: string
  orgId: string
  now: Date
  expiresAt: Date
}

/** Writes a sign-in down; older ones of this address and organization no longer work. */
export async function insertSignIn(db: Database, signIn: SignIn): Promise<void> {
  const { email, orgId, now } = signIn
  await run(db, sql`delete from auth.person_sign_in where expires_at < ${now}`)
  await run(
    db,
    sql`delete from auth.person_sign_in
        where email = ${email} and mailed_by = ${orgId} and code_hash is not null and used_at is null`,
  )
  await run(
    db,
    sql`insert into auth.person_sign_in (token_hash, code_hash, email, mailed_by, created_at, expires_at)
        values (${signIn.tokenHash}, ${signIn.codeHash}, ${email}, ${orgId}, ${now}, ${signIn.expiresAt})`,
  )
}

/** Uses a sign-in up, once. */
export function takeSignIn(
  db: Database,
  given: { tokenHash: Buffer } | { email: string; codeHash: Buffer },
  now: Date,
): Promise<{ email: string; orgId: string } | undefined> {
  const which =
    'tokenHash' in given
      ? sql`token_hash = ${given.tokenHash}`
      : sql`email = ${given.email} and code_hash = ${given.codeHash}`
  return row(
    db,
    sql`update auth.person_sign_in set used_at = ${now}
        where ${which} and used_at is null and expires_at > ${now}
        returning email, mailed_by as "orgId"`,
  )
}

/** The person of an address, made when it is first proven. */
export async function personOfEmail(
  db: Database,
  person: { id: string; email: string; name: string; now: Date },
): Promise<{ id: string }> {
  const found = await row<{ id: string }>(
    db,
    sql`insert into auth.person (id, email, name, created_at)
        values (${person.id}, ${person.email}, ${person.name}, ${person.now})
        on conflict (email) do update set email = excluded.email returning id`,
  )
  if (!found) throw new Error('A person that was written down is there')
  return found
}

export async function insertSession(
  db: Database,
  session: {
    tokenHash: Buffer
    personId: string
    orgIds: readonly string[]
    passkeyId: string | null
    userAgent: string
    now: Date
    expiresAt: Date
  },
): Promise<void> {
  await run(db, sql`delete from auth.person_session where expires_at < ${session.now}`)
  await run(
    db,
    sql`insert into auth.person_session (token_hash, person_id, org_ids, passkey_id, created_at, expires_at, user_agent)
        values (${session.tokenHash}, ${session.personId}, ${session.orgIds}, ${session.passkeyId},
          ${session.now}, ${session.expiresAt}, ${session.userAgent})`,
  )
}

export function personOfSession(
  db: Database,
  tokenHash: Buffer,
  now: Date,
): Promise<PortalPerson | undefined> {
  return row(
    db,
    sql`select p.id, p.name, p.email, s.org_ids as "orgIds", s.passkey_id as "passkeyId"
        from auth.person_session s join auth.person p on p.id = s.person_id
        where s.token_hash = ${tokenHash} and s.expires_at > ${now}`,
  )
}

export async function endSession(db: Database, tokenHash: Buffer): Promise<void> {
  await run(db, sql`delete from auth.person_session where token_hash = ${tokenHash}`)
}
