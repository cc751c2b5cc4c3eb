import { inOrganization } from '../database/transaction.ts'
import type { Hearer } from '../processor/hear-events.ts'
import { isFeeKnown } from './fee-store.ts'
import { findPaymentOfIntent } from './store.ts'
import { settleFee } from './sweep-fees.ts'

/**
 * Something became known of a charge. What it took is told by its intent; here it is the fee that
 * is read. The sweep of fees finds what is not on record yet, so nothing is gone through twice.
 */
export const hearChargeEvent: Hearer<boolean> = {
  find: (tx, account, chargeId) => isFeeKnown(tx, account.processorAccountId, chargeId),
  async hear(app, account, event, feeIsKnown) {
    if (feeIsKnown) return 'known'
    const processor = await app.processors.of(account)
    const read = await processor.readChargeById(event.objectId)
    if (read.is === 'refused') return 'unknown_object'
    if (read.is !== 'answered') return 'no_answer'
    const charge = read.value
    if (!charge?.intentId || !charge.fee) return 'known'
    const { intentId } = charge
    const payment = await inOrganization(app.db, account.orgId, (tx) =>
      findPaymentOfIntent(tx, account.processorAccountId, intentId),
    )
    if (!payment) return 'known'
    const ref = { orgId: account.orgId, paymentId: payment.id }
    return (await settleFee(app, ref, charge)) ? 'heard' : 'known'
  },
}
