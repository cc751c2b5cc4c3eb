import type { PlainDate } from '../kit/time.ts'

/** What is owed and why. Its state follows from its sums. */
export interface Invoice {
  id: string
  accountId: string
  number: bigint
  currency: string
  total: bigint
  allocated: bigint
  /** Taken back by credit notes. */
  credited: bigint
  writtenOff: bigint
  /** What is still owed: the total less credit notes, write-offs and allocations. */
  due: bigint
  issuedOn: PlainDate
  dueOn: PlainDate
  /** So much of the total is due earlier than the rest. */
  deposit: bigint | null
  depositDueOn: PlainDate | null
  note: string
  voidedAt: Date | null
}

export const INVOICE_STATES = [
  'open',
  'partlyPaid',
  'paid',
  'credited',
  'writtenOff',
  'void',
] as const
export type InvoiceState = (typeof INVOICE_STATES)[number]

type Sums = Pick<Invoice, 'due' | 'allocated' | 'writtenOff' | 'voidedAt'>

export function invoiceState({ due, allocated, writtenOff, voidedAt }: Sums): InvoiceState {
  if (due > 0n) return allocated > 0n ? 'partlyPaid' : 'open'
  if (voidedAt) return 'void'
  if (writtenOff > 0n) return 'writtenOff'
  return allocated > 0n ? 'paid' : 'credited'
}

/** INV-104: how people call it. */
export function invoiceNumber(number: bigint | number): string {
  return `INV-${number}`
}

export function creditNoteNumber(number: bigint | number): string {
  return `CN-${number}`
}

/** What is left to pay of the deposit. */
export function depositDue({
  deposit,
  allocated,
  due,
}: Pick<Invoice, 'deposit' | 'allocated' | 'due'>): bigint {
  const left = (deposit ?? 0n) - allocated
  if (left <= 0n) return 0n
  return left < due ? left : due
}

/** What is asked for next, and by when: the deposit, then the rest. */
export function nextDue(invoice: Invoice): { amount: bigint; on: PlainDate } | null {
  if (invoice.due === 0n) return null
  const deposit = depositDue(invoice)
  return deposit > 0n && invoice.depositDueOn !== null
    ? { amount: deposit, on: invoice.depositDueOn }
    : { amount: invoice.due, on: invoice.dueOn }
}

export function overdueDays(invoice: Invoice, today: PlainDate): number {
  const next = nextDue(invoice)
  if (!next) return 0
  // A due date before the deposit's counts too: nobody is less late for having been asked in parts.
  const since = next.on < invoice.dueOn ? next.on : invoice.dueOn
  if (since >= today) return 0
  return Math.round((Date.parse(today) - Date.parse(since)) / 86_400_000)
}
