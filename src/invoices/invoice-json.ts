import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import type { PlainDate } from '../kit/time.ts'
import { type Invoice, invoiceNumber, invoiceState, overdueDays } from './invoice.ts'
import type { Hold, InvoiceLineRow } from './store.ts'

/** An invoice as the API shows it, with its lines and the charge in flight against it. */
export function invoiceJson(
  invoice: Invoice,
  lines: InvoiceLineRow[],
  holds: Hold[],
  today: PlainDate,
) {
  const { currency, total, allocated, due } = invoice
  const hold = holds.find((one) => one.invoiceId === invoice.id)
  return {
    id: toTypeId('inv', invoice.id),
    number: invoiceNumber(invoice.number),
    accountId: toTypeId('acc', invoice.accountId),
    state: invoiceState(invoice),
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    overdueDays: overdueDays(invoice, today),
    total: moneyJson(total, currency),
    allocated: moneyJson(allocated, currency),
    due: moneyJson(due, currency),
    lines: lines
      .filter((line) => line.invoiceId === invoice.id)
      .map((line) => ({
        description: line.description,
        quantity: line.quantity,
        unitAmount: moneyJson(line.unitAmount, currency),
        amount: moneyJson(line.amount, currency),
        clientId: line.clientId && toTypeId('cli', line.clientId),
      })),
    heldBy: hold
      ? {
          paymentId: toTypeId('pay', hold.paymentId),
          by: hold.by,
          amount: moneyJson(hold.amount, currency),
          since: hold.since.toISOString(),
        }
      : null,
  }
}
