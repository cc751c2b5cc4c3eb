import { inOrganization, type Transaction } from '../database/transaction.ts'
import { makeDisputesGood } from '../disputes/make-loss-good.ts'
import { assert } from '../kit/assert.ts'
import { todayIn } from '../kit/time.ts'
import { takeBack } from '../ledger/give-back.ts'
import { openDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import { lockToGiveBack } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import type { ProcessorRefund } from '../processor/processor.ts'
import { makeReturnGood } from '../returns/make-loss-good.ts'
import { moneyBackOf, occasionOf } from './give-money-back.ts'
import {
  type Door,
  mayBecome,
  nextLook,
  type Refund,
  type RefundProblem,
  type RefundRef,
} from './refund.ts'
import { findRefund, lockRefund, moveRefund, writeMadeGood } from './store.ts'

/** What became of a refund, as far as anybody knows. */
export type Outcome =
  | { to: 'pending' | 'succeeded'; processorRefundId: string }
  | { to: 'failed'; processorRefundId: string | null; problem: RefundProblem }
  | { to: 'unknown' | 'review'; problem: RefundProblem }

export interface News {
  door: Door
  byName?: string | null
}

/** What a refund at the processor means for ours. */
export function outcomeOf(refund: ProcessorRefund): Outcome {
  const { id: processorRefundId, state, failureReason } = refund
  return state === 'failed'
    ? { to: 'failed', processorRefundId, problem: { reason: failureReason ?? 'unknown' } }
    : { to: state, processorRefundId }
}

/**
 * The only writer of what became of a refund. All doors lead here (the answer, the webhook, the
 * poll, the sweeper), in any order and any number of times. When it failed, the money is account
 * credit again, and a person is told: it is not put back on invoices that may be paid by now.
 * News of another refund at the processor than ours changes nothing.
 */
export async function settleRefund(
  app: App,
  ref: RefundRef,
  outcome: Outcome,
  news: News,
): Promise<Refund> {
  const settled = await inOrganization(app.db, ref.orgId, async (tx) => {
    const refund = await lockRefundWithItsMoney(tx, ref)
    // News may be older than what we know.
    if (!mayBecome(refund.state, outcome.to) || isOfAnother(refund, outcome)) return refund
    return settle(app, tx, refund, outcome, news)
  })
  app.changed(ref.orgId)
  return settled
}

function isOfAnother(refund: Refund, outcome: Outcome): boolean {
  const id = 'processorRefundId' in outcome ? outcome.processorRefundId : null
  return id !== null && refund.processorRefundId !== null && id !== refund.processorRefundId
}

/** The order of locks everywhere: account, invoices by id, payment, and what hangs on it. */
async function lockRefundWithItsMoney(tx: Transaction, ref: RefundRef): Promise<Refund> {
  const found = await findRefund(tx, ref.refundId)
  assert(found, 'a refund that was opened exists')
  await lockToGiveBack(tx, found.paymentId)
  const refund = await lockRefund(tx, ref.refundId)
  assert(refund, 'a refund that was opened exists')
  return refund
}

async function settle(
  app: App,
  tx: Transaction,
  refund: Refund,
  outcome: Outcome,
  news: News,
): Promise<Refund> {
  const now = app.clock.now()
  const problem = 'problem' in outcome ? outcome.problem : null
  const processorRefundId =
    ('processorRefundId' in outcome && outcome.processorRefundId) || refund.processorRefundId
  const lookAt = nextLook(outcome.to, 0, now)
  await moveRefund(
    tx,
    { orgId: refund.orgId, refundId: refund.id },
    {
      from: refund.state,
      to: outcome.to,
      at: now,
      door: news.door,
      byName: news.byName ?? null,
      lookAt,
      problem,
      processorRefundId,
    },
  )
  const settled: Refund = {
    ...refund,
    state: outcome.to,
    changedAt: now,
    settledAt: lookAt === null ? now : null,
    lookAt,
    looks: 0,
    problem,
    processorRefundId,
  }
  if (outcome.to === 'failed') settled.madeGood = await bringBack(app, tx, refund, now)
  await tell(app, tx, settled, now)
  return settled
}

/**
 * What had gone back is here again. What a bank took beyond the payment meanwhile is made good
 * first: the client has it. The rest is account credit of the payment. Answers what was made good.
 */
async function bringBack(app: App, tx: Transaction, refund: Refund, at: Date): Promise<bigint> {
  const organization = await theOrganization(tx)
  const effectiveOn = openDay(todayIn(organization.timeZone, at), organization)
  await takeBack(tx, occasionOf(refund, at, effectiveOn), moneyBackOf(refund))
  const { id, paymentId, amount, n } = refund
  const ofDisputes = { amount, at, effectiveOn }
  const disputes = await makeDisputesGood(app.newId, tx, paymentId, ofDisputes)
  const ofReturn = { amount: amount - disputes, n, at, effectiveOn }
  const madeGood = disputes + (await makeReturnGood(app.newId, tx, paymentId, ofReturn))
  if (madeGood > 0n) await writeMadeGood(tx, id, madeGood)
  return madeGood
}

async function tell(app: App, tx: Transaction, refund: Refund, at: Date): Promise<void> {
  if (refund.state === 'succeeded') await app.react(tx, { is: 'refundSucceeded', refund, at })
  await app.react(tx, { is: 'moved', what: 'refund', orgId: refund.orgId, id: refund.id, at })
}
