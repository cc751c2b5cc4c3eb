import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, rows, run } from '../database/transaction.ts'
import type { PortalPerson } from '../http/caller.ts'
import type { Credential } from '../staff/webauthn.ts'

export interface PasskeyRow extends Credential {
  id: string
  personId: string
  /** The organizations that a session it opens is proven to. */
  orgIds: string[]
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

const PASSKEY = sql`k.id, k.person_id as "personId", k.org_ids as "orgIds", k.credential_id as "credentialId",
  k.public_key as "publicKey", k.counter, k.transports, k.name, k.created_at as "createdAt",
  k.last_used_at as "lastUsedAt"`

/** Of a session, the passkeys that open no more than it does. */
const isOf = (person: PortalPerson) =>
  sql`k.person_id = ${person.id} and k.org_ids <@ ${person.orgIds}::uuid[]`

export function passkeysOf(db: Database, person: PortalPerson): Promise<PasskeyRow[]> {
  return rows(
    db,
    sql`select ${PASSKEY} from auth.person_passkey k where ${isOf(person)} order by k.created_at, k.id`,
  )
}

export function findPasskey(db: Database, credentialId: string): Promise<PasskeyRow | undefined> {
  return row(
    db,
    sql`select ${PASSKEY} from auth.person_passkey k where k.credential_id = ${credentialId}`,
  )
}

export async function insertPasskey(
  db: Database,
  passkey: Omit<PasskeyRow, 'createdAt' | 'lastUsedAt' | 'orgIds'> & {
    orgIds: readonly string[]
    now: Date
  },
): Promise<void> {
  const { id, personId, orgIds, credentialId, publicKey, counter, transports, name, now } = passkey
  await run(
    db,
    sql`insert into auth.person_passkey (id, person_id, org_ids, credential_id, public_key, counter,
          transports, name, created_at)
        values (${id}, ${personId}, ${orgIds}::uuid[], ${credentialId}, ${publicKey}, ${counter},
          ${transports}::text[], ${name}, ${now})`,
  )
}

export async function renamePasskey(
  db: Database,
  person: PortalPerson,
  { id, name }: { id: string; name: string },
): Promise<boolean> {
  const renamed = await run(
    db,
    sql`update auth.person_passkey k set name = ${name} where ${isOf(person)} and k.id = ${id}`,
  )
  return renamed === 1
}

/** Answers whether there was one. The sessions that it opened end with it. */
export async function deletePasskey(
  db: Database,
  person: PortalPerson,
  id: string,
): Promise<boolean> {
  const gone = await run(
    db,
    sql`delete from auth.person_passkey k where ${isOf(person)} and k.id = ${id}`,
  )
  return gone === 1
}

export async function notePasskeyUse(
  db: Database,
  used: { id: string; counter: bigint; now: Date },
): Promise<void> {
  await run(
    db,
    sql`update auth.person_passkey set counter = ${used.counter}, last_used_at = ${used.now}
        where id = ${used.id}`,
  )
}

/** What was proven in a session that a passkey opened, it opens from then on. */
export async function widenPasskey(db: Database, id: string, orgId: string): Promise<void> {
  await run(
    db,
    sql`update auth.person_passkey set org_ids = array_append(org_ids, ${orgId}::uuid)
        where id = ${id} and not org_ids @> array[${orgId}::uuid]`,
  )
}

export interface Challenge {
  /** Whose passkey is made; null where one signs in. */
  personId: string | null
  challenge: string
}

export async function insertChallenge(
  db: Database,
  asked: Challenge & { tokenHash: Buffer; expiresAt: Date; now: Date },
): Promise<void> {
  await run(db, sql`delete from auth.person_challenge where expires_at < ${asked.now}`)
  await run(
    db,
    sql`insert into auth.person_challenge (token_hash, person_id, challenge, expires_at)
        values (${asked.tokenHash}, ${asked.personId}, ${asked.challenge}, ${asked.expiresAt})`,
  )
}

/** The challenge, which is gone with this: it is answered once. */
export function takeChallenge(
  db: Database,
  { tokenHash, now }: { tokenHash: Buffer; now: Date },
): Promise<Challenge | undefined> {
  return row(
    db,
    sql`delete from auth.person_challenge where token_hash = ${tokenHash} and expires_at > ${now}
        returning person_id as "personId", challenge`,
  )
}
