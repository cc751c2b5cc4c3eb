import type { Transaction } from '../database/transaction.ts'
import { giveBack } from '../ledger/give-back.ts'
import { moneyBackOf, occasionOf, postLine } from './book-dispute.ts'
import { lossOf } from './dispute.ts'
import { disputesOf, writeDispute } from './store.ts'

/**
 * Money that a payment has again makes good what its disputes took beyond it: the client has that
 * from their bank. Answers how much of it does. The caller has locked the payment.
 */
export async function makeDisputesGood(
  newId: () => string,
  tx: Transaction,
  paymentId: string,
  money: { amount: bigint; at: Date; effectiveOn: string },
): Promise<bigint> {
  let left = money.amount
  for (const dispute of await disputesOf(tx, paymentId)) {
    const loss = lossOf(dispute)
    const part = left < loss ? left : loss
    if (part === 0n) continue
    const books = { tx, dispute, at: money.at, effectiveOn: money.effectiveOn }
    await giveBack(tx, occasionOf(books), moneyBackOf(dispute, part), newId)
    dispute.lines += 1
    await postLine(books, 'dispute', 'loss_made_good', part)
    dispute.withdrawn += part
    dispute.madeGood += part
    await writeDispute(tx, { ...dispute, changedAt: money.at })
    left -= part
  }
  return money.amount - left
}
