import type Stripe from 'stripe'
import type { IdSource } from '../ids.ts'
import type { Work } from '../work.ts'
import { book } from './balance.ts'
import { changed } from './changed.ts'

export const RECONCILE_PAYOUT = 'reconcile_payout'
export const SEND_PAYOUT = 'send_payout'
/** How long a payout is under way before its members are known for certain. */
export const RECONCILED_AFTER_MS = 60_000

/** It is on its way, and now its members can be listed. */
export async function reconcilePayout(work: Work, _: IdSource, id: string): Promise<void> {
  const payout = (await work.find('payout', id))?.object
  if (payout === undefined) return
  const onItsWay = payout.status === 'pending' ? { status: 'in_transit' } : {}
  const waits = payout.reconciliation_status === 'in_progress'
  const next: Stripe.Payout = {
    ...payout,
    ...onItsWay,
    ...(waits ? { reconciliation_status: 'completed' } : {}),
  }
  if (next.status === payout.status && !waits) return
  write(work, payout, next)
  if (waits) work.emit('payout.reconciliation_completed', next)
}

/** The bank has it. */
export async function arrive(work: Work, _: IdSource, id: string): Promise<void> {
  const payout = (await work.find('payout', id))?.object
  if (payout === undefined || !['pending', 'in_transit'].includes(payout.status)) return
  const trace = { status: 'supported', value: `TRACE${id.slice(-8).toUpperCase()}` }
  const paid: Stripe.Payout = { ...payout, status: 'paid', trace_id: trace }
  write(work, payout, paid)
  work.emit('payout.paid', paid)
}

/** The bank sends it back, also days after it seemed paid: the money is in the balance again. */
export async function failPayout(
  work: Work,
  ids: IdSource,
  payout: Stripe.Payout,
  code: string,
): Promise<Stripe.Payout> {
  const failed: Stripe.Payout = {
    ...payout,
    failure_balance_transaction: giveBack(work, ids, payout, 'payout_failure'),
    failure_code: code,
    failure_message: FAILURES[code] ?? 'The bank could not process this payout.',
    status: 'failed',
  }
  write(work, payout, failed)
  work.emit('payout.failed', failed)
  return failed
}

/** Only what has not left yet. */
export function cancelPayout(work: Work, ids: IdSource, payout: Stripe.Payout): Stripe.Payout {
  const canceled: Stripe.Payout = {
    ...payout,
    failure_balance_transaction: giveBack(work, ids, payout, 'payout_cancel'),
    status: 'canceled',
  }
  write(work, payout, canceled)
  work.emit('payout.canceled', canceled)
  return canceled
}

const FAILURES: Record<string, string> = {
  account_closed: 'The bank account has been closed.',
  could_not_process: 'The bank could not process this payout.',
  insufficient_funds: 'The balance does not cover this payout.',
  invalid_account_number: 'The routing number seems correct, but the account number does not.',
  no_account: 'The bank account could not be found.',
}

function giveBack(
  work: Work,
  ids: IdSource,
  payout: Stripe.Payout,
  type: 'payout_failure' | 'payout_cancel',
): string {
  return book(work, ids, {
    type,
    category: 'payout_reversal',
    amount: payout.amount,
    currency: payout.currency,
    description: 'STRIPE PAYOUT FAILURE',
    source: payout.id,
    available: true,
  }).id
}

function write(work: Work, before: Stripe.Payout, after: Stripe.Payout): void {
  work.put('payout', after, null)
  work.emit('payout.updated', after, changed(before, after))
}
