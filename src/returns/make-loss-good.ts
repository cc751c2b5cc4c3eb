import type { Transaction } from '../database/transaction.ts'
import { giveBack } from '../ledger/give-back.ts'
import { postLedger } from '../ledger/post.ts'
import { returnOf, writeMadeGood } from './store.ts'

/**
 * Money that a payment has again makes good what its return took beyond it. Answers how much of it
 * does; `n` tells its lines from others of the same return. The caller has locked the payment.
 */
export async function makeReturnGood(
  newId: () => string,
  tx: Transaction,
  paymentId: string,
  money: { amount: bigint; n: number; at: Date; effectiveOn: string },
): Promise<bigint> {
  const made = await returnOf(tx, paymentId)
  if (!made) return 0n
  const loss = made.amount - made.taken
  const amount = money.amount < loss ? money.amount : loss
  if (amount === 0n) return 0n
  const { orgId, accountId, currency, processorAccountId, openedByName: byName } = made
  const { n, at, effectiveOn } = money
  const line = { source: 'return' as const, sourceId: made.id, n, amount, processorAccountId }
  const occasion = { orgId, accountId, currency, at, effectiveOn, byName, why: 'return' as const }
  await giveBack(tx, occasion, { ...line, place: 'clearing', paymentId }, newId)
  await postLedger(tx, orgId, [
    {
      ...line,
      event: 'loss_made_good',
      currency,
      accountId,
      invoiceId: null,
      postedAt: at,
      effectiveOn,
    },
  ])
  await writeMadeGood(tx, made.id, amount)
  return amount
}
