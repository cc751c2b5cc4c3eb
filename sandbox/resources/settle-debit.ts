/** What banks answer to debits: the money, or why it does not come, or that it goes back again. */
import type Stripe from 'stripe'
import { bankBehaviourOf } from '../bank-accounts.ts'
import { afterBankDays } from '../bank-days.ts'
import { type FailureName, type ReturnCode, returnOf } from '../bank-returns.ts'
import type { IdSource } from '../ids.ts'
import { idOf, type Stored } from '../records.ts'
import type { Work } from '../work.ts'
import { book } from './balance.ts'
import { blockAccount } from './block-account.ts'
import { loseDispute } from './close-dispute.ts'
import { blankDispute, DISPUTE_FEE, withdrawFunds } from './open-dispute.ts'
import { DEBIT_DAYS, postNow } from './post-charge.ts'

export const SETTLE_DEBIT = 'settle_debit'
export const DISPUTE_DEBIT = 'dispute_debit'

const FAILURE_FEE = 400
const DISPUTED_AFTER_MS = 2_000

interface Waiting {
  intent: Stored<'payment_intent'>
  charge: Stripe.Charge
  method: Stored<'payment_method'>
}

/** The intent with its debit and the account, while the bank has not answered. */
async function findWaiting(work: Work, intentId: string): Promise<Waiting | null> {
  const intent = await work.find('payment_intent', intentId)
  if (intent === null || intent.object.status !== 'processing') return null
  const charge = await work.find('charge', idOf(intent.object.latest_charge) ?? '')
  const method = await work.find('payment_method', idOf(intent.object.payment_method) ?? '')
  if (charge === null || method === null) return null
  return { intent, charge: charge.object, method }
}

/** The days of the bank are over: it does as the test account says. */
export async function settleDebit(work: Work, ids: IdSource, intentId: string): Promise<void> {
  const waiting = await findWaiting(work, intentId)
  if (waiting === null) return
  // A debit that was sent again after it had come back has days of its own.
  if (afterBankDays(waiting.charge.created * 1000, DEBIT_DAYS) > work.now) return
  const { returns } = bankBehaviourOf(waiting.method.hidden.behaviour)
  if (returns === undefined) await succeedDebit(work, ids, intentId)
  else await failDebit(work, ids, intentId, returns)
}

/** The money is there. */
export async function succeedDebit(work: Work, ids: IdSource, intentId: string): Promise<void> {
  const waiting = await findWaiting(work, intentId)
  if (waiting === null) return
  const { intent, method } = waiting
  const posted = await postNow(work, ids, waiting.charge)
  const charge: Stripe.Charge = { ...posted, paid: true, status: 'succeeded' }
  work.put('charge', charge, null)
  work.emit('charge.succeeded', charge)
  const next: Stripe.PaymentIntent = {
    ...intent.object,
    amount_received: intent.object.amount,
    status: 'succeeded',
  }
  work.put('payment_intent', next, intent.hidden)
  work.emit('payment_intent.succeeded', next)
  if (bankBehaviourOf(method.hidden.behaviour).disputed === true) {
    work.later(DISPUTE_DEBIT, next.id, DISPUTED_AFTER_MS)
  }
}

/** The money does not come: the charge has failed, and the intent waits for another method. */
export async function failDebit(
  work: Work,
  ids: IdSource,
  intentId: string,
  name: FailureName,
): Promise<void> {
  const waiting = await findWaiting(work, intentId)
  if (waiting === null) return
  const { intent, method } = waiting
  const charge = await failCharge(work, ids, waiting.charge, name)
  await blockAccount(work, method.object.id, name)
  const blocked = await work.find('payment_method', method.object.id)
  const { errorCode, failureCode, message, networkCode } = returnOf(name)
  const next: Stripe.PaymentIntent = {
    ...intent.object,
    last_payment_error: {
      type: 'invalid_request_error',
      charge: charge.id,
      code: errorCode ?? failureCode,
      message,
      ...(networkCode === null ? {} : { network_decline_code: networkCode }),
      payment_method: blocked?.object ?? method.object,
    },
    payment_method: null,
    status: 'requires_payment_method',
  }
  work.put('payment_intent', next, intent.hidden)
  work.emit('payment_intent.payment_failed', next)
}

/** The charge of a debit that does not come; what was booked for it is taken back. */
export async function failCharge(
  work: Work,
  ids: IdSource,
  charge: Stripe.Charge,
  name: FailureName,
): Promise<Stripe.Charge> {
  const { failureCode, message, networkCode } = returnOf(name)
  const failed: Stripe.Charge = {
    ...charge,
    failure_balance_transaction: await takeBack(work, ids, charge),
    failure_code: failureCode,
    failure_message: message,
    outcome: charge.outcome && {
      ...charge.outcome,
      network_decline_code: networkCode,
      network_status: name === 'canceled' ? 'not_sent_to_network' : 'declined_by_network',
      reason: failureCode,
      seller_message: message,
      type: 'issuer_declined',
    },
    paid: false,
    status: 'failed',
  }
  work.put('charge', failed, null)
  work.emit('charge.failed', failed)
  if (networkCode !== null) bookFailureFee(work, ids, charge.currency)
  return failed
}

/** With the fee of the payment, on the day on which it would have been available. */
async function takeBack(work: Work, ids: IdSource, charge: Stripe.Charge): Promise<string | null> {
  const posted = await work.find('balance_transaction', idOf(charge.balance_transaction) ?? '')
  if (posted === null) return null
  const { amount, available_on: availableOn, currency, description, fee } = posted.object
  return book(work, ids, {
    type: 'payment_failure_refund',
    category: 'charge_failure',
    amount: -amount,
    fee: { amount: -fee, description: 'Stripe processing fees' },
    currency,
    description: description ?? 'PAYMENT FAILURE',
    source: charge.id,
    availableOn,
  }).id
}

function bookFailureFee(work: Work, ids: IdSource, currency: string): void {
  book(work, ids, {
    type: 'stripe_fee',
    category: 'fee',
    amount: -FAILURE_FEE,
    currency,
    description: 'ACH Direct Debit: returned payment',
    source: null,
    available: true,
  })
}

/** What the test account that disputes does. */
export async function disputeDebit(work: Work, ids: IdSource, intentId: string): Promise<void> {
  await returnPaidDebit(work, ids, intentId, 'R10')
}

/** It came back although it had been paid: a dispute that nobody can answer, and lost at once. */
export async function returnPaidDebit(
  work: Work,
  ids: IdSource,
  intentId: string,
  code: ReturnCode,
): Promise<Stripe.Dispute | null> {
  const intent = await work.find('payment_intent', intentId)
  const stored = await work.find('charge', idOf(intent?.object.latest_charge) ?? '')
  if (stored === null || !stored.object.paid || stored.object.disputed) return null
  const charge = await postNow(work, ids, stored.object)
  work.put('charge', { ...charge, disputed: true }, null)
  const { blocks, disputeReason } = returnOf(code)
  const blank = blankDispute(work, ids, charge, disputeReason)
  const evidence_details = { ...blank.evidence_details, due_by: null }
  const fee = blocks === 'debit_not_authorized' ? DISPUTE_FEE : FAILURE_FEE
  const opened = withdrawFunds(work, ids, { ...blank, evidence_details }, fee)
  work.put('dispute', opened, null)
  work.emit('charge.dispute.created', opened)
  work.emit('charge.dispute.funds_withdrawn', opened)
  const lost = loseDispute(work, opened)
  await blockAccount(work, charge.payment_method ?? '', code)
  return lost
}
