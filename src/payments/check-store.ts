import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'

export interface CheckBatch {
  id: string
  createdAt: Date
  byName: string
}

export async function insertCheckBatch(
  tx: Transaction,
  orgId: string,
  { id, createdAt, byName }: CheckBatch,
): Promise<void> {
  await run(
    tx,
    sql`insert into check_batch (org_id, id, created_at, by_name)
        values (${orgId}, ${id}, ${createdAt}, ${byName})`,
  )
}

export function findCheckBatch(tx: Transaction, id: string): Promise<CheckBatch | undefined> {
  return row(
    tx,
    sql`select id, created_at as "createdAt", by_name as "byName" from check_batch where id = ${id}`,
  )
}

/** A check of a batch as it was written down. */
export interface RecordedCheck {
  paymentId: string
  receiptId: string
  receiptNumber: bigint
  accountId: string
  accountName: string
  amount: bigint
  currency: string
  checkNumber: string | null
  postedOn: string
  /** What went to invoices as it came in. */
  paid: bigint
}

export function checksOf(tx: Transaction, batchId: string): Promise<RecordedCheck[]> {
  return rows(
    tx,
    sql`select p.id as "paymentId", r.id as "receiptId", r.number as "receiptNumber", p.account_id as "accountId",
          a.name as "accountName", p.amount, p.currency, p.check_number as "checkNumber", p.posted_on as "postedOn",
          (select coalesce(sum(l.amount), 0)::bigint from allocation l
            where l.org_id = p.org_id and l.payment_id = p.id and l.why = 'payment') as paid
        from payment p join receipt r on r.org_id = p.org_id and r.payment_id = p.id
          join account a on a.org_id = p.org_id and a.id = p.account_id
        where p.check_batch_id = ${batchId} order by p.id`,
  )
}
