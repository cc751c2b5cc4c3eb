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
  const values = lines.map((line) => {
    assert(line.amount > 0n, 'a ledger line moves more than nothing')
    const { debit, credit } = sidesOf(line.event, line.place)
    return sql`(${orgId}, ${line.source}, ${line.sourceId}, ${line.event}, ${line.n}, ${debit}, ${credit},
      ${line.amount}, ${line.currency}, ${line.accountId}, ${line.invoiceId}, ${line.processorAccountId},
      ${line.postedAt}, ${line.effectiveOn})`
  })
  await run(
    tx,
    sql`insert into ledger_line (org_id, source, source_id, event, n, debit, credit, amount, currency,
          account_id, invoice_id, processor_account_id, posted_at, effective_on)
        values ${sql.join(values)}`,
  )
}
