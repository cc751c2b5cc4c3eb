import { inOrganization } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import type { Intent } from '../processor/processor.ts'
import { problemOf } from './charge-payment.ts'
import { endIntent } from './end-intent.ts'
import {
  type Charge,
  LEASE_SECONDS,
  nextLook,
  type Payment,
  type PaymentRef,
  REVIEW_AFTER_HOURS,
} from './payment.ts'
import { type News, settlePayment } from './settle-payment.ts'
import { claimLook, postponeLook } from './store.ts'

/**
 * Door three: what happened to a payment that is due to be looked at? Whoever worked on it is
 * dead or was not answered. What must not happen any more is canceled; what happened is settled.
 * Two may come at once: the claim lets one pass, and settling twice is settling once.
 */
export async function lookAtPayment(app: App, ref: PaymentRef): Promise<void> {
  const now = app.clock.now()
  const lease = new Date(now.getTime() + LEASE_SECONDS * 1000)
  const payment = await inOrganization(app.db, ref.orgId, (tx) =>
    claimLook(tx, ref.paymentId, now, lease),
  )
  if (!payment) return
  const news: News = { door: 'sweeper' }

  if (!payment.intentId) {
    // Never confirmed, since no intent was committed.
    await endIntent(app, payment, { reason: 'interrupted' }, news)
    return
  }
  const processor = await app.processors.of(payment)
  const read = await processor.readIntent(payment.intentId)
  const after =
    read.is === 'answered'
      ? await resolve(app, payment, read.value, news)
      : await settlePayment(app, ref, { to: 'unknown', problem: { reason: 'no_answer' } }, news)
  if (after.state === payment.state) await lookLater(app, after, payment.looks, news)
}

/** Settles by what the intent is now, ending what nobody will go on with. */
function resolve(app: App, payment: Charge, intent: Intent, news: News): Promise<Payment> {
  const ref = { orgId: payment.orgId, paymentId: payment.id }
  switch (intent.state) {
    case 'succeeded':
      return settlePayment(app, ref, { to: 'succeeded', intent }, news)
    case 'processing':
      return settlePayment(app, ref, { to: 'processing' }, news)
    case 'requires_action':
      // The client gets their time once; a challenge that was left is ended.
      return payment.state === 'requires_action'
        ? endIntent(app, payment, { reason: 'abandoned' }, news)
        : settlePayment(app, ref, { to: 'requires_action' }, news)
    default:
      return endIntent(app, payment, payment.problem ?? problemOf(intent), news, intent.card)
  }
}

/** Nothing new: look again later, and after a day put it before a person. */
async function lookLater(app: App, payment: Payment, looks: number, news: News): Promise<void> {
  const ref = { orgId: payment.orgId, paymentId: payment.id }
  const now = app.clock.now()
  const age = now.getTime() - payment.createdAt.getTime()
  if (payment.state === 'unknown' && age >= REVIEW_AFTER_HOURS * 3_600_000) {
    const problem = payment.problem ?? { reason: 'no_answer' }
    await settlePayment(app, ref, { to: 'review', problem }, news)
    return
  }
  const later = nextLook(payment.state, looks, now)
  if (later) {
    await inOrganization(app.db, ref.orgId, (tx) => postponeLook(tx, ref.paymentId, later))
  }
}
