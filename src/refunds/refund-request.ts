import { refuse } from '../http/problem.ts'
import { readEmail, readText } from '../http/text-field.ts'
import { checkAmount, formatMoney, money } from '../kit/money.ts'
import type { PaymentInHand } from '../ledger/allocate.ts'
import { isCharged } from '../payments/payment.ts'
import type { PaidPayment } from '../payments/payments.ts'
import type { InvoiceEffect, RefundReason } from './refund.ts'

/** What somebody asks for, as the API spells it. */
export interface RefundRequest {
  /** Minor units; absent: all that can be refunded. */
  amount?: unknown
  currency?: string | undefined
  invoices?: InvoiceEffect | undefined
  reason: RefundReason
  note?: string | undefined
  /** Only to be told that money goes back the way it came. */
  methodId?: string | undefined
  checkNumber?: string | undefined
  handedOutBy?: string | undefined
  tell?: string | null | undefined
  approvalId?: string | undefined
}

const NOTE_MAX = 1_000
const CHECK_NUMBER_MAX = 20
const NAME_MAX = 100
/** So far above any payment that the sentence is always the one about what is left. */
const ANY_AMOUNT = 10n ** 30n

/** How much is meant: at most what the payment still has. */
export function readRefundAmount(
  request: RefundRequest,
  payment: PaidPayment,
  inHand: PaymentInHand,
): bigint {
  const { currency } = payment
  if (request.currency !== undefined && request.currency !== currency) {
    refuse('currency_mismatch', `This payment is in ${currency}.`, { field: 'currency' })
  }
  const refundable = inHand.left + inHand.allocated
  const said = (amount: bigint) => formatMoney(money(amount, currency))
  const facts = { refundable: { amount: Number(refundable), currency } }
  if (refundable === 0n) {
    refuse('refund_too_large', nothingLeft(inHand), { field: 'amount', facts })
  }
  const most = request.invoices === 'leave' ? inHand.left : refundable
  const checked =
    request.amount === undefined || request.amount === null
      ? { ok: true as const, amount: most }
      : checkAmount(request.amount, currency, { maximum: ANY_AMOUNT })
  if (!checked.ok) return refuse(checked.code, checked.message, { field: 'amount' })
  if (checked.amount > refundable) {
    refuse('refund_too_large', `${said(refundable)} can still be refunded.`, {
      field: 'amount',
      facts,
    })
  }
  if (checked.amount > most || checked.amount === 0n) {
    refuse(
      'refund_too_large',
      `${said(inHand.left)} of this payment lies on no invoice. To refund more, say what becomes of the invoices.`,
      { field: 'amount', facts },
    )
  }
  return checked.amount
}

function nothingLeft({ amount, goneBack }: PaymentInHand): string {
  return goneBack === amount
    ? 'All of it has gone back already.'
    : 'What is left of it was moved to another account. Move it back first.'
}

/** What is written down with a refund. */
export function readRefundDetails(request: RefundRequest, payment: PaidPayment) {
  const { tender } = payment
  const note = readText(request.note, 'note', { max: NOTE_MAX, called: 'Notes', multiline: true })
  if (request.reason === 'other' && note === '') {
    refuse('field_required', 'Write down why, since it is none of the usual reasons.', {
      field: 'note',
    })
  }
  const only = (field: 'checkNumber' | 'handedOutBy', max: number, called: string) =>
    readText(request[field], field, { max, called }) || null
  const checkNumber = only('checkNumber', CHECK_NUMBER_MAX, 'Check numbers')
  if (checkNumber && tender !== 'check') {
    refuse('field_not_allowed', 'Only the refund of a check is a check.', { field: 'checkNumber' })
  }
  const handedOutBy = only('handedOutBy', NAME_MAX, 'Names')
  if (handedOutBy && isCharged(tender)) {
    refuse('field_not_allowed', 'Nobody hands out what goes back to a card.', {
      field: 'handedOutBy',
    })
  }
  return {
    reason: request.reason,
    note,
    checkNumber,
    handedOutBy,
    tell: readEmail(request.tell, 'tell'),
    invoices: request.invoices ?? ('reopen' as const),
  }
}
