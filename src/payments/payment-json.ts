import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import type { BankAccount, Card } from '../processor/processor.ts'
import { bankAccountName, cardName } from '../wallet/authorization.ts'
import { moneyMoved, receiptNumber } from './payment.ts'
import { paidWith, paymentSentence } from './payment-words.ts'
import type { ListedPayment } from './store.ts'

/** A payment as lists show it. */
export function paymentRowJson(payment: ListedPayment) {
  const { receiptId, receiptNumber: number } = payment
  return {
    id: toTypeId('pay', payment.id),
    accountId: toTypeId('acc', payment.accountId),
    amount: moneyJson(payment.amount, payment.currency),
    state: payment.state,
    moneyMoved: moneyMoved(payment.state),
    sentence: paymentSentence(payment),
    tender: payment.tender,
    paidWith: paidWith(payment),
    card: cardJson(payment.card),
    bank: bankJson(payment.bank),
    postedOn: payment.postedOn,
    reference: payment.reference,
    description: payment.description,
    by: payment.openedByName,
    createdAt: payment.createdAt.toISOString(),
    settledAt: payment.settledAt?.toISOString() ?? null,
    receipt:
      receiptId && number !== null
        ? { id: toTypeId('rcp', receiptId), number: receiptNumber(number) }
        : null,
  }
}

/** Brand, last four and date: all that is ever shown of a card. */
export function cardJson(card: Card | null) {
  if (!card) return null
  const { brand, last4, expMonth, expYear } = card
  return { name: cardName(card), brand, last4, expMonth, expYear }
}

/** Bank, last four and the reference of the mandate. */
function bankJson(bank: BankAccount | null) {
  if (!bank) return null
  const { bankName, last4, accountType, mandateId = null } = bank
  return { name: bankAccountName(bank), bankName, last4, accountType, mandate: mandateId }
}
