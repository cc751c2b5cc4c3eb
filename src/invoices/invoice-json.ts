import { moneyJson } from '../http/money-json.ts'
import { formatDecimal } from '../kit/decimal.ts'
import { toTypeId } from '../kit/id.ts'
import type { PlainDate } from '../kit/time.ts'
import {
  depositDue,
  type Invoice,
  invoiceNumber,
  invoiceState,
  nextDue,
  overdueDays,
} from './invoice.ts'
import type { Hold, InvoiceLineRow } from './store.ts'
import { percentText } from './tax-rates.ts'

/** An invoice as the API shows it, with its lines and the charge in flight against it. */
export function invoiceJson(
  invoice: Invoice,
  lines: InvoiceLineRow[],
  holds: Hold[],
  today: PlainDate,
) {
  const { currency, total, allocated, credited, writtenOff, due, deposit, depositDueOn } = invoice
  const money = (amount: bigint) => moneyJson(amount, currency)
  const hold = holds.find((one) => one.invoiceId === invoice.id)
  const next = nextDue(invoice)
  return {
    id: toTypeId('inv', invoice.id),
    number: invoiceNumber(invoice.number),
    accountId: toTypeId('acc', invoice.accountId),
    state: invoiceState(invoice),
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    overdueDays: overdueDays(invoice, today),
    total: money(total),
    allocated: money(allocated),
    credited: money(credited),
    writtenOff: money(writtenOff),
    due: money(due),
    deposit:
      deposit === null || depositDueOn === null
        ? null
        : { amount: money(deposit), dueOn: depositDueOn, due: money(depositDue(invoice)) },
    dueNext: next && { amount: money(next.amount), on: next.on },
    lines: lines
      .filter((line) => line.invoiceId === invoice.id)
      .map((line) => lineJson(line, currency)),
    heldBy: hold
      ? {
          paymentId: toTypeId('pay', hold.paymentId),
          by: hold.by,
          amount: money(hold.amount),
          since: hold.since.toISOString(),
        }
      : null,
  }
}

function lineJson(line: InvoiceLineRow, currency: string) {
  const { discountBasisPoints } = line
  return {
    description: line.description,
    quantity: Number(formatDecimal(BigInt(line.thousandths), 3)),
    unitAmount: moneyJson(line.unitAmount, currency),
    discount: moneyJson(line.discount, currency),
    discountPercent:
      discountBasisPoints === null ? null : formatDecimal(BigInt(discountBasisPoints), 2),
    amount: moneyJson(line.amount, currency),
    taxes: line.taxes,
    servedOn: line.servedOn,
    clientId: line.clientId && toTypeId('cli', line.clientId),
  }
}

interface TaxShown {
  name: string
  ppm: number
  isInclusive: boolean
  base: bigint
  amount: bigint
}

export function taxJson({ name, ppm, isInclusive, base, amount }: TaxShown, currency: string) {
  return {
    name,
    percent: percentText(ppm),
    isInclusive,
    base: moneyJson(base, currency),
    amount: moneyJson(amount, currency),
  }
}
