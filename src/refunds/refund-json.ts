import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { receiptNumber } from '../payments/payment.ts'
import type { PaidPayment } from '../payments/payments.ts'
import { moneyMoved, type Refund } from './refund.ts'
import { refundedTo, refundSentence } from './refund-words.ts'

/** R-2041/1: the first refund of what R-2041 is the receipt of. */
export function refundNumber(refund: Pick<Refund, 'n'>, payment: PaidPayment): string {
  return `${payment.receiptNumber === null ? '' : receiptNumber(payment.receiptNumber)}/${refund.n}`
}

/** A refund as its payment and lists show it. */
export function refundJson(refund: Refund, payment: PaidPayment) {
  return {
    id: toTypeId('rfd', refund.id),
    number: refundNumber(refund, payment),
    paymentId: toTypeId('pay', refund.paymentId),
    amount: moneyJson(refund.amount, refund.currency),
    state: refund.state,
    moneyMoved: moneyMoved(refund.state),
    sentence: refundSentence(refund, payment),
    to: refundedTo(refund, payment),
    origin: refund.origin,
    invoices: refund.invoices,
    reason: refund.reason,
    note: refund.note,
    checkNumber: refund.checkNumber,
    handedOutBy: refund.handedOutBy,
    tell: refund.tell,
    refundedOn: refund.refundedOn,
    by: refund.openedByName,
    createdAt: refund.createdAt.toISOString(),
    settledAt: refund.settledAt?.toISOString() ?? null,
    nextLookAt: refund.lookAt?.toISOString() ?? null,
    problem: refund.problem?.reason ?? null,
    processorRefundId: refund.processorRefundId,
  }
}
