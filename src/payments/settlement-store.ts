import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'

/** Money came in: it is account credit until it is put against invoices. Minor units. */
export async function receiveOnAccount(
  tx: Transaction,
  accountId: string,
  amount: bigint,
  at: Date,
): Promise<void> {
  await run(
    tx,
    sql`update account set unapplied = unapplied + ${amount}, lifetime_value = lifetime_value + ${amount},
          last_payment_at = ${at}
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
