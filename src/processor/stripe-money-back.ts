import type Stripe from 'stripe'
import type { ProcessorDispute, ProcessorRefund, RefundParameters } from './processor.ts'

const REFUNDS_PER_PAGE = 100

/** Refunds and disputes, between Stripe's words and ours. */
export async function createRefund(
  stripe: Stripe,
  parameters: RefundParameters,
  key: string,
): Promise<ProcessorRefund> {
  const refund = await stripe.refunds.create(
    {
      payment_intent: parameters.intentId,
      amount: parameters.amount,
      reason: parameters.reason,
      metadata: parameters.metadata,
    },
    { idempotencyKey: key },
  )
  return readRefund(refund)
}

export async function listRefunds(stripe: Stripe, intentId: string): Promise<ProcessorRefund[]> {
  const found = await stripe.refunds.list({ payment_intent: intentId, limit: REFUNDS_PER_PAGE })
  return found.data.map(readRefund)
}

export function readRefund(refund: Stripe.Refund): ProcessorRefund {
  return {
    id: refund.id,
    intentId: idOf(refund.payment_intent),
    amount: refund.amount,
    currency: refund.currency.toUpperCase(),
    state: REFUND_STATES[refund.status ?? ''] ?? 'pending',
    failureReason: refund.failure_reason ?? null,
    refund: refund.metadata?.refund ?? null,
    createdAt: new Date(refund.created * 1000),
  }
}

/** `requires_action` and newer states are none that end anything: they are read again. */
const REFUND_STATES: Record<string, ProcessorRefund['state']> = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
}

export function readDispute(dispute: Stripe.Dispute): ProcessorDispute {
  const due = dispute.evidence_details.due_by
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0)
  const amounts = dispute.balance_transactions.map(({ amount }) => amount)
  return {
    id: dispute.id,
    intentId: idOf(dispute.payment_intent),
    amount: dispute.amount,
    currency: dispute.currency.toUpperCase(),
    state: DISPUTE_STATES[dispute.status] ?? 'under_review',
    isInquiry: dispute.status.startsWith('warning_'),
    processorState: dispute.status,
    reason: dispute.reason,
    dueBy: due ? new Date(due * 1000) : null,
    withdrawn: -sum(amounts.filter((amount) => amount < 0)),
    reinstated: sum(amounts.filter((amount) => amount > 0)),
    fee: sum(dispute.balance_transactions.map(({ fee }) => fee)),
    createdAt: new Date(dispute.created * 1000),
  }
}

const DISPUTE_STATES: Record<string, ProcessorDispute['state']> = {
  warning_needs_response: 'needs_response',
  needs_response: 'needs_response',
  appeal_needs_response: 'needs_response',
  warning_under_review: 'under_review',
  under_review: 'under_review',
  appeal_under_review: 'under_review',
  warning_closed: 'closed',
  prevented: 'closed',
  won: 'won',
  lost: 'lost',
}

function idOf(of: string | { id: string } | null): string | null {
  return typeof of === 'string' ? of : (of?.id ?? null)
}
