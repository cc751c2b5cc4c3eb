import type { Transaction } from '../database/transaction.ts'
import { giveBack } from '../ledger/give-back.ts'
import { postLedger } from '../ledger/post.ts'
import type { MoneyPlace } from '../ledger/transfers.ts'
import type { App } from '../processor/app.ts'
import { insertReturn, type PaymentReturn } from './store.ts'

/** Writes a return down and takes its money out of the books: what the payment has no more is our loss. */
export async function bookReturn(
  app: App,
  tx: Transaction,
  made: PaymentReturn,
  place: Extract<MoneyPlace, 'checks' | 'clearing'>,
): Promise<void> {
  await insertReturn(tx, made)
  const { orgId, accountId, currency, paymentId, amount, taken, processorAccountId } = made
  const { createdAt: at, returnedOn: effectiveOn, openedByName: byName } = made
  const common = { source: 'return' as const, sourceId: made.id, n: 0, place, processorAccountId }
  if (taken > 0n) {
    const occasion = { orgId, accountId, currency, at, effectiveOn, byName, why: 'return' as const }
    await giveBack(tx, occasion, { ...common, paymentId, amount: taken }, app.newId)
  }
  if (taken === amount) return
  await postLedger(tx, orgId, [
    {
      ...common,
      event: 'returned_more',
      amount: amount - taken,
      currency,
      accountId,
      invoiceId: null,
      postedAt: at,
      effectiveOn,
    },
  ])
}
