import type { Transaction } from '../database/transaction.ts'
import { forbidsTheCard, neverRetry } from '../processor/explain-decline.ts'
import type { Card, Decline } from '../processor/processor.ts'
import { setCardDoNotCharge, setDoNotCharge } from '../wallet/methods.ts'
import type { Payment } from './payment.ts'

/** What a bank forbids is not charged again: this row, or the card wherever it is saved. */
export async function stopTheCard(
  tx: Transaction,
  { methodId, processorAccountId }: Payment,
  decline: Decline,
  card: Card | null,
  now: Date,
): Promise<void> {
  if (methodId && neverRetry(decline)) await setDoNotCharge(tx, methodId, now)
  if (processorAccountId && card?.fingerprint && forbidsTheCard(decline)) {
    await setCardDoNotCharge(tx, { processorAccountId, fingerprint: card.fingerprint }, now)
  }
}
