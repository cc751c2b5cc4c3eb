import type Stripe from 'stripe'
import { behaviourOf, type CardBehaviour } from '../cards.ts'
import type { IdSource } from '../ids.ts'
import { idOf } from '../records.ts'
import type { Work } from '../work.ts'
import { book } from './balance.ts'
import { postNow } from './post-charge.ts'

export const OPEN_DISPUTE = 'open_dispute'
export const EVIDENCE_DUE = 'evidence_due'

const OPEN_AFTER_MS = 2_000
const DAY_SECONDS = 86_400
const EVIDENCE_DAYS = 9
export const DISPUTE_FEE = 1_500

export interface NewDispute {
  reason: string
  inquiry: boolean
  /** All of the charge when it is left out. */
  amount?: number
}

/** The card that paid disputes the payment by itself: an inquiry at once, the others a little later. */
export async function disputeByCard(
  work: Work,
  ids: IdSource,
  charge: Stripe.Charge,
  dispute: CardBehaviour['dispute'],
): Promise<void> {
  if (dispute === 'inquiry') {
    await openDispute(work, ids, charge.id, { reason: 'fraudulent', inquiry: true })
  } else if (dispute !== undefined) {
    work.later(OPEN_DISPUTE, charge.id, OPEN_AFTER_MS)
  }
}

/** What the test cards dispute. */
export async function openByCard(work: Work, ids: IdSource, chargeId: string): Promise<void> {
  const charge = await work.find('charge', chargeId)
  if (charge === null || charge.object.disputed) return
  const method = await work.find('payment_method', charge.object.payment_method ?? '')
  const { dispute } = behaviourOf(method?.hidden.behaviour ?? '')
  const reason = dispute === 'product_not_received' ? dispute : 'fraudulent'
  if (dispute !== 'several') {
    await openDispute(work, ids, chargeId, { reason, inquiry: false })
    return
  }
  const half = Math.floor(charge.object.amount_captured / 2)
  const rest = charge.object.amount_captured - half
  await openDispute(work, ids, chargeId, { reason, inquiry: false, amount: rest })
  await openDispute(work, ids, chargeId, { reason: 'duplicate', inquiry: false, amount: half })
}

/** The cardholder's bank takes the money back, or (an inquiry) asks first. */
export async function openDispute(
  work: Work,
  ids: IdSource,
  chargeId: string,
  { reason, inquiry, amount }: NewDispute,
): Promise<Stripe.Dispute | null> {
  const stored = await work.find('charge', chargeId)
  if (stored === null || !stored.object.captured || !stored.object.paid) return null
  const charge = await postNow(work, ids, stored.object)
  work.put('charge', { ...charge, disputed: true }, null)
  const dispute = blankDispute(work, ids, charge, reason)
  dispute.amount = amount ?? charge.amount_captured
  dispute.status = inquiry ? 'warning_needs_response' : 'needs_response'
  dispute.is_charge_refundable = inquiry
  if (dispute.payment_method_details?.card !== undefined) {
    dispute.payment_method_details.card.case_type = inquiry ? 'inquiry' : 'chargeback'
  }
  const opened = inquiry ? dispute : withdrawFunds(work, ids, dispute)
  work.put('dispute', opened, null)
  work.emit('charge.dispute.created', opened)
  if (!inquiry) work.emit('charge.dispute.funds_withdrawn', opened)
  const due = (opened.evidence_details.due_by ?? 0) * 1000
  work.later(EVIDENCE_DUE, opened.id, due - work.now)
  return opened
}

/** The disputed amount and the fee leave the balance. */
export function withdrawFunds(
  work: Work,
  ids: IdSource,
  dispute: Stripe.Dispute,
  fee = DISPUTE_FEE,
): Stripe.Dispute {
  const transaction = book(work, ids, {
    type: 'adjustment',
    category: 'dispute',
    amount: -dispute.amount,
    fee: { amount: fee, description: 'Dispute fee' },
    currency: dispute.currency,
    description: `Chargeback withdrawal for ${idOf(dispute.charge)}`,
    source: dispute.id,
  })
  return { ...dispute, balance_transactions: [...dispute.balance_transactions, transaction] }
}

/** As a bank opens it: nothing is taken yet, and nobody was told. */
export function blankDispute(
  work: Work,
  ids: IdSource,
  charge: Stripe.Charge,
  reason: string,
): Stripe.Dispute {
  const created = Math.floor(work.now / 1000)
  const brand = charge.payment_method_details?.card?.brand
  return {
    id: ids.next('du'),
    object: 'dispute',
    amount: charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(charge),
    evidence_details: {
      due_by: endOfDay(created + EVIDENCE_DAYS * DAY_SECONDS),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.payment_intent),
    ...(brand == null ? {} : { payment_method_details: cardDetails(brand, reason) }),
    reason,
    status: 'needs_response',
  }
}

function cardDetails(brand: string, reason: string): Stripe.Dispute.PaymentMethodDetails {
  return {
    card: {
      brand,
      case_type: 'chargeback',
      network: brand,
      network_reason_code: NETWORK_REASONS[reason] ?? '10.4',
    },
    type: 'card',
  }
}

/** As Visa numbers them. */
const NETWORK_REASONS: Record<string, string> = {
  duplicate: '12.6.1',
  fraudulent: '10.4',
  product_not_received: '13.1',
  product_unacceptable: '13.3',
  subscription_canceled: '13.2',
}

function endOfDay(seconds: number): number {
  return (Math.floor(seconds / DAY_SECONDS) + 1) * DAY_SECONDS - 1
}

function noEvidence({ billing_details: billing }: Stripe.Charge): Stripe.Dispute.Evidence {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: billing.email,
    customer_name: billing.name,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  }
}
