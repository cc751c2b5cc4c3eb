import { commitBehind, inOrganization } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import type { Answer, Intent } from '../processor/processor.ts'
import { endIntent } from './end-intent.ts'
import {
  type Charge,
  type Door,
  LEASE_SECONDS,
  type Payment,
  type PaymentProblem,
  type PaymentRef,
} from './payment.ts'
import { settlePayment } from './settle-payment.ts'
import { findPayment, markConfirming } from './store.ts'

/**
 * Charges a payment that was just opened: create the intent, commit its id, confirm it, settle.
 * An intent makes at most one charge, and only an intent whose id is committed is ever confirmed;
 * so whatever is lost on the way, the payment takes money at most once. Whoever dies here leaves
 * a row that the sweeper finds.
 */
export async function chargePayment(app: App, payment: Charge): Promise<Payment> {
  const ref = { orgId: payment.orgId, paymentId: payment.id }
  const processor = await app.processors.of(payment)

  const created = await processor.createIntent(
    payment.intentParameters,
    processorKey(payment, 'create'),
  )
  if (created.is !== 'answered') {
    // The confirm call was never sent, so no money can move: closing is safe and final.
    return settlePayment(
      app,
      ref,
      { to: 'canceled', intentId: null, problem: { reason: reasonOf(created) } },
      { door: 'answer' },
    )
  }

  const intentId = created.value.id
  if (!(await commitIntent(app, ref, intentId))) {
    // Somebody closed the payment meanwhile; the intent was never confirmed and shall never be.
    await processor.cancelIntent(intentId)
    return currentPayment(app, ref)
  }

  const confirmed = await processor.confirmIntent(
    intentId,
    payment.confirmParameters,
    processorKey(payment, 'confirm'),
  )
  return settleAnswer(app, { ...payment, state: 'confirming', intentId }, confirmed, 'answer')
}

/** Idempotency keys at the processor: one string to follow through logs, Stripe and books. */
export function processorKey(payment: Charge, call: 'create' | 'confirm'): string {
  return `${payment.orgId}.${payment.id}.${call}`
}

/** Settles by the answer to a confirm call. */
async function settleAnswer(
  app: App,
  payment: Charge,
  answer: Answer<Intent>,
  door: Door,
): Promise<Payment> {
  const ref = { orgId: payment.orgId, paymentId: payment.id }
  if (answer.is === 'noAnswer') {
    const problem: PaymentProblem = { reason: 'no_answer' }
    return settlePayment(app, ref, { to: 'unknown', problem }, { door })
  }
  if (answer.is !== 'answered') {
    // Refused, throttled or locked out: not executed. A sure "no" still comes from a cancel only.
    return endIntent(app, payment, { reason: reasonOf(answer) }, { door })
  }
  const intent = answer.value
  switch (intent.state) {
    case 'succeeded':
      return settlePayment(app, ref, { to: 'succeeded', intent }, { door })
    case 'processing':
    case 'requires_action':
      return settlePayment(app, ref, { to: intent.state }, { door })
    default:
      return endIntent(app, payment, problemOf(intent), { door }, intent.card)
  }
}

/** A bank's no, or nothing yet. */
export function problemOf(intent: Intent): PaymentProblem {
  return intent.decline
    ? { reason: 'declined', decline: intent.decline }
    : { reason: 'not_confirmed' }
}

function reasonOf(answer: Exclude<Answer<unknown>, { is: 'answered' }>): string {
  switch (answer.is) {
    case 'refused':
      return `refused:${answer.code}`
    case 'noAccess':
      return 'no_access'
    case 'throttled':
      return 'throttled'
    case 'noAnswer':
      return 'processor_unavailable'
  }
}

function commitIntent(app: App, ref: PaymentRef, intentId: string): Promise<boolean> {
  const now = app.clock.now()
  const lease = new Date(now.getTime() + LEASE_SECONDS * 1000)
  return inOrganization(app.db, ref.orgId, (tx) => {
    const marked = markConfirming(tx, ref, intentId, now, lease)
    commitBehind(tx)
    return marked
  })
}

async function currentPayment(app: App, ref: PaymentRef): Promise<Payment> {
  const payment = await inOrganization(app.db, ref.orgId, (tx) => findPayment(tx, ref.paymentId))
  if (!payment) throw new Error('A payment that was opened exists')
  return payment
}
