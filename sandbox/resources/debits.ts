/** A bank account pays: the debit is on its way for days, and only then the payment is made. */
import type Stripe from 'stripe'
import { bankBehaviourOf } from '../bank-accounts.ts'
import { afterBankDays, dayOf } from '../bank-days.ts'
import { badRequest } from '../errors.ts'
import { type IntentMemory, idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { chargeOf } from './charges.ts'
import { attach } from './payment-methods.ts'
import { DEBIT_DAYS, POST_CHARGE, POSTING_DELAY_MS, postCharge } from './post-charge.ts'
import { SETTLE_DEBIT } from './settle-debit.ts'

type Method = Stored<'payment_method'>

/** So long a debit waits to be sent to the bank; after that it cannot be called back. */
const SENT_AFTER_SECONDS = 4 * 3_600

export interface Debit {
  intent: Stripe.PaymentIntent
  memory: IntentMemory
  method: Method
  mandate: string
}

/** Sends it out. Whether the money comes is known some days later. */
export async function startDebit(
  call: Call,
  { intent, memory, method, mandate }: Debit,
): Promise<Stripe.PaymentIntent> {
  const charge = debitCharge(call, intent, method, mandate)
  call.work.put('charge', charge, null)
  call.work.emit('charge.pending', charge)
  keepOrSpend(call, intent, method)
  const next: Stripe.PaymentIntent = {
    ...intent,
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: method.object.id,
    status: 'processing',
  }
  call.work.put('payment_intent', next, { ...memory, microdeposits: null })
  call.work.emit('payment_intent.processing', next)
  // A bank that never answers leaves nothing in the balance either.
  if (bankBehaviourOf(method.hidden.behaviour).silent === true) return next
  if (intent.capture_method === 'automatic') await postCharge(call.work, call.newId, charge)
  else call.work.later(POST_CHARGE, charge.id, POSTING_DELAY_MS)
  const answered = afterBankDays(call.work.now, DEBIT_DAYS)
  call.work.later(SETTLE_DEBIT, next.id, answered - call.work.now)
  return next
}

export function debitCharge(
  call: Call,
  intent: Stripe.PaymentIntent,
  { object }: Method,
  mandate: string | null,
): Stripe.Charge {
  return chargeOf(call, intent, object, {
    id: call.newId.next('py'),
    amount_captured: intent.amount,
    captured: true,
    failure_code: null,
    failure_message: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'not_assessed',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: false,
    payment_method_details: {
      type: 'us_bank_account',
      us_bank_account: bankDetails(call, object, mandate),
    },
    status: 'pending',
  })
}

function bankDetails(
  call: Call,
  { us_bank_account: bank }: Stripe.PaymentMethod,
  mandate: string | null,
): Stripe.Charge.PaymentMethodDetails.UsBankAccount {
  return {
    account_holder_type: bank?.account_holder_type ?? null,
    account_type: bank?.account_type ?? null,
    bank_name: bank?.bank_name ?? null,
    expected_debit_date: dayOf(afterBankDays(call.work.now, 1)),
    fingerprint: bank?.fingerprint ?? null,
    last4: bank?.last4 ?? null,
    ...(mandate === null ? {} : { mandate }),
    payment_reference: null,
    routing_number: bank?.routing_number ?? null,
  }
}

/** Saved for the customer where that was asked for, else it has paid for its only time. */
function keepOrSpend(call: Call, intent: Stripe.PaymentIntent, method: Method): void {
  if (method.object.customer !== null) return
  const customer = idOf(intent.customer)
  if (intent.setup_future_usage !== null && customer !== null) {
    attach(call, method, customer, { authenticated: true })
  } else call.work.put('payment_method', method.object, { ...method.hidden, used: true })
}

/** While the processor still holds it. */
export async function assertNotSent(call: Call, intent: Stripe.PaymentIntent): Promise<void> {
  const charge = await call.work.find('charge', idOf(intent.latest_charge) ?? '')
  const method = await call.work.find('payment_method', idOf(intent.payment_method) ?? '')
  if (bankBehaviourOf(method?.hidden.behaviour ?? '').silent === true) return
  if (charge !== null && call.now < charge.object.created + SENT_AFTER_SECONDS) return
  const message =
    'You cannot cancel this PaymentIntent because the debit has been sent to the bank already. Refund the payment once it has succeeded.'
  throw badRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent })
}
