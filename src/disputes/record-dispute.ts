import { inOrganization, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { todayIn } from '../kit/time.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { giveBack, takeBack } from '../ledger/give-back.ts'
import { openDay } from '../organizations/open-day.ts'
import { theOrganization } from '../organizations/organization.ts'
import { findPaymentOfIntent, lockToGiveBack, type PaidPayment } from '../payments/payments.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import type { ProcessorDispute } from '../processor/processor.ts'
import { returnEcheck } from '../returns/return-echeck.ts'
import { type Books, moneyBackOf, occasionOf, postLine } from './book-dispute.ts'
import {
  type Dispute,
  type Door,
  isOpen,
  mayBecome,
  splitReinstatement,
  splitWithdrawal,
  takenBack,
} from './dispute.ts'
import { lockProcessorDispute, writeDispute, writeEvent } from './store.ts'

export interface News {
  door: Door
}

/**
 * A dispute as the processor has it, whoever came across it: the only writer of disputes. Money is
 * booked by what the processor's balance says was withdrawn, given again and charged as a fee, as
 * far as it is not booked yet; so twice is once, and older news than ours change nothing.
 */
export async function recordDispute(
  app: App,
  account: ProcessorAccountRef,
  seen: ProcessorDispute,
  news: News,
): Promise<'recorded' | 'no_payment' | 'not_yet'> {
  const recorded = await inOrganization(app.db, account.orgId, async (tx) => {
    const found =
      seen.intentId === null
        ? undefined
        : await findPaymentOfIntent(tx, account.processorAccountId, seen.intentId)
    const payment = found && (await lockToGiveBack(tx, found.id))
    if (payment?.state !== 'succeeded') return 'no_payment'
    // A debit that the client's bank sent back: nobody decides about it any more.
    if (payment.tender === 'echeck') return returnEcheck(app, tx, account, payment, seen)
    const known = await lockProcessorDispute(tx, account.processorAccountId, seen.id)
    await record(app, tx, payment, known ?? openDispute(app, payment, account, seen), {
      seen,
      news,
      isNew: !known,
    })
    return 'recorded'
  })
  app.changed(account.orgId)
  return recorded
}

function openDispute(
  app: App,
  payment: PaidPayment,
  account: ProcessorAccountRef,
  seen: ProcessorDispute,
): Dispute {
  return {
    id: app.newId(),
    orgId: account.orgId,
    paymentId: payment.id,
    accountId: payment.accountId,
    processorAccountId: account.processorAccountId,
    processorDisputeId: seen.id,
    amount: BigInt(seen.amount),
    currency: payment.currency,
    state: 'needs_response',
    isInquiry: seen.isInquiry,
    processorState: seen.processorState,
    reason: seen.reason,
    dueBy: seen.dueBy,
    withdrawn: 0n,
    withdrawnMore: 0n,
    reinstated: 0n,
    reinstatedMore: 0n,
    madeGood: 0n,
    fee: 0n,
    lines: 0,
    openedAt: seen.createdAt,
    changedAt: seen.createdAt,
    closedAt: null,
    evidenceSentAt: null,
    evidenceSentBy: null,
  }
}

interface Heard {
  seen: ProcessorDispute
  news: News
  isNew: boolean
}

async function record(
  app: App,
  tx: Transaction,
  payment: PaidPayment,
  before: Dispute,
  { seen, news, isNew }: Heard,
): Promise<void> {
  const now = app.clock.now()
  const state = mayBecome(before.state, seen.state) ? seen.state : before.state
  const isOver = !isOpen(state)
  const dispute: Dispute = {
    ...before,
    state,
    isInquiry: before.withdrawn > 0n ? false : seen.isInquiry,
    processorState: state === seen.state ? seen.processorState : before.processorState,
    dueBy: seen.dueBy ?? before.dueBy,
    changedAt: now,
    closedAt: isOver ? (before.closedAt ?? now) : null,
  }
  // The row stands before the lines that name it.
  await writeDispute(tx, dispute)
  const tell = (what: 'opened' | 'changed' | 'withdrawn' | 'reinstated' | 'fee', amount?: bigint) =>
    writeEvent(tx, dispute, {
      at: now,
      what,
      state,
      amount: amount ?? null,
      door: news.door,
      by: null,
    })
  if (isNew) await tell('opened', dispute.amount)
  else if (state !== before.state || seen.processorState !== before.processorState) {
    await tell('changed')
  }

  const organization = await theOrganization(tx)
  const effectiveOn = openDay(todayIn(organization.timeZone, now), organization)
  const books = { tx, dispute, at: now, effectiveOn }
  const withdrawn = BigInt(seen.withdrawn) - takenBack(dispute)
  if (withdrawn > 0n) {
    await withdraw(app, books, payment, withdrawn)
    await tell('withdrawn', withdrawn)
  }
  const reinstated = BigInt(seen.reinstated) - dispute.reinstated - dispute.reinstatedMore
  if (reinstated > 0n) {
    await reinstate(books, reinstated)
    await tell('reinstated', reinstated)
  }
  const fee = BigInt(seen.fee) - dispute.fee
  if (fee !== 0n) {
    await bookFee(books, fee)
    await tell('fee', fee)
  }
  await writeDispute(tx, dispute)
  const { orgId, id } = dispute
  await app.react(tx, { is: 'moved', what: 'dispute', orgId, id, at: now })
}

/** The bank takes money back: invoices are owed again; what the payment has no more is our loss. */
async function withdraw(
  app: App,
  books: Books,
  payment: PaidPayment,
  amount: bigint,
): Promise<void> {
  const { tx, dispute } = books
  const inHand = await paymentInHand(tx, payment.id)
  assert(inHand, 'a payment that was locked is there')
  const { ofPayment, beyond } = splitWithdrawal(amount, inHand.left + inHand.allocated)
  if (ofPayment > 0n) {
    await giveBack(tx, occasionOf(books), moneyBackOf(dispute, ofPayment), app.newId)
    dispute.withdrawn += ofPayment
    dispute.lines += 1
  }
  if (beyond > 0n) {
    await postLine(books, 'dispute', 'disputed_more', beyond)
    dispute.withdrawnMore += beyond
  }
}

/** The bank gives it again: account credit of the payment, which nobody puts on invoices unasked. */
async function reinstate(books: Books, amount: bigint): Promise<void> {
  const { tx, dispute } = books
  const { ofPayment, beyond } = splitReinstatement(amount, dispute)
  if (ofPayment > 0n) {
    await takeBack(tx, occasionOf(books), moneyBackOf(dispute, ofPayment))
    dispute.reinstated += ofPayment
    dispute.lines += 1
  }
  if (beyond > 0n) {
    await postLine(books, 'dispute', 'dispute_won_more', beyond)
    dispute.reinstatedMore += beyond
  }
}

async function bookFee(books: Books, fee: bigint): Promise<void> {
  if (fee > 0n) await postLine(books, 'fee', 'fee', fee)
  else await postLine(books, 'fee', 'fee_returned', -fee)
  books.dispute.fee += fee
}
