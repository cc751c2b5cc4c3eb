import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import type { TransferEvent } from '../ledger/transfers.ts'
import { receiptNumber } from '../payments/payment.ts'
import { paidWith } from '../payments/payment-words.ts'
import type { LineRow } from './ledger-store.ts'

/** What a line of the books records, in plain words. */
export function lineWords(line: LineRow): string {
  const words = WORDS[line.event]
  return words(line)
}

const WORDS: Record<TransferEvent, (line: LineRow) => string> = {
  issued: (line) => `Invoice ${invoiceOf(line)}`,
  taxed: (line) => `Tax of invoice ${invoiceOf(line)}`,
  received: (line) => paymentOf(line),
  applied: (line) => `${moneyOf(line)} put against ${invoiceOf(line)}`,
  taken_off: (line) => `${moneyOf(line)} taken off ${invoiceOf(line)} again`,
  credited: (line) => `Credit note for ${invoiceOf(line)}`,
  tax_credited: (line) => `Tax of the credit note for ${invoiceOf(line)}`,
  written_off: (line) => `${invoiceOf(line)} written off`,
  write_off_reversed: (line) => `Write-off of ${invoiceOf(line)} taken back`,
  granted: ({ creditReason }) => (creditReason ? `Credit given: ${creditReason}` : 'Credit given'),
  withdrawn: () => 'Credit withdrawn',
  transferred_out: () => 'Moved to another account',
  transferred_in: () => 'Moved here from another account',
  refunded: (line) => `Refund${ofPayment(line)}`,
  refund_failed: () => 'Refund that did not arrive, back as credit',
  disputed: (line) => `Dispute${ofPayment(line)}`,
  disputed_more: () => 'Disputed by the cardholder, beyond what was left',
  dispute_won: () => 'Dispute won',
  dispute_won_more: () => 'Dispute won, what was beyond',
  returned: (line) => `Returned by the bank${ofPayment(line)}`,
  returned_more: () => 'Returned by the bank, beyond what was left',
  loss_made_good: () => 'Refund that did not arrive makes good what the bank took beyond',
  fee: () => 'Fee of the card processor',
  fee_returned: () => 'Fee given back',
  paid_out: () => 'Payout to the bank',
  payout_returned: () => 'Payout that came back',
  deposited: ({ credit }) => `Brought to the bank: ${credit}`,
  deposit_undone: ({ debit }) => `Deposit undone: ${debit}`,
}

/** ` of R-1001`. */
function ofPayment({ receiptNumber: number }: LineRow): string {
  return number === null ? '' : ` of ${receiptNumber(number)}`
}

function invoiceOf({ invoiceNumber: number }: LineRow): string {
  return number === null ? 'an invoice' : invoiceNumber(number)
}

/** `Payment R-1001, Visa 4242`. */
function paymentOf(line: LineRow): string {
  const number = line.receiptNumber === null ? '' : ` ${receiptNumber(line.receiptNumber)}`
  const method = methodOf(line)
  return `Payment${number}${method ? `, ${method}` : ''}`
}

export function methodOf({ tender, tenderName, ...rest }: LineRow): string | null {
  if (tender === null || tenderName === null) return null
  return paidWith({ tender, tenderName, ...rest })
}

/** What was put against an invoice: a payment by its receipt, or credit. */
function moneyOf(line: LineRow): string {
  if (line.source === 'credit') return 'Credit'
  return line.receiptNumber === null ? 'Payment' : `Payment ${receiptNumber(line.receiptNumber)}`
}

/** The page on which the source of a line is shown; null where it has none of its own. */
export function linkOf(line: LineRow): { kind: 'invoice' | 'payment'; id: string } | null {
  const { paymentId, invoiceId } = line
  if (line.event !== 'issued' && paymentId)
    return { kind: 'payment', id: toTypeId('pay', paymentId) }
  if (invoiceId) return { kind: 'invoice', id: toTypeId('inv', invoiceId) }
  return null
}
