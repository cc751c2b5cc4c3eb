import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { type LedgerLine, sidesOf } from './transfers.ts'

/**
 * Writes lines into the books, in the transaction of the fact they record. The unique key of
 * (source, event, n) makes posting twice an error, never a second line.
 */
export async function postLedger(
  tx: Transaction,
  orgId: string,
  lines: LedgerLine[],
): Promise<void> {
  if (lines.length === 0) return
  const sides = lines.map(({ amount, event, place }) => {
    assert(amount > 0n, 'a ledger line moves more than nothing')
    return sidesOf(event, place)
  })
  // Columns rather than rows: one text for any number of lines.
  const all = <T>(of: (line: LedgerLine) => T) => lines.map(of)
  await run(
    tx,
    sql`insert into ledger_line (org_id, source, source_id, event, n, debit, credit, amount, currency,
          account_id, invoice_id, processor_account_id, posted_at, effective_on)
        select ${orgId}, l.* from unnest(${all(({ source }) => source)}::text[], ${all(({ sourceId }) => sourceId)}::uuid[],
          ${all(({ event }) => event)}::text[], ${all(({ n }) => n)}::smallint[],
          ${sides.map(({ debit }) => debit)}::text[], ${sides.map(({ credit }) => credit)}::text[],
          ${all(({ amount }) => String(amount))}::bigint[], ${all(({ currency }) => currency)}::char(3)[],
          ${all(({ accountId }) => accountId)}::uuid[], ${all(({ invoiceId }) => invoiceId)}::uuid[],
          ${all(({ processorAccountId }) => processorAccountId)}::uuid[],
          ${all(({ postedAt }) => postedAt.toISOString())}::timestamptz[],
          ${all(({ effectiveOn }) => effectiveOn)}::date[]) l`,
  )
}
