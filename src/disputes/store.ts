import { sql } from 'kysely'
import { row, type Transaction } from '../database/transaction.ts'

/** A dispute that keeps a payment from being refunded: the bank decides, or has given it back. */
export async function openDisputeOf(
  tx: Transaction,
  paymentId: string,
): Promise<'open' | 'lost' | null> {
  const found = await row<{ state: 'open' | 'lost' }>(
    tx,
    sql`select case when closed_at is null then 'open' else 'lost' end as state from dispute
        where payment_id = ${paymentId} and not is_inquiry and (closed_at is null or state = 'lost')
        order by closed_at nulls first limit 1`,
  )
  return found?.state ?? null
}
