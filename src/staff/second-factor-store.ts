import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { row, rows, run } from '../database/transaction.ts'

/** Everything here belongs to a login, so it lies outside of organizations and their transactions. */
export interface TotpRow {
  secretSealed: Buffer
  createdAt: Date
  confirmedAt: Date | null
}

export function findTotp(db: Database, loginId: string): Promise<TotpRow | undefined> {
  return row(
    db,
    sql`select secret_sealed as "secretSealed", created_at as "createdAt", confirmed_at as "confirmedAt"
        from auth.totp where login_id = ${loginId}`,
  )
}

/** Keeps a secret that no code was made with yet; one that is in use stays. Answers whether it was kept. */
export async function offerTotp(
  db: Database,
  totp: { loginId: string; secretSealed: Buffer; now: Date },
): Promise<boolean> {
  const kept = await run(
    db,
    sql`insert into auth.totp (login_id, secret_sealed, created_at)
        values (${totp.loginId}, ${totp.secretSealed}, ${totp.now})
        on conflict (login_id) do update set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at
        where auth.totp.confirmed_at is null`,
  )
  return kept === 1
}

/** Takes a code's time step, once: false when it or a later one was taken before. */
export async function takeTotpStep(
  db: Database,
  totp: { loginId: string; step: number; now: Date },
): Promise<boolean> {
  const taken = await run(
    db,
    sql`update auth.totp set last_step = ${totp.step}, confirmed_at = coalesce(confirmed_at, ${totp.now})
        where login_id = ${totp.loginId} and coalesce(last_step, -1) < ${totp.step}`,
  )
  return taken === 1
}

/** Answers whether there was one. */
export async function deleteTotp(db: Database, loginId: string): Promise<boolean> {
  return (await run(db, sql`delete from auth.totp where login_id = ${loginId}`)) === 1
}

/** Replaces all recovery codes, used or not, in one statement. */
export async function replaceRecoveryCodes(
  db: Database,
  codes: { loginId: string; hashes: Buffer[]; now: Date },
): Promise<void> {
  await run(
    db,
    sql`with old as (delete from auth.recovery_code where login_id = ${codes.loginId})
        insert into auth.recovery_code (login_id, code_hash, created_at)
        select ${codes.loginId}, hash, ${codes.now} from unnest(${codes.hashes}::bytea[]) hash`,
  )
}

export async function deleteRecoveryCodes(db: Database, loginId: string): Promise<void> {
  await run(db, sql`delete from auth.recovery_code where login_id = ${loginId}`)
}

export async function countRecoveryCodes(db: Database, loginId: string): Promise<number> {
  const counted = await row<{ n: bigint }>(
    db,
    sql`select count(*) as n from auth.recovery_code where login_id = ${loginId} and used_at is null`,
  )
  return Number(counted?.n ?? 0n)
}

/** Uses a code up: false when there is none like it, or it was used. */
export async function takeRecoveryCode(
  db: Database,
  code: { loginId: string; hash: Buffer; now: Date },
): Promise<boolean> {
  const used = await run(
    db,
    sql`update auth.recovery_code set used_at = ${code.now}
        where login_id = ${code.loginId} and code_hash = ${code.hash} and used_at is null`,
  )
  return used === 1
}

export interface PasskeyRow {
  id: string
  loginId: string
  credentialId: string
  publicKey: Buffer
  counter: bigint
  transports: string[]
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

const PASSKEY = sql`id, login_id as "loginId", credential_id as "credentialId", public_key as "publicKey",
  counter, transports, name, created_at as "createdAt", last_used_at as "lastUsedAt"`

export function listPasskeys(db: Database, loginId: string): Promise<PasskeyRow[]> {
  return rows(
    db,
    sql`select ${PASSKEY} from auth.passkey where login_id = ${loginId} order by created_at, id`,
  )
}

export function findPasskey(db: Database, credentialId: string): Promise<PasskeyRow | undefined> {
  return row(db, sql`select ${PASSKEY} from auth.passkey where credential_id = ${credentialId}`)
}

export async function insertPasskey(
  db: Database,
  passkey: Omit<PasskeyRow, 'createdAt' | 'lastUsedAt'> & { now: Date },
): Promise<void> {
  await run(
    db,
    sql`insert into auth.passkey (id, login_id, credential_id, public_key, counter, transports, name, created_at)
        values (${passkey.id}, ${passkey.loginId}, ${passkey.credentialId}, ${passkey.publicKey},
          ${passkey.counter}, ${passkey.transports}::text[], ${passkey.name}, ${passkey.now})`,
  )
}

export async function notePasskeyUse(
  db: Database,
  used: { id: string; counter: bigint; now: Date },
): Promise<void> {
  await run(
    db,
    sql`update auth.passkey set counter = ${used.counter}, last_used_at = ${used.now} where id = ${used.id}`,
  )
}

/** Answers whether there was one of this person. */
export async function deletePasskey(db: Database, loginId: string, id: string): Promise<boolean> {
  const gone = await run(
    db,
    sql`delete from auth.passkey where login_id = ${loginId} and id = ${id}`,
  )
  return gone === 1
}

export type StepKind = 'secondFactor' | 'passkeySignIn' | 'passkeySetUp'

export interface StepRow {
  kind: StepKind
  loginId: string | null
  challenge: string | null
}

export async function insertStep(
  db: Database,
  step: StepRow & { tokenHash: Buffer; expiresAt: Date; now: Date },
): Promise<void> {
  await run(db, sql`delete from auth.sign_in_step where expires_at < ${step.now}`)
  await run(
    db,
    sql`insert into auth.sign_in_step (token_hash, kind, login_id, challenge, expires_at)
        values (${step.tokenHash}, ${step.kind}, ${step.loginId}, ${step.challenge}, ${step.expiresAt})`,
  )
}

export function findStep(
  db: Database,
  step: { tokenHash: Buffer; kind: StepKind; now: Date },
): Promise<StepRow | undefined> {
  return row(
    db,
    sql`select kind, login_id as "loginId", challenge from auth.sign_in_step
        where token_hash = ${step.tokenHash} and kind = ${step.kind} and expires_at > ${step.now}`,
  )
}

/** The step, which is gone with this: a challenge is answered once. */
export function takeStep(
  db: Database,
  step: { tokenHash: Buffer; kind: StepKind; now: Date },
): Promise<StepRow | undefined> {
  return row(
    db,
    sql`delete from auth.sign_in_step
        where token_hash = ${step.tokenHash} and kind = ${step.kind} and expires_at > ${step.now}
        returning kind, login_id as "loginId", challenge`,
  )
}
