import { recordAudit } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { fromTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { openDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import { findPaymentOfIntent, lockToGiveBack } from '../payments/payments.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import type { ProcessorRefund } from '../processor/processor.ts'
import { giveMoneyBack } from './give-money-back.ts'
import { nextLook, type Refund } from './refund.ts'
import { type News, outcomeOf, settleRefund } from './settle-refund.ts'
import { findProcessorRefund, findRefund, insertRefund, refundsOf } from './store.ts'

export type Recorded =
  /** Ours: settled by what it is now. */
  | 'settled'
  /** Made at the processor: taken in, and put before a person. */
  | 'absorbed'
  /** Nothing of ours, or a payment that is not settled yet. */
  | 'no_payment'
  /** More than the payment has here: nothing is booked until a person decides. */
  | 'too_much'

/**
 * A refund as the processor has it, ours or made in its dashboard, whoever came across it. What we
 * made names our refund in its metadata; but one of ours is one there. A second that names it, or
 * one that names what came to nothing here, took money as well: it is taken in like any other.
 */
export async function recordProcessorRefund(
  app: App,
  account: ProcessorAccountRef,
  refund: ProcessorRefund,
  news: News,
): Promise<Recorded> {
  const ours = await inOrganization(app.db, account.orgId, (tx) => findOurs(tx, account, refund))
  if (ours) {
    const ref = { orgId: account.orgId, refundId: ours.id }
    const settled = await settleRefund(app, ref, outcomeOf(refund), news)
    if (settled.processorRefundId === refund.id) return 'settled'
  }
  const recorded = await inOrganization(app.db, account.orgId, (tx) =>
    absorb(app, tx, account, refund, news),
  )
  app.changed(account.orgId)
  return recorded
}

async function findOurs(
  tx: Transaction,
  account: ProcessorAccountRef,
  refund: ProcessorRefund,
): Promise<Refund | undefined> {
  const known = await findProcessorRefund(tx, account.processorAccountId, refund.id)
  if (known) return known
  const id = refund.refund === null ? null : fromTypeId('rfd', refund.refund)
  return id === null ? undefined : findRefund(tx, id)
}

async function absorb(
  app: App,
  tx: Transaction,
  account: ProcessorAccountRef,
  made: ProcessorRefund,
  news: News,
): Promise<Recorded> {
  const found =
    made.intentId === null
      ? undefined
      : await findPaymentOfIntent(tx, account.processorAccountId, made.intentId)
  const payment = found && (await lockToGiveBack(tx, found.id))
  if (payment?.state !== 'succeeded') return 'no_payment'
  // Somebody else may have taken it in, before we had the lock.
  if (await findProcessorRefund(tx, account.processorAccountId, made.id)) return 'settled'
  // It came to nothing before we heard of it: no money went anywhere.
  if (made.state === 'failed') return 'settled'
  const inHand = await paymentInHand(tx, payment.id)
  assert(inHand, 'a payment that was locked is there')
  const now = app.clock.now()
  const amount = BigInt(made.amount)
  const about = {
    orgId: account.orgId,
    paymentId: payment.id,
    at: now,
    detail: { processorRefundId: made.id, amount: made.amount },
  }
  if (amount > inHand.left + inHand.allocated || made.currency !== payment.currency) {
    await app.react(tx, { is: 'refundTooMuch', ...about })
    return 'too_much'
  }
  const organization = await theOrganization(tx)
  const lookAt = nextLook(made.state, 0, now)
  const refund: Refund = {
    id: app.newId(),
    orgId: account.orgId,
    paymentId: payment.id,
    accountId: payment.accountId,
    n: (await refundsOf(tx, payment.id)).length + 1,
    amount,
    currency: payment.currency,
    tender: payment.tender,
    state: made.state,
    origin: 'processor',
    processorAccountId: account.processorAccountId,
    parameters: null,
    processorRefundId: made.id,
    invoices: 'reopen',
    creditId: null,
    reason: 'other',
    note: '',
    checkNumber: null,
    handedOutBy: null,
    tell: null,
    refundedOn: openDay(todayIn(organization.timeZone, now), organization),
    approvalId: null,
    problem: null,
    madeGood: 0n,
    openedBy: null,
    openedByName: 'Made at the processor',
    createdAt: now,
    changedAt: now,
    settledAt: lookAt === null ? now : null,
    lookAt,
    looks: 0,
  }
  await giveMoneyBack(app, tx, refund, payment, inHand)
  await insertRefund(tx, refund, news.door)
  await recordAudit(tx, {
    id: app.newId(),
    orgId: account.orgId,
    at: now,
    actorId: null,
    actorName: refund.openedByName,
    verb: 'refund.absorbed',
    subjectId: refund.id,
    detail: about.detail,
  })
  await app.react(tx, { is: 'moved', what: 'refund', orgId: account.orgId, id: refund.id, at: now })
  return 'absorbed'
}
