/**
 * What may move where: debit ← credit. The table in the database (`ledger_line`) refuses anything
 * else. Received and applied are two facts: money that came in and is not yet put against an
 * invoice is account credit, and money that goes back is taken off its invoices first.
 */
export const TRANSFERS = {
  issued: { debit: 'receivable', credit: 'revenue' },
  taxed: { debit: 'receivable', credit: 'tax' },
  received: { debit: ['clearing', 'cash', 'checks', 'terminal', 'other'], credit: 'unapplied' },
  applied: { debit: 'unapplied', credit: 'receivable' },
  taken_off: { debit: 'receivable', credit: 'unapplied' },
  credited: { debit: 'revenue', credit: 'receivable' },
  tax_credited: { debit: 'tax', credit: 'receivable' },
  written_off: { debit: 'bad_debt', credit: 'receivable' },
  write_off_reversed: { debit: 'receivable', credit: 'bad_debt' },
  granted: { debit: 'goodwill', credit: 'unapplied' },
  withdrawn: { debit: 'unapplied', credit: 'goodwill' },
  transferred_out: { debit: 'unapplied', credit: 'transfers' },
  transferred_in: { debit: 'transfers', credit: 'unapplied' },
  refunded: { debit: 'unapplied', credit: ['clearing', 'cash', 'checks', 'terminal', 'other'] },
  refund_failed: {
    debit: ['clearing', 'cash', 'checks', 'terminal', 'other'],
    credit: 'unapplied',
  },
  disputed: { debit: 'unapplied', credit: 'clearing' },
  disputed_more: { debit: 'bad_debt', credit: 'clearing' },
  dispute_won: { debit: 'clearing', credit: 'unapplied' },
  dispute_won_more: { debit: 'clearing', credit: 'bad_debt' },
  returned: { debit: 'unapplied', credit: ['clearing', 'checks', 'other'] },
  returned_more: { debit: 'bad_debt', credit: ['clearing', 'checks', 'other'] },
  loss_made_good: { debit: 'clearing', credit: 'bad_debt' },
  fee: { debit: 'fees', credit: 'clearing' },
  fee_returned: { debit: 'clearing', credit: 'fees' },
  paid_out: { debit: 'bank', credit: 'clearing' },
  payout_returned: { debit: 'clearing', credit: 'bank' },
  deposited: { debit: 'bank', credit: ['cash', 'checks', 'terminal', 'other'] },
  deposit_undone: { debit: ['cash', 'checks', 'terminal', 'other'], credit: 'bank' },
} as const

export type TransferEvent = keyof typeof TRANSFERS

/** Where money lies that came in: with the processor, in the drawer, in the folder of checks, … */
export type MoneyPlace = (typeof TRANSFERS.received.debit)[number]

/** What a line is a fact about. */
export type LedgerSource =
  | 'invoice'
  | 'payment'
  | 'credit_note'
  | 'credit'
  | 'transfer'
  | 'refund'
  | 'dispute'
  | 'return'
  | 'write_off'
  | 'fee'
  | 'payout'
  | 'deposit'

/** A line of the books: one transfer above zero. */
export interface LedgerLine {
  source: LedgerSource
  sourceId: string
  event: TransferEvent
  /** Where the money came in or went back, for the events that leave it open. */
  place?: MoneyPlace
  /** Which of several lines of the same event. */
  n: number
  /** Minor units, above zero. */
  amount: bigint
  currency: string
  /** Null only for what moves between the organization, its processor and its bank. */
  accountId: string | null
  invoiceId: string | null
  processorAccountId: string | null
  postedAt: Date
  /** The organization's calendar date. */
  effectiveOn: string
}

/** The two ledger accounts of a transfer; `place` decides where the table leaves one open. */
export function sidesOf(
  event: TransferEvent,
  place?: MoneyPlace,
): { debit: string; credit: string } {
  const { debit, credit } = TRANSFERS[event]
  return { debit: sideOf(debit, place), credit: sideOf(credit, place) }
}

function sideOf(side: string | readonly string[], place?: MoneyPlace): string {
  if (typeof side === 'string') return side
  if (!place || !side.includes(place)) throw new Error(`money does not move through ${place} there`)
  return place
}

/** Every transfer that may be: event, debit, credit. */
export function allowedTransfers(): [event: string, debit: string, credit: string][] {
  return Object.entries(TRANSFERS).flatMap(([event, { debit, credit }]) =>
    both(debit).flatMap((to) =>
      both(credit).map((from): [string, string, string] => [event, to, from]),
    ),
  )
}

function both(side: string | readonly string[]): readonly string[] {
  return typeof side === 'string' ? [side] : side
}
