import type { Caller } from '../http/caller.ts'
import { Problem, type RefusalCode } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import type { PaymentState } from '../payments/payment.ts'
import { takePayment } from '../payments/take-payment.ts'
import type { App } from '../processor/app.ts'
import type { Run } from './run.ts'
import type { Claimed } from './work-store.ts'

/** How the work on a row ended, for now. */
export type Ended =
  /** Its payment has an answer, or has none: it tells what became of the row. */
  | { is: 'done'; state: PaymentState }
  /** Refused before anything was opened. */
  | { is: 'skipped'; code: string; text: string }
  /** Somebody else is at it, or at its account. */
  | { is: 'later'; seconds: number; counts: boolean }
  /** No bank was asked, and its payment is closed: it is tried again. */
  | { is: 'again'; seconds: number; throttled: boolean }
  /** Nothing of this run can be charged until a person looked. */
  | { is: 'pause'; text: string }

const ATTEMPTS_MAX = 6
const WAITS_MAX = 12
const WAIT_SECONDS = 5

/** Ended without a bank being asked, by what will pass. */
const PASSES = new Set(['throttled', 'interrupted', 'processor_unavailable'])
/** Refusals that would be the same for every row. */
const FOR_ALL: RefusalCode[] = [
  'forbidden',
  'signed_out',
  'second_factor_required',
  'config_error',
  'processor_unavailable',
]
/** Somebody else charges the account now. */
const FOR_NOW: RefusalCode[] = ['charge_in_progress', 'result_pending', 'in_progress']

/**
 * Charges one row by the same use case as everybody: under a key of the run, the row and the try,
 * as the payment whose id the row has. Whoever does it again finds that payment.
 */
export async function chargeItem(
  app: App,
  caller: Caller,
  run: Run,
  item: Claimed,
): Promise<Ended> {
  if (item.payment) return endedBy(item, item.payment.state, item.payment.reason)
  try {
    const { payment } = await takePayment(app, caller, keyOf(run, item), requestOf(run, item))
    return endedBy(item, payment.state, payment.problem?.reason ?? null)
  } catch (error) {
    if (error instanceof Problem) return refused(item, error)
    throw error
  }
}

function keyOf({ id }: Run, { position, attempt }: Claimed): string {
  return `run ${toTypeId('run', id)} ${position}.${attempt}`
}

function requestOf(run: Run, item: Claimed) {
  return {
    accountId: toTypeId('acc', item.accountId),
    amount: Number(item.amount),
    currency: run.currency,
    method: { kind: 'saved' as const, methodId: toTypeId('pm', item.methodId) },
    invoiceIds: run.allocates ? undefined : [],
    // An amount that a person named is taken as it is; what is owed is never exceeded.
    keepCredit: run.charges === 'amount' || item.edited,
    description: run.description,
    note: run.note,
    automatic: true,
    purpose: { is: 'run' as const, id: run.id },
    paymentId: item.paymentId,
    retryOf: item.retryOf ? toTypeId('pay', item.retryOf) : undefined,
    duplicateReason: item.duplicateReason ?? undefined,
  }
}

function endedBy(item: Claimed, state: PaymentState, reason: string | null): Ended {
  if (state === 'created' || state === 'confirming') {
    // Whoever opened it works on it, or died: then the sweeper ends it.
    return { is: 'later', seconds: WAIT_SECONDS, counts: false }
  }
  if (state === 'canceled' && PASSES.has(reason ?? '') && item.attempt < ATTEMPTS_MAX) {
    return { is: 'again', seconds: 2 ** item.attempt, throttled: reason === 'throttled' }
  }
  return { is: 'done', state }
}

function refused(item: Claimed, { code, message }: Problem): Ended {
  if (FOR_ALL.includes(code)) return { is: 'pause', text: message }
  if (FOR_NOW.includes(code) && item.waits < WAITS_MAX) {
    return { is: 'later', seconds: WAIT_SECONDS, counts: code !== 'in_progress' }
  }
  return { is: 'skipped', code, text: message }
}
