import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'
import { type AnyCaller, type Caller, isClient } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { findCardNumber } from '../kit/text.ts'

const IDEMPOTENCY_KEY_MAX = 255

/** Refuses a key that is missing or too long, before anything else is looked at. */
export function requireKey(key: string | undefined): string {
  if (!key) {
    refuse('key_required', 'Send an Idempotency-Key.', { moneyMoved: 'no' })
  }
  if (key.length > IDEMPOTENCY_KEY_MAX) {
    refuse('key_invalid', 'Use at most 255 characters.', { moneyMoved: 'no' })
  }
  // A random UUID may hold a run of digits that looks like a card; only digits alone are one.
  const onlyDigits = /^[\d .\-_]+$/.test(key)
  if ((onlyDigits && findCardNumber(key)) || /\p{Cc}/u.test(key)) {
    refuse('key_invalid', 'Use a random key, such as a UUID.', { moneyMoved: 'no' })
  }
  return key
}

/** What a request was about, to tell a repeat from another request under the same key. */
export function hashOf(request: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(request)).digest()
}

export interface KeyToTake {
  orgId: string
  /** Who takes it, by `keyHolder`. */
  holder: string
  key: string
  requestHash: Buffer
  /** The id of what is made under it: a payment, a refund, a credit, a transfer. */
  madeId: string
  now: Date
}

/** Whose key it is: a login of staff stands for its member here, a person of the portal for themselves. */
export function keyHolder(caller: AnyCaller): string {
  if (!isClient(caller)) return caller.loginId
  return 'linkId' in caller ? `link ${caller.linkId}` : `client ${caller.accountPersonId}`
}

/** Takes an idempotency key for whoever is signed in; answers false if it was taken before. */
export async function takeKey(tx: Transaction, key: KeyToTake): Promise<boolean> {
  const taken = await run(
    tx,
    sql`insert into idempotency_key (org_id, actor, key, request_hash, made_id, created_at)
        values (${key.orgId}, coalesce((select id::text from staff_member where login_id = ${key.holder}), ${key.holder}), ${key.key},
          ${key.requestHash}, ${key.madeId}, ${key.now})
        on conflict do nothing`,
  )
  return taken === 1
}

/** The id of what this key made before, if the request was the same. */
export async function madeUnder(
  tx: Transaction,
  actorId: string,
  key: string,
  requestHash: Buffer,
): Promise<string> {
  const taken = await row<{ madeId: string; requestHash: Buffer }>(
    tx,
    sql`select made_id as "madeId", request_hash as "requestHash" from idempotency_key
        where actor = ${actorId} and key = ${key}`,
  )
  if (!taken) throw new Error('A key that was taken is there')
  if (!taken.requestHash.equals(requestHash)) {
    refuse('key_reused', 'This key was used for a different request.', { moneyMoved: 'no' })
  }
  return taken.madeId
}

export interface Wanted {
  caller: Caller
  actorId: string
  key: string
  /** What is asked for, to tell a repeat from another request. */
  request: unknown
  /** The id of what is made, if this is the first time. */
  id: string
  now: Date
}

/** What was made under a key, now or before. */
export interface Made<T> {
  made: T
  repeated: boolean
}

/**
 * Makes something once under its key, in the transaction that makes it. The same request again
 * answers with what was made then; another request under the key is refused.
 */
export async function once<T>(
  tx: Transaction,
  wanted: Wanted,
  make: () => Promise<T>,
  madeBefore: (id: string) => Promise<T>,
): Promise<Made<T>> {
  const { caller, actorId, key, id, now } = wanted
  const requestHash = hashOf(wanted.request)
  const { orgId } = caller
  const holder = keyHolder(caller)
  if (await takeKey(tx, { orgId, holder, key, requestHash, madeId: id, now })) {
    return { made: await make(), repeated: false }
  }
  return { made: await madeBefore(await madeUnder(tx, actorId, key, requestHash)), repeated: true }
}
