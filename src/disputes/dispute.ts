import type { ProcessorDispute } from '../processor/processor.ts'

/**
 * Which state may follow which. The processor decides; what is over stays over, but for an appeal
 * that turns it. `closed`: an inquiry that came to nothing, or a dispute that was withdrawn.
 */
export const DISPUTE_STATES = {
  needs_response: ['under_review', 'won', 'lost', 'closed'],
  under_review: ['needs_response', 'won', 'lost', 'closed'],
  won: ['lost'],
  lost: ['won'],
  closed: [],
} as const satisfies Record<DisputeState, readonly string[]>

export type DisputeState = ProcessorDispute['state']

export function mayBecome(from: DisputeState, to: DisputeState): boolean {
  return (DISPUTE_STATES[from] as readonly string[]).includes(to)
}

export function isOpen(state: DisputeState): boolean {
  return state === 'needs_response' || state === 'under_review'
}

/** A payment that the cardholder takes up with their bank. Amounts are minor units. */
export interface Dispute {
  id: string
  orgId: string
  paymentId: string
  accountId: string
  processorAccountId: string
  processorDisputeId: string
  amount: bigint
  currency: string
  state: DisputeState
  /** The bank only asks: no money was withdrawn. */
  isInquiry: boolean
  /** The processor's own word for where it stands. */
  processorState: string
  reason: string
  dueBy: Date | null
  /** What the bank took back: out of what the payment had, and beyond it. */
  withdrawn: bigint
  withdrawnMore: bigint
  reinstated: bigint
  reinstatedMore: bigint
  /** Of what was beyond: it came again by refunds that failed, and is in `withdrawn` too. */
  madeGood: bigint
  fee: bigint
  /** How many lines in the books it has: the number of the next. */
  lines: number
  openedAt: Date
  changedAt: Date
  closedAt: Date | null
  evidenceSentAt: Date | null
  evidenceSentBy: string | null
}

/** Who brought the news that changed a dispute. */
export type Door = 'webhook' | 'poll' | 'sweeper' | 'staff' | 'check'

export interface DisputeEvent {
  at: Date
  what: 'opened' | 'changed' | 'withdrawn' | 'reinstated' | 'fee' | 'evidence_sent'
  state: DisputeState
  amount: bigint | null
  door: Door
  by: string | null
}

/**
 * How much of what is withdrawn comes out of the payment, and how much is beyond what it has: a
 * bank takes a payment back whether or not it was refunded.
 */
export function splitWithdrawal(
  amount: bigint,
  has: bigint,
): { ofPayment: bigint; beyond: bigint } {
  const ofPayment = amount < has ? amount : has
  return { ofPayment, beyond: amount - ofPayment }
}

/** What the bank has taken back in all. */
export function takenBack(
  dispute: Pick<Dispute, 'withdrawn' | 'withdrawnMore' | 'madeGood'>,
): bigint {
  return dispute.withdrawn + dispute.withdrawnMore - dispute.madeGood
}

type Loss = Pick<Dispute, 'withdrawnMore' | 'reinstatedMore' | 'madeGood'>

/** What it took beyond the payment, and nothing made good so far. */
export function lossOf(dispute: Loss): bigint {
  return dispute.withdrawnMore - dispute.reinstatedMore - dispute.madeGood
}

/** What comes again makes good what was lost last: what was beyond the payment first. */
export function splitReinstatement(
  amount: bigint,
  dispute: Pick<Dispute, 'withdrawn' | 'reinstated'> & Loss,
): { ofPayment: bigint; beyond: bigint } {
  const lost = lossOf(dispute)
  const beyond = amount < lost ? amount : lost
  const taken = dispute.withdrawn - dispute.reinstated
  const rest = amount - beyond
  return { ofPayment: rest < taken ? rest : taken, beyond }
}

const REASONS: Record<string, string> = {
  bank_cannot_process: 'the bank could not process it',
  check_returned: 'a check was returned',
  credit_not_processed: 'a refund was promised and did not come',
  customer_initiated: 'the client asked their bank',
  debit_not_authorized: 'the debit was not authorized',
  duplicate: 'charged twice',
  fraudulent: 'they did not make it',
  general: 'no particular reason was given',
  incorrect_account_details: 'the account details were wrong',
  insufficient_funds: 'the account did not cover it',
  product_not_received: 'not received',
  product_unacceptable: 'not as described',
  subscription_canceled: 'a subscription was canceled',
  unrecognized: 'they do not recognize it',
}

/** Why the cardholder disputes it, in words. */
export function reasonText(reason: string): string {
  const text = REASONS[reason] ?? reason.replaceAll('_', ' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
