import { type AttentionKind, openAttentionItem } from './attention/open-item.ts'
import type { Transaction } from './database/transaction.ts'
import type { BusinessEvent } from './processor/app.ts'

const NEEDS_A_PERSON: Record<BusinessEvent['is'], AttentionKind> = {
  paymentUnclear: 'unclear_payment',
  moneyOnClosedPayment: 'money_on_closed_payment',
  amountDiffers: 'amount_differs',
}

/** "When X happened, do Y": the only list of it, run in the transaction of X. */
export function reactions(newId: () => string) {
  return async (tx: Transaction, event: BusinessEvent): Promise<void> => {
    await openAttentionItem(tx, {
      orgId: event.orgId,
      id: newId(),
      kind: NEEDS_A_PERSON[event.is],
      paymentId: event.paymentId,
      detail: event.detail,
      now: event.at,
    })
  }
}
