import { formatMoney, money } from '../kit/money.ts'
import { isCharged } from '../payments/payment.ts'
import { paidWith } from '../payments/payment-words.ts'
import type { PaidPayment } from '../payments/payments.ts'
import type { Refund } from './refund.ts'

type NamedPayment = PaidPayment

/** Where a refund stands, in one sentence that first says whether money went. */
export function refundSentence(refund: Refund, payment: NamedPayment): string {
  const amount = formatMoney(money(refund.amount, refund.currency))
  switch (refund.state) {
    case 'created':
      return `Asking the processor to give back ${amount}. Do not refund again.`
    case 'pending':
      return `${amount} is on its way to ${refundedTo(refund, payment)}. The bank has not confirmed it yet.`
    case 'unknown':
      return `We do not know yet whether ${amount} was given back. Do not refund again; this resolves by itself.`
    case 'review':
      return `Nobody knows whether ${amount} was given back. A person must look at this. Do not refund again.`
    case 'succeeded':
      return `Refunded: ${amount}, to ${refundedTo(refund, payment)}.`
    case 'failed':
      return `Not refunded: ${amount}. ${whyRefundFailed(refund.problem?.reason ?? '')} ${whereItIs(refund)}`
  }
}

/** Where the money of a refund that failed lies. */
function whereItIs({ amount, madeGood, currency }: Refund): string {
  if (madeGood === 0n) return 'The money is account credit.'
  const taken = `The client has ${formatMoney(money(madeGood, currency))} from their bank`
  const rest = amount - madeGood
  return rest === 0n
    ? `${taken}. Nothing more is to be done.`
    : `${taken}; ${formatMoney(money(rest, currency))} is account credit.`
}

/** What the money goes back to: `Visa 4242`, `cash`, `check 1044`. */
export function refundedTo(refund: Pick<Refund, 'checkNumber'>, payment: NamedPayment): string {
  if (isCharged(payment.tender)) return paidWith(payment)
  if (payment.tender === 'check') {
    return refund.checkNumber ? `check ${refund.checkNumber}` : 'check'
  }
  return payment.tender === 'cash' ? 'cash' : payment.tenderName
}

/** What the client sees, and when. */
export function clientSees(amount: string, business: string, payment: NamedPayment): string {
  switch (payment.tender) {
    case 'card':
      return `The client’s bank shows ${amount} from ${business} on ${paidWith(payment)} in 5 to 10 days, not at once.`
    case 'echeck':
      return `${amount} from ${business} comes back to ${paidWith(payment)} in 3 to 5 business days.`
    case 'cash':
      return `Hand ${amount} in cash to the client now.`
    case 'check':
      return `Write the client a check for ${amount}. They have the money when their bank has cashed it.`
    case 'externalCard':
      return `Refund ${amount} on the terminal as well: it is not connected to Onfile.`
    case 'other':
      return `Give the client ${amount} by ${payment.tenderName}.`
  }
}

export function whyRefundFailed(reason: string): string {
  if (reason.startsWith('refused:')) {
    return REFUSED[reason.slice(8)] ?? 'The card processor refused it.'
  }
  return FAILED[reason] ?? 'The client’s bank sent it back.'
}

const REFUSED: Record<string, string> = {
  charge_already_refunded: 'The card processor says that all of it was given back before.',
  charge_disputed: 'The bank has this payment in dispute.',
  refund_disputed_payment: 'The bank has this payment in dispute.',
}

const FAILED: Record<string, string> = {
  no_access: 'The card processor refuses our keys.',
  expired_or_canceled_card: 'The client’s card is closed.',
  lost_or_stolen_card: 'The client’s card was reported lost or stolen.',
  insufficient_funds: 'The balance at the processor did not cover it.',
  declined: 'The client’s bank declined it.',
  merchant_request: 'It was called off at the processor.',
  charge_for_pending_refund_disputed: 'The client’s bank took the payment up as a dispute.',
}
