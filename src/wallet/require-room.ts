import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { waitText } from '../http/wait-text.ts'
import type { MethodKind } from '../processor/processor.ts'
import { methodNoun } from './authorization.ts'
import { roomIn } from './setup-store.ts'

const WALLET_MAX = 10
const REFUSED_PER_DAY_MAX = 5
const ADDED_MAX = 20
const ADDED_DAYS = 30
const REFUSED_HERE_PER_HOUR_MAX = 50
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * Refuses one card or bank account too many, and whoever tries out stolen numbers, before the processor is asked.
 * Under the lock of the account.
 */
export async function requireRoom(
  tx: Transaction,
  adding: {
    accountId: string
    kind: MethodKind
    isReplacement: boolean
    field: string
    now: Date
  },
): Promise<void> {
  const { accountId, kind, isReplacement, field, now } = adding
  const things = `${methodNoun({ kind })}s`
  const room = await roomIn(tx, accountId, kind, {
    added: new Date(now.getTime() - ADDED_DAYS * DAY_MS),
    refused: new Date(now.getTime() - DAY_MS),
    here: new Date(now.getTime() - HOUR_MS),
  })
  if (!isReplacement && room.held + room.coming >= WALLET_MAX) {
    refuse(
      'wallet_full',
      `The wallet holds ${WALLET_MAX} ${things}, which is the most. Remove or replace one first.`,
      { field, moneyMoved: 'no' },
    )
  }
  const refused = room.refused.at(-REFUSED_PER_DAY_MAX)
  if (refused) tooMany(`Banks refused too many ${things} on this account.`, refused, DAY_MS, now)
  const added = room.added.at(-ADDED_MAX)
  if (added) {
    tooMany(`Too many ${things} were added to this account.`, added, ADDED_DAYS * DAY_MS, now)
  }
  if (room.refusedHere >= REFUSED_HERE_PER_HOUR_MAX) {
    tooMany(`Banks refused too many ${things} here.`, now.toISOString(), HOUR_MS, now)
  }
}

function tooMany(what: string, since: string, span: number, now: Date): never {
  const waits = new Date(since).getTime() + span - now.getTime()
  const opens = waitText(waits)
  refuse('too_many_attempts', `${what} Try again in ${opens}.`, {
    moneyMoved: 'no',
    retryAfterSeconds: Math.max(1, Math.ceil(waits / 1000)),
  })
}
