import type { PlainDate } from '../kit/time.ts'

/** What is owed and why. Its state follows from its total and what is allocated to it. */
export interface Invoice {
  id: string
  accountId: string
  number: bigint
  currency: string
  total: bigint
  allocated: bigint
  /** What is still owed: the total less credit notes, write-offs and allocations. */
  due: bigint
  issuedOn: PlainDate
  dueOn: PlainDate
}

export type InvoiceState = 'open' | 'partlyPaid' | 'paid'

export function invoiceState(invoice: Pick<Invoice, 'due' | 'allocated'>): InvoiceState {
  if (invoice.due === 0n) return 'paid'
  return invoice.allocated > 0n ? 'partlyPaid' : 'open'
}

/** INV-104: how people call it. */
export function invoiceNumber(number: bigint | number): string {
  return `INV-${number}`
}

export function overdueDays(invoice: Invoice, today: PlainDate): number {
  if (invoiceState(invoice) === 'paid' || invoice.dueOn >= today) return 0
  return Math.round((Date.parse(today) - Date.parse(invoice.dueOn)) / 86_400_000)
}
