import type Stripe from 'stripe'
import type { IdSource } from '../ids.ts'
import { idOf } from '../records.ts'
import type { Work } from '../work.ts'
import { book } from './balance.ts'
import { changed } from './changed.ts'
import { withdrawFunds } from './open-dispute.ts'

export const JUDGE_DISPUTE = 'judge_dispute'
/** How long a bank of the sandbox reads evidence that it was told the outcome of. */
export const JUDGED_AFTER_MS = 1_000

const OVER: readonly string[] = ['won', 'lost', 'prevented', 'warning_closed']

export function isOver({ status }: Stripe.Dispute): boolean {
  return OVER.includes(status)
}

/** Whether a charge with this dispute may be refunded: not while, and not after, the bank took it. */
export function blocksRefund({ status }: Stripe.Dispute): boolean {
  return !status.startsWith('warning_') && status !== 'won'
}

/** The bank sides with the business: the money comes back, or as much of it as is said. */
export async function winDispute(
  work: Work,
  ids: IdSource,
  dispute: Stripe.Dispute,
  amount = dispute.amount,
): Promise<Stripe.Dispute> {
  if (dispute.status.startsWith('warning_')) return closeInquiry(work, dispute)
  const transaction = book(work, ids, {
    type: 'adjustment',
    category: 'dispute_reversal',
    amount,
    currency: dispute.currency,
    description: `Chargeback reversal for ${idOf(dispute.charge)}`,
    source: dispute.id,
  })
  const won: Stripe.Dispute = {
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, transaction],
    is_charge_refundable: true,
    status: 'won',
  }
  end(work, dispute, won)
  work.emit('charge.dispute.funds_reinstated', won)
  return won
}

/** The bank sides with its cardholder, or nobody answered it. An inquiry ends without effect. */
export function loseDispute(work: Work, dispute: Stripe.Dispute): Stripe.Dispute {
  if (dispute.status.startsWith('warning_')) return closeInquiry(work, dispute)
  const lost: Stripe.Dispute = { ...dispute, is_charge_refundable: false, status: 'lost' }
  end(work, dispute, lost)
  return lost
}

function closeInquiry(work: Work, dispute: Stripe.Dispute): Stripe.Dispute {
  const closed: Stripe.Dispute = { ...dispute, status: 'warning_closed' }
  end(work, dispute, closed)
  return closed
}

/** An inquiry that was not answered well enough becomes a dispute, and the money is taken. */
export function escalateInquiry(
  work: Work,
  ids: IdSource,
  dispute: Stripe.Dispute,
): Stripe.Dispute {
  const card = dispute.payment_method_details?.card
  const escalated = withdrawFunds(work, ids, {
    ...dispute,
    is_charge_refundable: false,
    ...(card === undefined
      ? {}
      : { payment_method_details: { type: 'card', card: { ...card, case_type: 'chargeback' } } }),
    status: 'needs_response',
  })
  work.put('dispute', escalated, null)
  work.emit('charge.dispute.updated', escalated, changed(dispute, escalated))
  work.emit('charge.dispute.funds_withdrawn', escalated)
  return escalated
}

/** The words of the evidence say how the bank of the sandbox decides. */
export async function judgeDispute(work: Work, ids: IdSource, id: string): Promise<void> {
  const dispute = (await work.find('dispute', id))?.object
  if (dispute === undefined || isOver(dispute)) return
  const words = dispute.evidence.uncategorized_text
  if (words === 'winning_evidence') await winDispute(work, ids, dispute)
  if (words === 'losing_evidence') loseDispute(work, dispute)
  if (words === 'escalate_inquiry_evidence' && dispute.status.startsWith('warning_')) {
    escalateInquiry(work, ids, dispute)
  }
}

/** The last day has passed: what was not answered is lost. */
export async function passDueDate(work: Work, _: IdSource, id: string): Promise<void> {
  const dispute = (await work.find('dispute', id))?.object
  if (dispute === undefined || !dispute.status.endsWith('needs_response')) return
  const late = { ...dispute, evidence_details: { ...dispute.evidence_details, past_due: true } }
  loseDispute(work, late)
}

function end(work: Work, before: Stripe.Dispute, after: Stripe.Dispute): void {
  work.put('dispute', after, null)
  work.emit('charge.dispute.closed', after, changed(before, after))
}
