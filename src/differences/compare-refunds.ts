import { inOrganization } from '../database/transaction.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import type { ProcessorRefund } from '../processor/processor.ts'
import { recordProcessorRefund } from '../refunds/record-processor-refund.ts'
import { type Compared, type Comparison, type Found, isAnswered } from './difference.ts'
import { type CardRefund, cardPaymentsOf, cardRefundsOf, refundedByCardSince } from './store.ts'

/** At the edge of the time nothing is called missing. */
const EDGE_MS = 24 * 3_600_000

/**
 * Refunds at the processor against those here, both ways. What somebody refunded in the dashboard,
 * and what the news of was lost, is recorded as if the news had come. Null: no answer.
 */
export async function compareRefunds(app: App, of: Comparison): Promise<Compared | null> {
  const { account, since } = of
  const processor = await app.processors.of(account)
  const listed = await processor.listRefundsSince(new Date(since.getTime() - EDGE_MS))
  if (!isAnswered(listed)) return null
  const ids = listed.value.map(({ id }) => id)
  const intents = listed.value.flatMap(({ intentId }) => (intentId === null ? [] : [intentId]))
  const { known, payments, made } = await inOrganization(app.db, account.orgId, async (tx) => ({
    known: await cardRefundsOf(tx, account.processorAccountId, ids),
    payments: await cardPaymentsOf(tx, account.processorAccountId, intents),
    made: await refundedByCardSince(tx, account.processorAccountId, since),
  }))
  const byId = new Map(known.map((refund) => [refund.processorRefundId, refund]))
  const paymentOf = new Map(payments.map(({ intentId, id }) => [intentId, id]))
  const found = listed.value.flatMap((refund) => {
    const paymentId = paymentOf.get(refund.intentId ?? '') ?? null
    return differing(app, account, refund, byId.get(refund.id), paymentId)
  })
  const there = new Set(ids)
  const missing = made.filter(({ processorRefundId }) => !there.has(processorRefundId))
  return { count: listed.value.length, found: [...found, ...missing.map(missingAt)] }
}

function differing(
  app: App,
  account: ProcessorAccountRef,
  refund: ProcessorRefund,
  ours: CardRefund | undefined,
  paymentId: string | null,
): Found[] {
  if (ours && ours.state === refund.state) return []
  // A failure says nothing of a refund that nobody here ever made.
  if (!ours && refund.refund === null && refund.state === 'failed') return []
  const isOurs = ours !== undefined || refund.refund !== null
  return [
    {
      kind: isOurs ? 'refund_differs' : 'unknown_refund',
      subject: refund.id,
      paymentId,
      amount: BigInt(refund.amount),
      currency: refund.currency,
      happenedAt: refund.createdAt,
      found: { here: ours?.state ?? 'none', processor: refund.state },
      absorb: async () => {
        const done = await recordProcessorRefund(app, account, refund, { door: 'check' })
        return done === 'absorbed' || done === 'settled'
      },
    },
  ]
}

function missingAt(refund: CardRefund): Found {
  return {
    kind: 'missing_refund',
    subject: refund.processorRefundId,
    paymentId: refund.paymentId,
    amount: refund.amount,
    currency: refund.currency,
    happenedAt: refund.changedAt,
    found: { here: 'succeeded', processor: 'none' },
  }
}
