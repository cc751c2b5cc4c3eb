import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'

export interface AllocationToMake {
  id: string
  invoiceId: string
  amount: bigint
}

/** Puts parts of a payment against invoices and moves the invoices' own sums: one statement. */
export async function insertAllocations(
  tx: Transaction,
  orgId: string,
  paymentId: string,
  allocations: AllocationToMake[],
  now: Date,
): Promise<void> {
  if (allocations.length === 0) return
  const values = allocations.map(
    (a) => sql`(${a.id}::uuid, ${a.invoiceId}::uuid, ${a.amount}::bigint)`,
  )
  await run(
    tx,
    sql`with part (id, invoice_id, amount) as (values ${sql.join(values)}),
        raised as (
          update invoice i set allocated = i.allocated + part.amount from part where i.id = part.invoice_id)
        insert into allocation (org_id, id, payment_id, invoice_id, amount, created_at)
        select ${orgId}, id, ${paymentId}, invoice_id, amount, ${now} from part`,
  )
}

/** Money came in: so much of it paid invoices, the rest is account credit. */
export async function receiveOnAccount(
  tx: Transaction,
  accountId: string,
  received: { amount: bigint; applied: bigint; at: Date },
): Promise<void> {
  await run(
    tx,
    sql`update account set receivable = receivable - ${received.applied},
          unapplied = unapplied + ${received.amount - received.applied},
          lifetime_value = lifetime_value + ${received.amount}, last_payment_at = ${received.at}
        where id = ${accountId}`,
  )
}

/**
 * Issues the receipt under the next number, with what is owed now; the counter stays locked until
 * the transaction ends. Without a counter the number is missing, and the table refuses that.
 */
export async function insertReceipt(
  tx: Transaction,
  receipt: { orgId: string; id: string; paymentId: string; accountId: string; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`with taken as (update counter set last = last + 1 where kind = 'receipt' returning last)
        insert into receipt (org_id, id, payment_id, number, issued_at, balance_after)
        values (${receipt.orgId}, ${receipt.id}, ${receipt.paymentId}, (select last from taken), ${receipt.now},
          (select receivable from account where id = ${receipt.accountId}))`,
  )
}
