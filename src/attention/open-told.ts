import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import type { PaymentTrouble } from '../processor/app.ts'
import type { AttentionKind } from './kinds.ts'

/**
 * Puts before a person what only the processor knows, with its facts. The same matter is opened
 * once, however often it is met.
 */
export async function openTold(
  tx: Transaction,
  { orgId, kind, paymentId, detail, at }: Omit<PaymentTrouble, 'is'> & { kind: AttentionKind },
): Promise<void> {
  await run(
    tx,
    sql`with opened as (
          insert into attention_item as i (org_id, id, kind, state, payment_id, subject_id, account_id, detail, opened_at)
          select p.org_id, md5(${kind} || p.id::text)::uuid, ${kind}, 'open', p.id, p.id, p.account_id,
            ${JSON.stringify(detail)}, ${at} from payment p where p.id = ${paymentId}
          on conflict (org_id, kind, subject_id) do update
            set state = 'open', opened_at = ${at}, closed_at = null, closed_by_name = null, detail = excluded.detail
            where i.state = 'solved'
          returning i.id)
        insert into attention_event (org_id, item_id, seq, at, what)
        select ${orgId}, o.id, coalesce((select max(e.seq) from attention_event e where e.item_id = o.id), 0) + 1,
          ${at}, 'opened' from opened o`,
  )
}
