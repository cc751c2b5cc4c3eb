import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'

export interface DebitNotice {
  id: string
  methodId: string
  amount: bigint
  currency: string
  earliestOn: PlainDate
  sentAt: Date
  sentTo: string
  byName: string
}

export async function insertDebitNotice(
  tx: Transaction,
  notice: DebitNotice & { orgId: string },
): Promise<void> {
  const { orgId, id, methodId, amount, currency, earliestOn, sentAt, sentTo, byName } = notice
  await run(
    tx,
    sql`insert into debit_notice (org_id, id, method_id, amount, currency, earliest_on, sent_at, sent_to, by_name)
        values (${orgId}, ${id}, ${methodId}, ${amount}, ${currency}, ${earliestOn}::date, ${sentAt}, ${sentTo},
          ${byName})`,
  )
}

/** The notice that a debit of so much may stand on: told since, and no debit above the mandate used it. */
export function unusedNotice(
  tx: Transaction,
  method: { id: string; debitMost: bigint },
  amount: bigint,
): Promise<DebitNotice | undefined> {
  return row(
    tx,
    sql`select n.id, n.method_id as "methodId", n.amount, n.currency, n.earliest_on::text as "earliestOn",
          n.sent_at as "sentAt", n.sent_to as "sentTo", n.by_name as "byName"
        from debit_notice n
        where n.method_id = ${method.id} and n.amount >= ${amount} and not exists (
          select from payment p where p.method_id = n.method_id and p.amount > ${method.debitMost}
            and p.created_at > n.sent_at and p.state not in ('failed', 'canceled'))
        order by n.earliest_on limit 1`,
  )
}
