import { inOrganization } from '../database/transaction.ts'
import { isNews } from '../payouts/payout.ts'
import { knownPayouts, takeIn } from '../payouts/payouts.ts'
import type { App } from '../processor/app.ts'
import { type Compared, type Comparison, type Found, isAnswered } from './difference.ts'

/** Payouts of the processor against those here. Null: the processor did not answer. */
export async function comparePayouts(app: App, of: Comparison): Promise<Compared | null> {
  const { account, since } = of
  const processor = await app.processors.of(account)
  const listed = await processor.listPayouts(since)
  if (!isAnswered(listed)) return null
  const ids = listed.value.map(({ id }) => id)
  const known = await inOrganization(app.db, account.orgId, (tx) =>
    knownPayouts(tx, account.processorAccountId, ids),
  )
  const byId = new Map(known.map((payout) => [payout.processorPayoutId, payout]))
  const found: Found[] = []
  for (const payout of listed.value) {
    const ours = byId.get(payout.id)
    if (!isNews(ours, payout)) continue
    const membersOnly = ours !== undefined && ours.state === payout.state
    found.push({
      kind:
        ours === undefined ? 'unknown_payout' : membersOnly ? 'members_differ' : 'payout_differs',
      subject: payout.id,
      paymentId: null,
      amount: BigInt(payout.amount),
      currency: payout.currency,
      happenedAt: payout.createdAt,
      found: { here: ours?.state ?? 'none', processor: payout.state },
      absorb: () => takeIn(app, account, ours, payout),
    })
  }
  return { count: listed.value.length, found }
}
