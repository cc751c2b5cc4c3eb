import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'

/** What came in of one account together, in minor units. */
export interface Received {
  accountId: string
  amount: bigint
}

/** Money came in: it is account credit until it is put against invoices. */
export async function receiveOnAccounts(
  tx: Transaction,
  received: Received[],
  at: Date,
): Promise<void> {
  await run(
    tx,
    sql`update account a set unapplied = a.unapplied + r.amount, lifetime_value = a.lifetime_value + r.amount,
          last_payment_at = ${at}
        from (select account_id, sum(amount)::bigint as amount
          from unnest(${received.map(({ accountId }) => accountId)}::uuid[],
            ${received.map(({ amount }) => String(amount))}::bigint[]) as given (account_id, amount)
          group by 1) r
        where a.id = r.account_id`,
  )
}

export interface ReceiptToIssue {
  id: string
  paymentId: string
  accountId: string
  /** What payments behind this one, of the same moment and account, paid of what was owed. */
  paidBehind: bigint
}

/**
 * Issues receipts under the next numbers, each with what was owed right after its payment; the
 * counter stays locked until the transaction ends. Without a counter the number is missing, and the
 * table refuses that.
 */
export async function insertReceipts(
  tx: Transaction,
  orgId: string,
  receipts: ReceiptToIssue[],
  now: Date,
): Promise<void> {
  const count = receipts.length
  await run(
    tx,
    sql`with taken as (update counter set last = last + ${count}::bigint where kind = 'receipt' returning last)
        insert into receipt (org_id, id, payment_id, number, issued_at, balance_after)
        select ${orgId}, r.id, r.payment_id, (select last from taken) - ${count}::bigint + r.place, ${now},
          (select a.receivable from account a where a.id = r.account_id) + r.paid_behind
        from unnest(${receipts.map(({ id }) => id)}::uuid[], ${receipts.map(({ paymentId }) => paymentId)}::uuid[],
          ${receipts.map(({ accountId }) => accountId)}::uuid[],
          ${receipts.map(({ paidBehind }) => String(paidBehind))}::bigint[])
          with ordinality as r (id, payment_id, account_id, paid_behind, place)`,
  )
}
