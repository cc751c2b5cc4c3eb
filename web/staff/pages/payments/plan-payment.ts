import type { Invoice } from '../../../api/contract.ts'

export interface PaymentPlan {
  parts: { invoice: Invoice; amount: number; inFull: boolean }[]
  /** What no ticked invoice takes. */
  left: number
}

/** What an amount pays, in the order of the ticked invoices. The server decides; this shows it. */
export function planPayment(amount: number, ticked: Invoice[]): PaymentPlan {
  const parts: PaymentPlan['parts'] = []
  let left = amount
  for (const invoice of ticked) {
    const part = Math.min(invoice.due.amount, left)
    if (part <= 0) continue
    parts.push({ invoice, amount: part, inFull: part === invoice.due.amount })
    left -= part
  }
  return { parts, left }
}

export function sumDue(invoices: Invoice[]): number {
  return invoices.reduce((sum, invoice) => sum + invoice.due.amount, 0)
}
