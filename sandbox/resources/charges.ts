import type Stripe from 'stripe'
import { behaviourOf } from '../cards.ts'
import type { Decline } from '../declines.ts'
import { noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { mergeMetadata, type Params, unsettable } from '../params.ts'
import { idOf, type Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { BOOKS } from './balance.ts'
import { checkedCard } from './card-details.ts'
import { changed } from './changed.ts'

type Method = Stored<'payment_method'>

interface Attempt {
  intent: Stripe.PaymentIntent
  method: Method
  authenticated: boolean
  decline: Decline | null
}

/** Writes the charge that one attempt leaves behind, paid or declined, and tells of it. */
export function writeCharge(call: Call, attempt: Attempt): Stripe.Charge {
  const charge = newCharge(call, attempt)
  call.work.put('charge', charge, null)
  call.work.emit(attempt.decline === null ? 'charge.succeeded' : 'charge.failed', charge)
  return charge
}

function newCharge(call: Call, attempt: Attempt): Stripe.Charge {
  const { intent, decline } = attempt
  const paid = decline === null
  const captured = paid && intent.capture_method !== 'manual'
  const object = checkedCard(attempt.method.object, attempt.method.hidden)
  return chargeOf(call, intent, object, {
    id: call.newId.next('ch'),
    amount_captured: captured ? intent.amount : 0,
    captured,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    outcome: outcomeOf(attempt),
    paid,
    payment_method_details: { type: 'card', card: cardDetails(call, attempt, object) },
    status: paid ? 'succeeded' : 'failed',
  })
}

type Own = Pick<
  Stripe.Charge,
  | 'id'
  | 'amount_captured'
  | 'captured'
  | 'failure_code'
  | 'failure_message'
  | 'outcome'
  | 'paid'
  | 'payment_method_details'
  | 'status'
>

/** A charge for an intent: what it has of the intent and its method, and what is its own. */
export function chargeOf(
  call: Call,
  intent: Stripe.PaymentIntent,
  object: Stripe.PaymentMethod,
  own: Own,
): Stripe.Charge {
  return {
    ...own,
    object: 'charge',
    amount: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: object.billing_details,
    calculated_statement_descriptor: 'SANDBOX',
    created: call.now,
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    payment_intent: intent.id,
    payment_method: object.id,
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping as Stripe.Charge['shipping'],
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    transfer_data: null,
    transfer_group: intent.transfer_group,
  }
}

function outcomeOf({ decline, method }: Attempt): Stripe.Charge.Outcome {
  const risk = behaviourOf(method.hidden.behaviour).risk ?? 'normal'
  const score = { normal: 20, elevated: 70, highest: 92 }[risk]
  const blocked = decline?.outcomeType === 'blocked'
  return {
    advice_code: decline?.adviceCode ?? null,
    network_advice_code: null,
    network_decline_code: decline?.networkDeclineCode ?? null,
    network_status: statusAtNetwork(decline),
    reason: blocked ? 'highest_risk_level' : (decline?.declineCode ?? decline?.code ?? null),
    risk_level: risk,
    risk_score: score,
    seller_message: decline?.sellerMessage ?? 'Payment complete.',
    type: decline?.outcomeType ?? 'authorized',
  }
}

function statusAtNetwork(decline: Decline | null): string {
  if (decline === null) return 'approved_by_network'
  return decline.outcomeType === 'blocked' ? 'not_sent_to_network' : 'declined_by_network'
}

function cardDetails(
  call: Call,
  { intent, authenticated, decline }: Attempt,
  method: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails.Card {
  const card = method.card as Stripe.PaymentMethod.Card
  const options = (intent.payment_method_options as Params | null)?.card as Params | undefined
  return {
    amount_authorized: decline === null ? intent.amount : null,
    authorization_code: decline === null ? call.newId.letters(6).toUpperCase() : null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: authenticated ? '05' : null,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    installments: null,
    last4: card.last4,
    mandate: null,
    network: card.brand,
    network_transaction_id: decline === null ? call.newId.letters(15).toUpperCase() : null,
    regulated_status: 'unregulated',
    ...(options?.setup_credential_usage === undefined
      ? {}
      : { setup_credential_usage: String(options.setup_credential_usage) }),
    ...(options?.stored_credential_usage === undefined
      ? {}
      : { stored_credential_usage: String(options.stored_credential_usage) }),
    three_d_secure: authenticated ? threeDSecure(call) : null,
    transaction_link_id: null,
    wallet: null,
  }
}

function threeDSecure(call: Call): Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure {
  return {
    authentication_flow: 'challenge',
    electronic_commerce_indicator: '05',
    exemption_indicator: null,
    result: 'authenticated',
    result_reason: null,
    transaction_id: call.newId.letters(24),
    version: '2.2.0',
  }
}

async function chargeInPath(call: Call): Promise<Stripe.Charge> {
  const id = call.ids[0] as string
  const stored = await call.work.find('charge', id)
  if (stored === null) throw noSuchPath('charge', id)
  return stored.object
}

async function listCharges(call: Call): Promise<unknown> {
  const customer = call.params.customer as string | undefined
  const intent = call.params.payment_intent as string | undefined
  const labels = intent === undefined ? undefined : [intent]
  return listPage(call, 'charge', '/v1/charges', { customer, labels })
}

async function update(call: Call): Promise<Stripe.Charge> {
  const charge = await chargeInPath(call)
  const { expand, metadata, fraud_details, ...plain } = call.params
  const next: Stripe.Charge = {
    ...charge,
    ...(plain as Partial<Stripe.Charge>),
    fraud_details:
      (fraud_details as Stripe.Charge.FraudDetails | undefined) ?? charge.fraud_details,
    metadata: mergeMetadata(charge.metadata, metadata),
  }
  call.work.put('charge', next, null)
  call.work.emit('charge.updated', next, changed(charge, next))
  return next
}

export const CHARGE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/charges',
    params: { ...LIST, customer: 'string', payment_intent: 'string', transfer_group: 'string' },
    handle: listCharges,
  },
  { method: 'GET', path: '/v1/charges/:id', params: EXPAND, handle: chargeInPath },
  {
    method: 'POST',
    path: '/v1/charges/:id',
    params: {
      ...EXPAND,
      description: unsettable('string'),
      fraud_details: 'any',
      metadata: 'metadata',
      receipt_email: unsettable('string'),
      shipping: 'any',
      transfer_group: 'string',
    },
    locks: () => [BOOKS],
    handle: update,
  },
]
