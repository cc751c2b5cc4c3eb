import type { Kind as DifferenceKind } from '../differences/difference.ts'
import type { DisputeState } from '../disputes/dispute.ts'
import type { PlainDate } from '../kit/time.ts'
import type { TenderKind } from '../organizations/tender.ts'
import type { PaymentProblem, PaymentState } from '../payments/payment.ts'
import type { RefundProblem, RefundState } from '../refunds/refund.ts'

/** What is known, as of now, of the thing an item is about. Moments are ISO text. */
export interface Facts {
  amount: bigint | null
  currency: string | null
  /** The processor's own facts, where only it knew what happened. */
  detail: Record<string, unknown>
  payment: {
    id: string
    state: PaymentState
    tender: TenderKind
    problem: PaymentProblem | null
    createdAt: string
    changedAt: string
    settledAt: string | null
    methodId: string | null
    /** A try that has not ended, of this payment or of what it was to take. */
    retry: { id: string; state: PaymentState; since: string } | null
    /** Invoices it was meant for, with what is due on them now. */
    targets: { invoiceId: string; due: number }[]
  } | null
  refund: {
    id: string
    state: RefundState
    problem: RefundProblem | null
    /** How much of it made good what a bank had taken beyond the payment. */
    madeGood: number
  } | null
  dispute: {
    id: string
    state: DisputeState
    reason: string
    isInquiry: boolean
    dueBy: string | null
  } | null
  return: { id: string; reason: string } | null
  method: { id: string; brand: string; last4: string; expMonth: number; expYear: number } | null
  scheduled: { id: string; dueOn: PlainDate; methodId: string | null } | null
  difference: { id: string; kind: DifferenceKind; found: Record<string, string> } | null
}
