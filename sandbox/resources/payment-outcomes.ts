import type Stripe from 'stripe'
import { behaviourOf } from '../cards.ts'
import { type Decline, declineOf } from '../declines.ts'
import { ApiError, type ErrorBody } from '../errors.ts'
import { type IntentMemory, idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { writeCharge } from './charges.ts'
import { disputeByCard } from './open-dispute.ts'
import { attach, declineFields } from './payment-methods.ts'
import { POST_CHARGE, POSTING_DELAY_MS, postCharge, postNow } from './post-charge.ts'

type Method = Stored<'payment_method'>

export type Verdict =
  | { kind: 'pay' }
  | { kind: 'challenge' }
  | { kind: 'decline'; decline: Decline }

interface Circumstances {
  offSession: boolean
  /** `payment_method_options[card][request_three_d_secure]` */
  asksForChallenge: boolean
  now: number
}

/** What the issuer answers to a payment with this card. */
export function judgePayment(
  method: Method,
  { offSession, asksForChallenge, now }: Circumstances,
): Verdict {
  const behaviour = behaviourOf(method.hidden.behaviour)
  const refusal = behaviour.decline ?? (hasExpired(method.object, now) ? 'expiredCard' : undefined)
  if (refusal !== undefined) return decline(declineOf(refusal))
  if (offSession && behaviour.offSession !== undefined) {
    const mayPay = behaviour.offSession === 'setUp' && method.hidden.setUp?.authenticated === true
    if (!mayPay) return decline(offSessionDecline(behaviour.offSession))
  }
  const challenged = behaviour.challenge === 'always' || (behaviour.challenge && asksForChallenge)
  if (!offSession && challenged) return { kind: 'challenge' }
  if (behaviour.chargeDecline !== undefined) return decline(declineOf(behaviour.chargeDecline))
  return { kind: 'pay' }
}

function offSessionDecline(
  rule: 'authenticationRequired' | 'setUp' | Parameters<typeof declineOf>[0],
): Decline {
  return declineOf(rule === 'setUp' ? 'authenticationRequired' : rule)
}

function decline(found: Decline): Verdict {
  return { kind: 'decline', decline: found }
}

function hasExpired(method: Stripe.PaymentMethod, now: number): boolean {
  if (method.card === undefined) return false
  return now * 1000 >= Date.UTC(method.card.exp_year, method.card.exp_month, 1)
}

/** What happens once a challenge was passed. */
export function verdictAfterChallenge(method: Method): Verdict {
  const { afterChallenge } = behaviourOf(method.hidden.behaviour)
  return afterChallenge === undefined ? { kind: 'pay' } : decline(declineOf(afterChallenge))
}

interface Settled {
  intent: Stripe.PaymentIntent
  memory: IntentMemory
  method: Method
  authenticated: boolean
}

/** Takes the money: charge, saved card, events, and the fee a little later. */
export async function succeed(
  call: Call,
  { intent, memory, method, authenticated }: Settled,
): Promise<Stripe.PaymentIntent> {
  const charge = writeCharge(call, { intent, method, authenticated, decline: null })
  keepOrSpend(call, intent, method, authenticated)
  const manual = intent.capture_method === 'manual'
  const next: Stripe.PaymentIntent = {
    ...intent,
    amount_capturable: manual ? intent.amount : 0,
    amount_received: manual ? 0 : intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.object.id,
    status: manual ? 'requires_capture' : 'succeeded',
  }
  call.work.put('payment_intent', next, { ...memory, challenge: null })
  call.work.emit(
    manual ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded',
    next,
  )
  if (!manual) await followCapture(call, charge, method, intent.capture_method === 'automatic')
  return next
}

/** What comes after the money was taken: its fee, now or a little later, and what the card does. */
async function followCapture(
  call: Call,
  charge: Stripe.Charge,
  method: Method,
  atOnce: boolean,
): Promise<void> {
  const { work, newId } = call
  const behaviour = behaviourOf(method.hidden.behaviour)
  if (atOnce) await postCharge(work, newId, charge)
  else if (behaviour.availableAtOnce === true) await postNow(work, newId, charge)
  else work.later(POST_CHARGE, charge.id, POSTING_DELAY_MS)
  await disputeByCard(work, newId, charge, behaviour.dispute)
}

/** A card paid with is saved for the customer when that was asked for, else it is used up. */
function keepOrSpend(
  call: Call,
  intent: Stripe.PaymentIntent,
  method: Method,
  authenticated: boolean,
): void {
  const customer = idOf(intent.customer)
  const owner = method.object.customer
  const setUp = intent.setup_future_usage === 'off_session' ? { authenticated } : null
  if (intent.setup_future_usage !== null && customer !== null && owner === null) {
    attach(call, method, customer, setUp)
  } else if (owner === null) {
    call.work.put('payment_method', method.object, { ...method.hidden, used: true })
  } else if (setUp !== null) {
    call.work.put('payment_method', method.object, { ...method.hidden, setUp })
  }
}

/** Leaves a failed charge, and the intent ready for another method. */
export function fail(call: Call, settled: Settled, reason: Decline): Stripe.PaymentIntent {
  const { intent, memory, method } = settled
  const charge = writeCharge(call, { ...settled, decline: reason })
  const error: Stripe.PaymentIntent.LastPaymentError = {
    type: 'card_error',
    ...declineFields(reason),
    charge: charge.id,
    payment_method: method.object,
  }
  return writeFailure(call, { ...intent, latest_charge: charge.id }, memory, error)
}

/** The client did not pass the challenge: no bank was asked, so there is no charge. */
export function failAuthentication(
  call: Call,
  { intent, memory, method }: Omit<Settled, 'authenticated'>,
): Stripe.PaymentIntent {
  const error: Stripe.PaymentIntent.LastPaymentError = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    payment_method: method.object,
  }
  return writeFailure(call, intent, memory, error)
}

function writeFailure(
  call: Call,
  intent: Stripe.PaymentIntent,
  memory: IntentMemory,
  error: Stripe.PaymentIntent.LastPaymentError,
): Stripe.PaymentIntent {
  const next: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  }
  call.work.put('payment_intent', next, { ...memory, challenge: null })
  call.work.emit('payment_intent.payment_failed', next)
  return next
}

/** The 402 that tells of a declined attempt; what the attempt changed stays. */
export function declineError(intent: Stripe.PaymentIntent): ApiError {
  const { last_payment_error: error } = intent
  const body = { ...(error as unknown as ErrorBody), payment_intent: intent }
  return new ApiError(402, body, { keepsChanges: true })
}
