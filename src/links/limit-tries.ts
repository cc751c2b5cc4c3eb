import { createHash } from 'node:crypto'
import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { waitText } from '../http/wait-text.ts'
import { insertTry, triesSince } from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Of one account, one person, one link: somebody looks for a card that works. */
const HERE_PER_HOUR = 5
const HERE_PER_DAY = 10
/** A household, or an office, sits behind one address of the network. */
const PLACE_PER_HOUR = 10
/** The fuse: a whole business sees fewer declines in its worst hour. */
const ALL_PER_HOUR = 50

/** A client who brings a new payment method. */
export interface Trier {
  orgId: string
  accountId: string
  accountPersonId: string | null
  linkId: string | null
  /** The network address they came from. */
  ip: string | null
}

/**
 * Refuses whoever tries out cards that are not theirs, before the processor is asked: by account,
 * by person or link, by address, and at last everybody. The same words for each. What is tried next
 * is written down by `noteTry`.
 */
export async function limitTries(tx: Transaction, trier: Trier, now: Date): Promise<void> {
  const since = new Date(now.getTime() - DAY_MS)
  const tries = await triesSince(tx, { ...trier, place: placeHash(trier.ip) }, since)
  const waits = Math.max(
    wait(tries.account, HERE_PER_HOUR, HOUR_MS, now),
    wait(tries.account, HERE_PER_DAY, DAY_MS, now),
    wait(tries.who, HERE_PER_HOUR, HOUR_MS, now),
    wait(tries.who, HERE_PER_DAY, DAY_MS, now),
    wait(tries.place, PLACE_PER_HOUR, HOUR_MS, now),
    wait(tries.all, ALL_PER_HOUR, HOUR_MS, now),
  )
  if (waits <= 0) return
  refuse('too_many_attempts', `Too many tries. Try again in ${waitText(waits)}.`, {
    moneyMoved: 'no',
    retryAfterSeconds: Math.ceil(waits / 1000),
  })
}

/** How long until one try more is allowed: until the oldest that counts is over. */
function wait(tries: Date[], most: number, span: number, now: Date): number {
  const oldest = tries.at(-most)
  return oldest ? oldest.getTime() + span - now.getTime() : 0
}

export function noteTry(
  tx: Transaction,
  trier: Trier,
  tried: { id: string; at: Date } & ({ paymentId: string } | { setupId: string }),
): Promise<void> {
  const { ip, ...who } = trier
  return insertTry(tx, {
    ...who,
    paymentId: null,
    setupId: null,
    ...tried,
    place: placeHash(ip),
  })
}

function placeHash(ip: string | null): Buffer | null {
  return ip === null ? null : createHash('sha256').update(`place ${ip}`).digest()
}
