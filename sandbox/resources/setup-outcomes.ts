import type Stripe from 'stripe'
import type { Decline } from '../declines.ts'
import { ApiError, type ErrorBody } from '../errors.ts'
import { idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { checkedCard } from './card-details.ts'
import { attach, declineFields } from './payment-methods.ts'

type Method = Stored<'payment_method'>
type Setup = Stored<'setup_intent'>
type Doing = Pick<Call, 'work' | 'newId' | 'now'>

/** The card is saved: with its customer when the intent names one. */
export function succeedSetup(
  call: Call,
  setup: Setup,
  method: Method,
  authenticated: boolean,
): Stripe.SetupIntent {
  const { object: intent, hidden } = setup
  const customer = idOf(intent.customer)
  const setUp = { authenticated }
  if (customer !== null && method.object.customer === null) attach(call, method, customer, setUp)
  else call.work.put('payment_method', method.object, { ...method.hidden, setUp })
  const attempt = writeAttempt(call, intent, method, {
    status: 'succeeded',
    error: null,
    authenticated,
  })
  const next: Stripe.SetupIntent = {
    ...intent,
    last_setup_error: null,
    latest_attempt: attempt.id,
    next_action: null,
    payment_method: method.object.id,
    status: 'succeeded',
  }
  call.work.put('setup_intent', next, { ...hidden, challenge: null, microdeposits: null })
  call.work.emit('setup_intent.succeeded', next)
  return next
}

export function declineSetup(call: Call, setup: Setup, method: Method, reason: Decline): ApiError {
  return refuseSetup(call, setup, method, {
    type: 'card_error',
    ...declineFields(reason),
    payment_method: method.object,
  })
}

/** The 402 that tells of it; what the attempt changed stays. */
export function refuseSetup(
  call: Call,
  setup: Setup,
  method: Method,
  error: Stripe.SetupIntent.LastSetupError,
): ApiError {
  const next = failSetup(call, setup, method, error)
  const body = { ...(error as unknown as ErrorBody), setup_intent: next }
  return new ApiError(402, body, { keepsChanges: true })
}

/** The intent is back to needing a method. */
export function failSetup(
  call: Doing,
  { object: intent, hidden }: Setup,
  method: Method,
  error: Stripe.SetupIntent.LastSetupError,
): Stripe.SetupIntent {
  const attempt = writeAttempt(call, intent, method, {
    status: 'failed',
    error,
    authenticated: false,
  })
  const next: Stripe.SetupIntent = {
    ...intent,
    last_setup_error: error,
    latest_attempt: attempt.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  }
  call.work.put('setup_intent', next, { ...hidden, challenge: null, microdeposits: null })
  call.work.emit('setup_intent.setup_failed', next)
  return next
}

/** What follows a challenge: the card is saved, or the client has to begin again. */
export async function finishSetup(
  call: Call,
  setup: Setup,
  passed: boolean,
): Promise<Stripe.SetupIntent> {
  const id = idOf(setup.object.payment_method) ?? ''
  const method = (await call.work.find('payment_method', id)) as Method
  if (passed) return succeedSetup(call, setup, method, true)
  return failSetup(call, setup, method, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    message:
      'The latest attempt to set up the payment method has failed because authentication failed.',
    payment_method: method.object,
  })
}

function writeAttempt(
  call: Doing,
  intent: Stripe.SetupIntent,
  method: Method,
  result: { status: string; error: Stripe.SetupAttempt.SetupError | null; authenticated: boolean },
): Stripe.SetupAttempt {
  const { card } = checkedCard(method.object, method.hidden)
  const attempt: Stripe.SetupAttempt = {
    id: call.newId.next('setatt'),
    object: 'setup_attempt',
    application: null,
    created: call.now,
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: method.object.id,
    payment_method_details: card
      ? { type: 'card', card: attemptedCard(card, result.authenticated) }
      : { type: 'us_bank_account', us_bank_account: {} },
    setup_error: result.error,
    setup_intent: intent.id,
    status: result.status,
    usage: intent.usage,
  }
  call.work.put('setup_attempt', attempt, null)
  return attempt
}

function attemptedCard(
  card: Stripe.PaymentMethod.Card,
  authenticated: boolean,
): Stripe.SetupAttempt.PaymentMethodDetails.Card {
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4 } = card
  return {
    brand,
    checks,
    country,
    exp_month,
    exp_year,
    fingerprint,
    funding,
    last4,
    network: brand,
    three_d_secure: authenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          result: 'authenticated',
          result_reason: null,
          transaction_id: null,
          version: '2.2.0',
        }
      : null,
    wallet: null,
  }
}
