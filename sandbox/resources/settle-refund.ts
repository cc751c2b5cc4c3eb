import type Stripe from 'stripe'
import { afterBankDays } from '../bank-days.ts'
import type { IdSource } from '../ids.ts'
import { idOf } from '../records.ts'
import type { Work } from '../work.ts'
import { book, inBalance } from './balance.ts'
import { changed } from './changed.ts'

export const SUCCEED_REFUND = 'succeed_refund'
export const FAIL_REFUND = 'fail_refund'
export const FUND_REFUND = 'fund_refund'
/** When the test cards change their minds. */
export const REFUND_LATER_MS = 60_000
const FUNDS_AGAIN_MS = 3_600_000

/** How many of its working days a bank takes to write a refund to an account. */
const BANK_DAYS = 3
export const ARRIVE_AT_BANK = 'arrive_at_bank'

function isToBank({ destination_details: details }: Stripe.Refund): boolean {
  return details?.type === 'us_bank_transfer'
}

/** It arrives some days later. */
export function sendToBank(work: Work, refund: Stripe.Refund): void {
  work.later(ARRIVE_AT_BANK, refund.id, afterBankDays(work.now, BANK_DAYS) - work.now)
}

/** The bank writes it to the account, unless that is closed or was never there. */
export async function arriveAtBank(work: Work, ids: IdSource, id: string): Promise<void> {
  const refund = (await work.find('refund', id))?.object
  if (refund?.status !== 'pending') return
  const charge = (await work.find('charge', idOf(refund.charge) ?? ''))?.object
  const method = await work.find('payment_method', charge?.payment_method ?? '')
  const why = method?.object.us_bank_account?.status_details?.blocked?.reason ?? ''
  if (UNREACHABLE.includes(why)) await failRefund(work, ids, id, 'declined')
  else await succeedRefund(work, ids, id)
}

const UNREACHABLE: readonly string[] = [
  'bank_account_closed',
  'bank_account_frozen',
  'bank_account_invalid_details',
]

/** Takes the money of a refund out of the balance. */
export function withdraw(work: Work, ids: IdSource, refund: Stripe.Refund): Stripe.Refund {
  const { id } = book(work, ids, {
    type: isToBank(refund) ? 'payment_refund' : 'refund',
    category: 'refund',
    amount: -refund.amount,
    currency: refund.currency,
    description: 'REFUND FOR CHARGE',
    source: refund.id,
  })
  return { ...refund, balance_transaction: id }
}

/** The bank has it: a pending refund is done. Anything else stays as it is. */
export async function succeedRefund(work: Work, ids: IdSource, id: string): Promise<void> {
  const stored = await work.find('refund', id)
  if (stored === null || !['pending', 'requires_action'].includes(stored.object.status ?? ''))
    return
  const { pending_reason, next_action, ...rest } = stored.object
  const paid = rest.balance_transaction === null ? withdraw(work, ids, rest) : rest
  update(work, stored.object, { ...paid, status: 'succeeded' })
}

/** A refund that waited for money goes out once the balance covers it. */
export async function fundRefund(work: Work, ids: IdSource, id: string): Promise<void> {
  const stored = await work.find('refund', id)
  if (stored === null || stored.object.status !== 'pending') return
  const { amount, currency } = stored.object
  const open = await inBalance(work)
  const sum = open.reduce((total, one) => total + (one.currency === currency ? one.net : 0), 0)
  if (sum >= amount && isToBank(stored.object)) {
    const sent = withdraw(work, ids, { ...stored.object, pending_reason: 'processing' })
    update(work, stored.object, sent)
    sendToBank(work, sent)
  } else if (sum >= amount) await succeedRefund(work, ids, id)
  else work.later(FUND_REFUND, id, FUNDS_AGAIN_MS)
}

/** The money comes back: into the balance, and to what can be refunded of the charge. */
export async function failRefund(
  work: Work,
  ids: IdSource,
  id: string,
  reason = 'expired_or_canceled_card',
): Promise<void> {
  const stored = await work.find('refund', id)
  if (stored === null || isOver(stored.object)) return
  const { pending_reason, next_action, ...rest } = stored.object
  const failed: Stripe.Refund = {
    ...rest,
    ...giveBack(work, ids, stored.object),
    failure_reason: reason,
    status: 'failed',
  }
  update(work, stored.object, failed)
  work.emit('refund.failed', failed)
  await restoreCharge(work, stored.object)
}

/** It never left: the money is back as if it had failed, without a reason. */
export async function cancelRefund(
  work: Work,
  ids: IdSource,
  refund: Stripe.Refund,
): Promise<Stripe.Refund> {
  const { pending_reason, next_action, ...rest } = refund
  const canceled: Stripe.Refund = {
    ...rest,
    ...giveBack(work, ids, refund),
    status: 'canceled',
  }
  update(work, refund, canceled)
  await restoreCharge(work, refund)
  return canceled
}

/** Waits for something that the client has to do. */
export function askClient(work: Work, refund: Stripe.Refund): void {
  if (refund.status !== 'pending') return
  update(work, refund, { ...refund, status: 'requires_action' })
}

function isOver({ status }: Stripe.Refund): boolean {
  return status === 'failed' || status === 'canceled'
}

function giveBack(
  work: Work,
  ids: IdSource,
  refund: Stripe.Refund,
): Pick<Stripe.Refund, 'failure_balance_transaction'> {
  if (refund.balance_transaction === null) return {}
  const { id } = book(work, ids, {
    type: 'refund_failure',
    category: 'refund_failure',
    amount: refund.amount,
    currency: refund.currency,
    description: 'REFUND FAILURE',
    source: refund.id,
  })
  return { failure_balance_transaction: id }
}

async function restoreCharge(work: Work, refund: Stripe.Refund): Promise<void> {
  const stored = await work.find('charge', idOf(refund.charge) ?? '')
  if (stored === null) return
  const charge = {
    ...stored.object,
    amount_refunded: stored.object.amount_refunded - refund.amount,
    refunded: false,
  }
  work.put('charge', charge, null)
  work.emit('charge.updated', charge, changed(stored.object, charge))
}

function update(work: Work, before: Stripe.Refund, after: Stripe.Refund): void {
  work.put('refund', after, null)
  tellOfUpdate(work, before, after)
}

/** A refund is told of under both its names. */
export function tellOfUpdate(work: Work, before: Stripe.Refund, after: Stripe.Refund): void {
  const previous = changed(before, after)
  work.emit('refund.updated', after, previous)
  work.emit('charge.refund.updated', after, previous)
}
