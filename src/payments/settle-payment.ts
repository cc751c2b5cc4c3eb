import { commitBehind, inOrganization, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { type PlainDate, todayIn } from '../kit/time.ts'
import { openDay } from '../organizations/open-day.ts'
import type { App } from '../processor/app.ts'
import type { Card, Intent } from '../processor/processor.ts'
import { saveMethod } from '../wallet/save-method.ts'
import { bookMoney, type InvoicePart } from './book-payments.ts'
import {
  type Charge,
  type Door,
  holdsInvoices,
  isFinal,
  mayBecome,
  nextLook,
  type Payment,
  type PaymentProblem,
  type PaymentRef,
  type PaymentState,
} from './payment.ts'
import { bankSaidNo, codedProblem } from './stop-bank-account.ts'
import { stopTheCard } from './stop-card.ts'
import {
  type ChargeToSettle,
  type InvoiceToPay,
  lockAccountOfPayment,
  lockInvoicesOfPayment,
  lockPayment,
  lockPaymentToSettle,
  movePayment,
} from './store.ts'

/** What became of a payment, as far as anybody knows. */
export type Outcome =
  | { to: 'succeeded'; intent: Intent }
  | { to: 'processing' | 'requires_action' }
  /**
   * Closed without money: only after the processor answered that this intent is canceled, or
   * (null) while no intent was committed, so that none can have been confirmed.
   */
  | {
      to: 'failed' | 'canceled'
      intentId: string | null
      problem: PaymentProblem
      card?: Card | null
    }
  | { to: 'unknown' | 'review'; problem: PaymentProblem }

export interface News {
  door: Door
  byName?: string | null
}

/**
 * The only writer of what became of a payment. All doors lead here (the answer, the webhook, the
 * poll, the sweeper, a person), in any order and any number of times: state, allocations, books,
 * receipt and reactions change in one transaction, once.
 */
export async function settlePayment(
  app: App,
  ref: PaymentRef,
  outcome: Outcome,
  news: News,
): Promise<Payment> {
  const settled = await inOrganization(app.db, ref.orgId, (tx) =>
    outcome.to === 'succeeded'
      ? settleSucceeded(app, tx, ref, outcome.intent, news)
      : settleOtherwise(app, tx, ref, outcome, news),
  )
  app.changed(ref.orgId)
  return settled
}

async function settleSucceeded(
  app: App,
  tx: Transaction,
  ref: PaymentRef,
  intent: Intent,
  news: News,
): Promise<Payment> {
  // The order of locks everywhere: account, invoices by id, payment.
  const [, invoices, payment] = await Promise.all([
    lockAccountOfPayment(tx, ref.paymentId),
    lockInvoicesOfPayment(tx, ref.paymentId),
    lockPaymentToSettle(tx, ref.paymentId),
  ])
  assert(payment, 'a payment that was opened exists')
  const now = app.clock.now()

  if (payment.state === 'succeeded') return payment
  if (isFinal(payment.state)) {
    await app.react(tx, { is: 'moneyOnClosedPayment', at: now, ...factsOf(ref, payment, intent) })
    return payment
  }
  if (differs(payment, intent)) {
    const reviewed = await reviewDifference(app, tx, payment, news)
    await app.react(tx, { is: 'amountDiffers', at: now, ...factsOf(ref, payment, intent) })
    return reviewed
  }

  const methodId = await saveItsMethod(app, tx, payment, intent, now)
  const parts = applyTo(invoices, payment.amount)
  const postedOn = dayOfMoney(payment, now)
  const written = Promise.all([
    move(app, tx, payment, 'succeeded', news, {
      problem: null,
      card: intent.card,
      methodId,
      postedOn,
    }),
    bookMoney(app, tx, [{ payment: { ...payment, postedOn }, parts }], now),
  ])
  commitBehind(tx)
  const [settled] = await written
  return settled
}

/**
 * The day it was dated back to, else the day the money came. Its month may have been closed since it
 * was opened: then it is the first day that is open.
 */
function dayOfMoney(payment: ChargeToSettle, now: Date): string {
  const openedOn = todayIn(payment.timeZone, payment.createdAt)
  const isBackdated = payment.postedOn < openedOn
  return openDay(
    isBackdated ? (payment.postedOn as PlainDate) : todayIn(payment.timeZone, now),
    payment,
  )
}

/** The processor took another amount than was asked for: nothing is booked until a person decides. */
async function reviewDifference(
  app: App,
  tx: Transaction,
  payment: Payment,
  news: News,
): Promise<Payment> {
  const problem: PaymentProblem = { reason: 'amount_differs' }
  if (payment.state === 'review') return payment
  if (mayBecome(payment.state, 'review')) return move(app, tx, payment, 'review', news, { problem })
  const unknown = await move(app, tx, payment, 'unknown', news, { problem })
  return move(app, tx, unknown, 'review', news, { problem })
}

async function settleOtherwise(
  app: App,
  tx: Transaction,
  ref: PaymentRef,
  outcome: Exclude<Outcome, { to: 'succeeded' }>,
  news: News,
): Promise<Payment> {
  const payment = await lockThePayment(tx, ref)
  if (payment.state === outcome.to || isFinal(payment.state)) return payment
  // An intent was committed since this was believed to have none: its owner may be confirming it.
  if ('intentId' in outcome && outcome.intentId !== payment.intentId) return payment
  // News may be older than what we know: processing does not follow on unknown's end, and so on.
  if (!mayBecome(payment.state, outcome.to)) return payment
  const problem = 'problem' in outcome ? codedProblem(payment, outcome.problem) : null
  const card = 'card' in outcome ? (outcome.card ?? null) : null
  const now = app.clock.now()
  if (outcome.to === 'failed' && payment.tender === 'echeck') {
    await bankSaidNo(tx, payment, problem, now)
  } else if (outcome.to === 'failed' && problem?.decline) {
    await stopTheCard(tx, payment, problem.decline, card ?? payment.card, now)
  }
  return move(app, tx, payment, outcome.to, news, { problem, card })
}

async function move(
  app: App,
  tx: Transaction,
  payment: Payment,
  to: PaymentState,
  news: News,
  learned: Learned,
): Promise<Payment> {
  const { problem, card = null, methodId = null, postedOn = null } = learned
  assert(mayBecome(payment.state, to), `a payment does not go from ${payment.state} to ${to}`)
  const now = app.clock.now()
  const lookAt = nextLook(to, 0, now)
  const moved = movePayment(
    tx,
    { orgId: payment.orgId, paymentId: payment.id },
    {
      from: payment.state,
      to,
      at: now,
      door: news.door,
      byName: news.byName ?? null,
      holds: holdsInvoices(to),
      lookAt,
      problem,
      card,
      methodId,
      postedOn,
    },
  )
  // Begun at once: the commit may be sent right behind what a move begins.
  await Promise.all([
    moved,
    app.react(tx, {
      is: 'paymentMoved',
      orgId: payment.orgId,
      paymentId: payment.id,
      from: payment.state,
      to,
      isRetry: payment.retryOf !== null,
      at: now,
    }),
  ])
  return {
    ...payment,
    state: to,
    changedAt: now,
    lookAt,
    looks: 0,
    settledAt: isFinal(to) ? now : null,
    problem,
    card: card ?? payment.card,
    methodId: methodId ?? payment.methodId,
    postedOn: postedOn ?? payment.postedOn,
  }
}

/** What the news of a payment taught us about it. */
interface Learned {
  problem: PaymentProblem | null
  card?: Card | null
  methodId?: string | null
  postedOn?: string | null
}

async function saveItsMethod(
  app: App,
  tx: Transaction,
  payment: Charge,
  intent: Intent,
  now: Date,
): Promise<string | null> {
  if (!payment.saveMethod || !payment.authorizationId || !intent.card || !intent.methodId) {
    return null
  }
  const saved = await saveMethod(app, tx, {
    orgId: payment.orgId,
    accountId: payment.accountId,
    processorAccountId: payment.processorAccountId,
    processorMethodId: intent.methodId,
    facts: { kind: 'card', ...intent.card },
    authorizationId: payment.authorizationId,
    byWhom: payment.openedByName,
    now,
  })
  return saved.id
}

/** To each invoice what was meant for it, but never more than is still due; the rest is credit. */
function applyTo(invoices: InvoiceToPay[], amount: bigint): InvoicePart[] {
  const parts: InvoicePart[] = []
  let left = amount
  for (const { invoiceId, meant, due } of invoices.sort(byPosition)) {
    const part = least(meant, due, left)
    if (part <= 0n) continue
    parts.push({ invoiceId, amount: part })
    left -= part
  }
  return parts
}

function byPosition(a: InvoiceToPay, b: InvoiceToPay): number {
  return a.position - b.position
}

function differs(payment: Payment, intent: Intent): boolean {
  return BigInt(intent.amountReceived) !== payment.amount || intent.currency !== payment.currency
}

function factsOf(ref: PaymentRef, payment: Payment, intent: Intent) {
  return {
    ...ref,
    detail: {
      intentId: intent.id,
      state: payment.state,
      asked: Number(payment.amount),
      received: intent.amountReceived,
    },
  }
}

function least(...amounts: bigint[]): bigint {
  return amounts.reduce((a, b) => (a < b ? a : b))
}

async function lockThePayment(tx: Transaction, ref: PaymentRef): Promise<Payment> {
  const payment = await lockPayment(tx, ref.paymentId)
  assert(payment, 'a payment that was opened exists')
  return payment
}
