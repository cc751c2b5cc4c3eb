import type { Payment } from '../../../api/contract.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { moneyText } from '../../../ui/Money.tsx'

/** The client, or the account where several clients share one. */
export function payerName({ client, account }: Payment): string {
  return client?.name ?? account.name
}

/** The first thing said: whether money was taken. */
export function headline(payment: Payment): string {
  const amount = moneyText(payment.amount)
  const card = payment.tender === 'card' ? (payment.card?.name ?? t.newCard) : payment.paidWith
  switch (payment.state) {
    case 'succeeded':
      return t.paidTitle(amount, card)
    case 'processing':
      return t.processingTitle(amount)
    case 'requires_action':
      return t.actionTitle(payerName(payment))
    case 'failed':
      return t.declinedTitle
    case 'unknown':
      return t.unknownTitle
    case 'review':
      return t.reviewTitle
    case 'canceled':
      return t.canceledTitle
    default:
      return t.confirmingTitle(amount)
  }
}
