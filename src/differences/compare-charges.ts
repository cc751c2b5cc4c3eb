import { inOrganization } from '../database/transaction.ts'
import { toTypeId } from '../kit/id.ts'
import { hearOfIntent } from '../payments/hear-of-intent.ts'
import { isFinal } from '../payments/payment.ts'
import { findPaymentOfIntent } from '../payments/payments.ts'
import { settleFee } from '../payments/sweep-fees.ts'
import type { App } from '../processor/app.ts'
import type { ProcessorCharge } from '../processor/processor-money.ts'
import { type Compared, type Comparison, type Found, isAnswered } from './difference.ts'
import { type CardPayment, cardPaymentsOf, paidByCardSince } from './store.ts'

/** What is still being worked on is no difference yet. */
const AT_WORK_MS = 60 * 60_000
/** The two clocks differ; at the edge of the time nothing is called missing. */
const EDGE_MS = 24 * 3_600_000

/** Charges that took money against payments by card, both ways. Null: the processor did not answer. */
export async function compareCharges(app: App, of: Comparison): Promise<Compared | null> {
  const { account, since } = of
  const processor = await app.processors.of(account)
  const listed = await processor.listCharges(new Date(since.getTime() - EDGE_MS))
  if (!isAnswered(listed)) return null
  const charges = listed.value
  const intents = charges.flatMap(({ intentId }) => (intentId === null ? [] : [intentId]))
  const { known, paid } = await inOrganization(app.db, account.orgId, async (tx) => ({
    known: await cardPaymentsOf(tx, account.processorAccountId, intents),
    paid: await paidByCardSince(tx, account.processorAccountId, since),
  }))
  const byIntent = new Map(known.map((payment) => [payment.intentId, payment]))
  const found: Found[] = []
  for (const charge of charges) {
    const payment = byIntent.get(charge.intentId ?? '')
    const difference = payment
      ? differing(app, charge, payment, of)
      : charge.createdAt >= since
        ? unknown(charge)
        : null
    if (difference) found.push(difference)
  }
  const charged = new Set(intents)
  const missing = paid.filter(({ intentId }) => !charged.has(intentId))
  found.push(...missing.map(missingAt))
  return { count: charges.length, found }
}

function unknown(charge: ProcessorCharge): Found {
  return {
    ...about(charge, null),
    kind: 'unknown_charge',
    found: { processor: 'paid', ...(charge.card ? { card: charge.card } : {}) },
  }
}

function differing(
  app: App,
  charge: ProcessorCharge,
  payment: CardPayment,
  of: Comparison,
): Found | null {
  if (payment.state !== 'succeeded') return unsettled(app, charge, payment, of)
  if (BigInt(charge.amount) !== payment.amount || charge.currency !== payment.currency) {
    const ours = `${payment.amount} ${payment.currency}`
    return {
      ...about(charge, payment),
      kind: 'amount_differs',
      found: { here: ours, processor: `${charge.amount} ${charge.currency}` },
    }
  }
  if (payment.feeKnown || charge.fee === null) return null
  // It is known a little after the payment, whoever asks.
  if (isAtWork(payment, { ...of, byPerson: false })) return null
  return {
    ...about(charge, payment),
    kind: 'unknown_fee',
    amount: BigInt(charge.fee.amount),
    currency: charge.fee.currency,
    found: { here: 'unknown', processor: 'known' },
    absorb: () => settleFee(app, { orgId: payment.orgId, paymentId: payment.id }, charge),
  }
}

function unsettled(
  app: App,
  charge: ProcessorCharge,
  payment: CardPayment,
  of: Comparison,
): Found | null {
  const open = !isFinal(payment.state)
  if (open && isAtWork(payment, of)) return null
  return {
    ...about(charge, payment),
    kind: 'unsettled_charge',
    found: { here: payment.state, processor: 'paid' },
    ...(open ? { absorb: () => settleBy(app, payment) } : {}),
  }
}

/** The answer, the webhook or the fee may still be on their way; a person who asks does not wait. */
function isAtWork({ changedAt }: CardPayment, { now, byPerson }: Comparison): boolean {
  return !byPerson && now.getTime() - changedAt.getTime() < AT_WORK_MS
}

/** Reads the intent and settles it, as a webhook would have had it done. */
export async function settleBy(
  app: App,
  { orgId, processorAccountId, intentId }: CardPayment,
): Promise<boolean> {
  const find = () =>
    inOrganization(app.db, orgId, (tx) => findPaymentOfIntent(tx, processorAccountId, intentId))
  const payment = await find()
  if (!payment || !(await hearOfIntent(app, payment, { door: 'sweeper' }))) return false
  return (await find())?.state === 'succeeded'
}

function missingAt(payment: CardPayment): Found {
  return {
    kind: 'missing_charge',
    subject: toTypeId('pay', payment.id),
    paymentId: payment.id,
    amount: payment.amount,
    currency: payment.currency,
    happenedAt: payment.changedAt,
    found: { here: 'paid', processor: 'none' },
  }
}

function about(charge: ProcessorCharge, payment: CardPayment | null) {
  return {
    subject: charge.id,
    paymentId: payment?.id ?? null,
    amount: BigInt(charge.amount),
    currency: charge.currency,
    happenedAt: charge.createdAt,
  }
}
