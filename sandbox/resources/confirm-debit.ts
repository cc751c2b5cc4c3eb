import type Stripe from 'stripe'
import { ApiError, badRequest, type ErrorBody } from '../errors.ts'
import { type IntentMemory, idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { isBlocked } from './block-account.ts'
import { consentFor } from './debit-consent.ts'
import { debitCharge, startDebit } from './debits.ts'
import { setMandateStatus } from './mandates.ts'
import { sendMicrodeposits } from './microdeposits.ts'

type Method = Stored<'payment_method'>

interface Confirmation {
  intent: Stripe.PaymentIntent
  memory: IntentMemory
  method: Method
  token: Stripe.ConfirmationToken | null
}

/** Debits the account, or first has its holder show that it is theirs. */
export async function confirmDebit(
  call: Call,
  { intent, memory, method: given, token }: Confirmation,
): Promise<Stripe.PaymentIntent> {
  assertDebitable(intent)
  if (await isBlocked(call.work, given, idOf(intent.customer))) {
    throw refuseBlocked(call, intent, memory, given)
  }
  const { amount, currency, setup_future_usage: usage } = intent
  const once = usage === 'off_session' ? null : { amount, currency }
  const consent = await consentFor(call, { method: given, token, once, noun: 'PaymentIntent' })
  const { method, mandate } = consent
  if (method.hidden.bank?.verification === 'verified') {
    return startDebit(call, { intent, memory, method, mandate })
  }
  const { nextAction, microdeposits } = await sendMicrodeposits(call, intent, method, mandate)
  const next: Stripe.PaymentIntent = {
    ...intent,
    next_action: nextAction,
    status: 'requires_action',
  }
  call.work.put('payment_method', method.object, method.hidden)
  call.work.put('payment_intent', next, { ...memory, challenge: null, microdeposits })
  call.work.emit('payment_intent.requires_action', next)
  return next
}

function assertDebitable(intent: Stripe.PaymentIntent): void {
  if (intent.currency !== 'usd') {
    throw badRequest('A bank account in the United States is debited in usd only.', {
      code: 'payment_method_currency_mismatch',
      payment_intent: intent,
    })
  }
  if (intent.capture_method !== 'manual') return
  throw badRequest('The payment method type us_bank_account cannot be captured manually.', {
    code: 'payment_intent_incompatible_payment_method',
    payment_intent: intent,
  })
}

/** The account was blocked by an earlier return: a failed payment, told of at once. */
function refuseBlocked(
  call: Call,
  intent: Stripe.PaymentIntent,
  memory: IntentMemory,
  method: Method,
): ApiError {
  const error = {
    type: 'card_error',
    code: 'bank_account_unusable',
    message: BLOCKED,
    payment_method: method.object,
  } as const
  const pending = debitCharge(call, intent, method, null)
  const charge: Stripe.Charge = {
    ...pending,
    amount_captured: 0,
    captured: false,
    failure_code: error.code,
    failure_message: error.message,
    outcome: pending.outcome && {
      ...pending.outcome,
      network_status: 'not_sent_to_network',
      reason: error.code,
      seller_message: error.message,
      type: 'blocked',
    },
    status: 'failed',
  }
  call.work.put('charge', charge, null)
  call.work.emit('charge.failed', charge)
  const next: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: { ...error, charge: charge.id },
    latest_charge: charge.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  }
  call.work.put('payment_intent', next, memory)
  call.work.emit('payment_intent.payment_failed', next)
  const body = { ...(next.last_payment_error as unknown as ErrorBody), payment_intent: next }
  return new ApiError(402, body, { keepsChanges: true })
}

export const BLOCKED =
  'This bank account cannot be debited: an earlier debit came back from the bank. Use another bank account or a card.'

/** The holder has shown that the account is theirs: now it is debited. */
export async function debitVerified(
  call: Call,
  stored: Stored<'payment_intent'>,
  method: Method,
): Promise<Stripe.PaymentIntent> {
  const mandate = stored.hidden.microdeposits?.mandate ?? ''
  await setMandateStatus(call.work, mandate, 'active')
  return startDebit(call, { intent: stored.object, memory: stored.hidden, method, mandate })
}
