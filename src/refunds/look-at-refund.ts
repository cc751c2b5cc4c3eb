import { inOrganization } from '../database/transaction.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import type { Answer, ProcessorRefund } from '../processor/processor.ts'
import { askForRefund } from './ask-for-refund.ts'
import {
  type CardRefund,
  LEASE_SECONDS,
  nextLook,
  REVIEW_AFTER_HOURS,
  type Refund,
  type RefundRef,
  SAME_KEY_HOURS,
} from './refund.ts'
import { type News, outcomeOf, settleRefund } from './settle-refund.ts'
import { claimLook, postponeLook } from './store.ts'

/**
 * What happened to a refund that is due to be looked at? Whoever worked on it is dead or was not
 * answered, or the bank takes its time. As long as the processor knows our key it is asked the
 * same again; later its refunds of that payment are read. There is never a second call of another key.
 */
export async function lookAtRefund(app: App, ref: RefundRef): Promise<void> {
  const now = app.clock.now()
  const lease = new Date(now.getTime() + LEASE_SECONDS * 1000)
  const refund = await inOrganization(app.db, ref.orgId, (tx) =>
    claimLook(tx, ref.refundId, now, lease),
  )
  if (!refund) return
  const after = await resolve(app, refund, { door: 'sweeper' })
  if (after.state === refund.state) await lookLater(app, after, refund.looks)
}

/** Asks the processor what a refund is now, and settles it by that. */
export async function resolve(app: App, refund: CardRefund, news: News): Promise<Refund> {
  const ref = { orgId: refund.orgId, refundId: refund.id }
  const hours = (app.clock.now().getTime() - refund.createdAt.getTime()) / 3_600_000
  if (refund.processorRefundId === null && hours < SAME_KEY_HOURS && refund.parameters !== null) {
    return askForRefund(app, refund, news)
  }
  const found = await readRefund(app, refund)
  if (found.is === 'answered' && found.value !== null) {
    return settleRefund(app, ref, outcomeOf(found.value), news)
  }
  const problem = refund.problem ?? { reason: 'no_answer' }
  // Its worker died before it could say so.
  if (refund.state === 'created') return settleRefund(app, ref, { to: 'unknown', problem }, news)
  if (refund.state === 'unknown' && hours >= REVIEW_AFTER_HOURS) {
    return settleRefund(app, ref, { to: 'review', problem }, news)
  }
  return refund
}

async function readRefund(app: App, refund: CardRefund): Promise<Answer<ProcessorRefund | null>> {
  const processor = await app.processors.of(refund)
  if (refund.processorRefundId) return processor.readRefund(refund.processorRefundId)
  const listed = await processor.listRefunds(refund.parameters.intentId)
  if (listed.is !== 'answered') return listed
  const id = toTypeId('rfd', refund.id)
  return { is: 'answered', value: listed.value.find((one) => one.refund === id) ?? null }
}

async function lookLater(app: App, refund: Refund, looks: number): Promise<void> {
  const later = nextLook(refund.state, looks, app.clock.now())
  if (later) {
    await inOrganization(app.db, refund.orgId, (tx) => postponeLook(tx, refund.id, later))
  }
}
