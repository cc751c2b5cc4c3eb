/**
 * What may move where: debit ← credit. The table in the database (`ledger_line`) refuses anything
 * else. Received and applied are two facts: money that came in and is not yet put against an
 * invoice is account credit.
 */
export const TRANSFERS = {
  issued: { debit: 'receivable', credit: 'revenue' },
  received: { debit: ['clearing', 'cash', 'checks', 'terminal', 'other'], credit: 'unapplied' },
  applied: { debit: 'unapplied', credit: 'receivable' },
} as const

export type TransferEvent = keyof typeof TRANSFERS

/** Where money lies that came in: with the processor, in the drawer, in the folder of checks, … */
export type MoneyPlace = (typeof TRANSFERS.received.debit)[number]

/** A line of the books: one transfer above zero. */
export interface LedgerLine {
  source: 'invoice' | 'payment'
  sourceId: string
  event: TransferEvent
  /** Where the money of a `received` line came in. */
  into?: MoneyPlace
  /** Which of several lines of the same event: the invoice's place in the payment. */
  n: number
  /** Minor units, above zero. */
  amount: bigint
  currency: string
  accountId: string
  invoiceId: string | null
  processorAccountId: string | null
  postedAt: Date
  /** The organization's calendar date. */
  effectiveOn: string
}
