import type { TenderKind } from '../organizations/tender.ts'
import { type Charge, isCharged } from '../payments/payment.ts'
import type { RefundParameters } from '../processor/processor.ts'

/**
 * Which state may follow which. The guard in `settle-refund.ts`, the drawing in docs/states.md and
 * the exhaustive test all read this one table.
 * `succeeded` can be left: the client's bank may send the money back days later, because the card
 * is closed. `failed` is never left.
 */
export const REFUND_STATES = {
  created: ['pending', 'unknown', 'succeeded', 'failed'],
  pending: ['succeeded', 'failed'],
  unknown: ['pending', 'review', 'succeeded', 'failed'],
  review: ['pending', 'succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
} as const satisfies Record<string, readonly string[]>

export type RefundState = keyof typeof REFUND_STATES

export function mayBecome(from: RefundState, to: RefundState): boolean {
  return (REFUND_STATES[from] as readonly string[]).includes(to)
}

/** Nobody knows yet whether the processor has it: no other refund of the payment is begun. */
export function isUnanswered(state: RefundState): boolean {
  return state === 'created' || state === 'unknown' || state === 'review'
}

/** Whether the money is on its way to the client: what every screen says first. */
export function moneyMoved(state: RefundState): 'yes' | 'no' | 'unknown' {
  if (state === 'failed') return 'no'
  return isUnanswered(state) ? 'unknown' : 'yes'
}

/** What becomes of the invoices that the money lay on. */
export type InvoiceEffect =
  /** They are owed again. */
  | 'reopen'
  /** Credit that we give takes the place of the money. */
  | 'settle'
  /** None is touched: only what lies on none goes back. */
  | 'leave'

export const REFUND_REASONS = [
  'requested',
  'duplicate',
  'fraudulent',
  'mistake',
  'notProvided',
  'other',
] as const

export type RefundReason = (typeof REFUND_REASONS)[number]

/** Why a refund is not known, or came to nothing: a code, never a message with secrets. */
export interface RefundProblem {
  reason: string
}

/** Money of one payment that we give back. */
export interface Refund {
  id: string
  orgId: string
  paymentId: string
  accountId: string
  /** The n-th of its payment. */
  n: number
  /** Minor units. */
  amount: bigint
  currency: string
  tender: TenderKind
  state: RefundState
  /** `processor`: made in the processor's dashboard, and taken in. */
  origin: 'staff' | 'processor'
  processorAccountId: string | null
  parameters: RefundParameters | null
  processorRefundId: string | null
  invoices: InvoiceEffect
  creditId: string | null
  reason: RefundReason
  note: string
  checkNumber: string | null
  handedOutBy: string | null
  /** Where the refund document goes, if anywhere. */
  tell: string | null
  /** The organization's calendar date. */
  refundedOn: string
  approvalId: string | null
  problem: RefundProblem | null
  /** Failed: so much of it makes good what a bank had taken beyond the payment. */
  madeGood: bigint
  openedBy: string | null
  openedByName: string
  createdAt: Date
  changedAt: Date
  settledAt: Date | null
  lookAt: Date | null
  looks: number
}

export interface RefundRef {
  orgId: string
  refundId: string
}

/** A refund through the processor. The table sees to it that exactly those of what was charged are. */
export interface CardRefund extends Refund {
  tender: Charge['tender']
  processorAccountId: string
  parameters: RefundParameters
}

export function isCardRefund(refund: Refund): refund is CardRefund {
  return isCharged(refund.tender) && refund.parameters !== null
}

/** Who brought the news that changed a refund. */
export type Door = 'request' | 'answer' | 'webhook' | 'poll' | 'sweeper' | 'staff' | 'check'

/** How long whoever works on a refund has it for themselves: two calls of at most 40 s. */
export const LEASE_SECONDS = 90
/** So long the processor knows our key: asking again is asking about the same refund. */
export const SAME_KEY_HOURS = 23
/** An answer that is missing this long needs a person. */
export const REVIEW_AFTER_HOURS = 24

const UNKNOWN_LOOKS_SECONDS = [2, 5, 10, 20, 40]
const LATER_LOOKS_SECONDS = 60
const PENDING_LOOK_MINUTES = 60

/** When the sweeper looks at a refund next, after it came into a state or was looked at in vain. */
export function nextLook(state: RefundState, looks: number, now: Date): Date | null {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  switch (state) {
    case 'succeeded':
    case 'failed':
      return null
    case 'pending':
    case 'review':
      return after(PENDING_LOOK_MINUTES * 60)
    case 'unknown':
      return after(UNKNOWN_LOOKS_SECONDS[looks] ?? LATER_LOOKS_SECONDS)
    case 'created':
      return after(LEASE_SECONDS)
  }
}
