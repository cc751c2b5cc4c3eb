import { formatMoney, money } from '../kit/money.ts'
import { bankAccountName, cardName } from '../wallet/authorization.ts'
import type { Payment } from './payment.ts'

/**
 * Where a payment stands, in one sentence that first says whether money was taken. Screens and
 * the API say the same.
 */
export function paymentSentence(payment: NamedPayment): string {
  const amount = formatMoney(money(payment.amount, payment.currency))
  switch (payment.state) {
    case 'succeeded':
      return `Paid: ${amount}, ${paidWith(payment)}.`
    case 'created':
    case 'confirming':
      return `Asking the bank for ${amount}. Do not charge again.`
    case 'processing':
      return payment.tender === 'echeck'
        ? `Sent to the bank: ${amount}, ${paidWith(payment)}. Not paid yet: banks take up to 4 business days.`
        : `Sent to the bank: ${amount}. Not paid yet.`
    case 'requires_action':
      return 'No money has moved. The client’s bank wants their approval.'
    case 'failed':
      return payment.tender === 'echeck'
        ? 'Sent back by the client’s bank. No money was taken.'
        : 'Declined. No money was taken.'
    case 'canceled':
      return `No money was taken. ${canceledBecause(payment.problem?.reason ?? '')}`
    case 'unknown':
      return 'We do not know yet. Do not charge again; this resolves by itself, usually in 2 minutes.'
    case 'review':
      return 'A person must look at this. Do not charge again.'
  }
}

/** A payment with the name that the organization gave its tender. */
type NamedPayment = Pick<
  Payment,
  | 'amount'
  | 'currency'
  | 'state'
  | 'problem'
  | 'tender'
  | 'card'
  | 'bank'
  | 'checkNumber'
  | 'externalBrand'
> & { tenderName: string }

/** What was paid with, as people say it: `Visa 4242`, `First Bank 6789`, `Cash`, `Check 1044`. */
export function paidWith(
  payment: Pick<
    NamedPayment,
    'tender' | 'tenderName' | 'card' | 'bank' | 'checkNumber' | 'externalBrand'
  >,
): string {
  const { tender, tenderName, card, bank, checkNumber, externalBrand } = payment
  if (tender === 'card') return card ? cardName(card) : 'card'
  if (tender === 'echeck') return bank ? `${tenderName} ${bankAccountName(bank)}` : tenderName
  if (tender === 'check' && checkNumber) return `${tenderName} ${checkNumber}`
  if (tender === 'externalCard' && externalBrand) return `${externalBrand}, ${tenderName}`
  return tenderName
}

function canceledBecause(reason: string): string {
  if (reason.startsWith('refused:')) return CANCELED[REFUSED[reason.slice(8)] ?? 'refused'] ?? ''
  return CANCELED[reason] ?? 'The payment was closed.'
}

/** Codes of the processor that have a cause worth saying. */
const REFUSED: Record<string, string> = {
  resource_missing: 'token_gone',
  confirmation_token_already_used: 'token_gone',
  confirmation_token_expired: 'token_gone',
}

const CANCELED: Record<string, string> = {
  processor_unavailable: 'The card processor did not answer. Try again in a moment.',
  throttled: 'The card processor was too busy. Try again in a moment.',
  no_access: 'The card processor refuses our keys. Ask an administrator.',
  refused: 'The card processor refused the request before the bank was asked.',
  token_gone: 'The card details are no longer valid. Enter the card again.',
  interrupted: 'It was interrupted before the bank was asked. Try again.',
  no_answer: 'The bank’s answer never came, so the charge was called off.',
  not_confirmed: 'It was called off before the bank was asked.',
  abandoned: 'The client did not approve it at their bank in time.',
  canceled_by_staff: 'It was canceled by staff.',
  canceled_at_processor: 'It was canceled at the card processor.',
}
