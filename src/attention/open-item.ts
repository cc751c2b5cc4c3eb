import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'

export type AttentionKind = 'money_on_closed_payment' | 'unclear_payment' | 'amount_differs'

/** Puts something before a person. The same matter is opened once, however often it is met. */
export async function openAttentionItem(
  tx: Transaction,
  item: {
    orgId: string
    id: string
    kind: AttentionKind
    paymentId: string
    detail: Record<string, unknown>
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into attention_item (org_id, id, kind, payment_id, detail, opened_at)
        values (${item.orgId}, ${item.id}, ${item.kind}, ${item.paymentId}, ${JSON.stringify(item.detail)}, ${item.now})
        on conflict (org_id, kind, payment_id) do nothing`,
  )
}
