import { inOrganization } from '../database/transaction.ts'
import { recordDispute } from '../disputes/record-dispute.ts'
import type { App } from '../processor/app.ts'
import { type Compared, type Comparison, type Found, isAnswered } from './difference.ts'
import { cardPaymentsOf, disputesOf } from './store.ts'

/** Disputes are argued about for months: so far back they are compared, whatever is asked. */
const LOOK_BACK_MS = 120 * 24 * 3_600_000

/**
 * Disputes at the processor against those here; what the news of was lost is recorded as if it had
 * come. Null: the processor did not answer.
 */
export async function compareDisputes(app: App, of: Comparison): Promise<Compared | null> {
  const { account, since, now } = of
  const processor = await app.processors.of(account)
  const from = new Date(Math.min(since.getTime(), now.getTime() - LOOK_BACK_MS))
  const listed = await processor.listDisputesSince(from)
  if (!isAnswered(listed)) return null
  const ids = listed.value.map(({ id }) => id)
  const intents = listed.value.flatMap(({ intentId }) => (intentId === null ? [] : [intentId]))
  const { known, payments } = await inOrganization(app.db, account.orgId, async (tx) => ({
    known: await disputesOf(tx, account.processorAccountId, ids),
    payments: await cardPaymentsOf(tx, account.processorAccountId, intents),
  }))
  const byId = new Map(known.map((dispute) => [dispute.processorDisputeId, dispute]))
  const paymentOf = new Map(payments.map(({ intentId, id }) => [intentId, id]))
  const found = listed.value.flatMap((dispute): Found[] => {
    const ours = byId.get(dispute.id)
    if (ours && (ours.processorState ?? dispute.processorState) === dispute.processorState)
      return []
    return [
      {
        kind: ours ? 'dispute_differs' : 'unknown_dispute',
        subject: dispute.id,
        paymentId: paymentOf.get(dispute.intentId ?? '') ?? null,
        amount: BigInt(dispute.amount),
        currency: dispute.currency,
        happenedAt: dispute.createdAt,
        found: { here: ours?.processorState ?? 'none', processor: dispute.processorState },
        absorb: async () =>
          (await recordDispute(app, account, dispute, { door: 'check' })) === 'recorded',
      },
    ]
  })
  return { count: listed.value.length, found }
}
