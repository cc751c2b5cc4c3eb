import type { Transaction } from '../database/transaction.ts'
import type { Occasion } from '../ledger/allocate.ts'
import type { MoneyBack } from '../ledger/give-back.ts'
import { postLedger } from '../ledger/post.ts'
import type { LedgerSource, TransferEvent } from '../ledger/transfers.ts'
import type { Dispute } from './dispute.ts'

/** A dispute, and when its lines are written. */
export interface Books {
  tx: Transaction
  dispute: Dispute
  at: Date
  effectiveOn: string
}

export function occasionOf({ dispute, at, effectiveOn }: Books): Occasion {
  const { orgId, accountId, currency } = dispute
  return { orgId, accountId, currency, at, effectiveOn, byName: 'The bank', why: 'dispute' }
}

export function moneyBackOf(dispute: Dispute, amount: bigint): MoneyBack & { source: 'dispute' } {
  const { id, lines, paymentId, processorAccountId } = dispute
  const source = 'dispute' as const
  return {
    source,
    sourceId: id,
    n: lines,
    paymentId,
    amount,
    place: 'clearing',
    processorAccountId,
  }
}

/** A line that touches no payment: what the organization loses or gets itself. */
export async function postLine(
  { tx, dispute, at, effectiveOn }: Books,
  source: LedgerSource,
  event: TransferEvent,
  amount: bigint,
): Promise<void> {
  await postLedger(tx, dispute.orgId, [
    {
      source,
      sourceId: dispute.id,
      event,
      n: dispute.lines,
      amount,
      currency: dispute.currency,
      accountId: source === 'fee' ? null : dispute.accountId,
      invoiceId: null,
      processorAccountId: dispute.processorAccountId,
      postedAt: at,
      effectiveOn,
    },
  ])
  dispute.lines += 1
}
