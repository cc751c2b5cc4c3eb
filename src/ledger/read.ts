import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'

/** A line as it stands in the books. */
export interface PostedLine {
  event: string
  debit: string
  credit: string
  amount: bigint
  invoiceId: string | null
  postedAt: Date
  effectiveOn: string
}

/** The lines that one payment or invoice put into the books, in the order of the story. */
export function ledgerOf(
  tx: Transaction,
  source: 'invoice' | 'payment',
  sourceId: string,
): Promise<PostedLine[]> {
  return rows(
    tx,
    sql`select event, debit, credit, amount, invoice_id as "invoiceId", posted_at as "postedAt",
          effective_on as "effectiveOn"
        from ledger_line where source = ${source} and source_id = ${sourceId}
        order by posted_at, event desc, n`,
  )
}
