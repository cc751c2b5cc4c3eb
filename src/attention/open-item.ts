import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'

/** The one list of what is put before a person. */
export type AttentionKind =
  | 'money_on_closed_payment'
  | 'unclear_payment'
  | 'amount_differs'
  | 'refund_failed'
  | 'refund_unclear'
  | 'refund_at_processor'
  | 'refund_too_much'
  | 'dispute_opened'
  | 'dispute_closed'

/** Puts something before a person. The same matter is opened once, however often it is met. */
export async function openAttentionItem(
  tx: Transaction,
  item: {
    orgId: string
    id: string
    kind: AttentionKind
    paymentId: string
    /** What of the payment it is about. */
    subjectId?: string | undefined
    detail: Record<string, unknown>
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into attention_item (org_id, id, kind, payment_id, subject_id, detail, opened_at)
        values (${item.orgId}, ${item.id}, ${item.kind}, ${item.paymentId},
          ${item.subjectId ?? item.paymentId}, ${JSON.stringify(item.detail)}, ${item.now})
        on conflict (org_id, kind, subject_id) do nothing`,
  )
}
