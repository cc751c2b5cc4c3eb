import { sql } from 'kysely'
import { rows, run, type Transaction } from '../database/transaction.ts'

/** What happened to a saved method. */
export type MethodEventKind =
  | 'added'
  | 'recognized'
  | 'replaced'
  | 'removed'
  | 'updated'
  | 'detached'
  | 'addressChanged'
  | 'expiringTold'

export interface MethodEvent {
  orgId: string
  methodId: string
  kind: MethodEventKind
  at: Date
  byName: string
  detail?: Record<string, unknown> | undefined
}

/** Under the lock of the account. Answers false for what may happen once and did. */
export async function insertMethodEvent(tx: Transaction, event: MethodEvent): Promise<boolean> {
  const inserted = await run(
    tx,
    sql`insert into method_event (org_id, method_id, seq, kind, at, by_name, detail)
        select ${event.orgId}, ${event.methodId},
          coalesce((select max(seq) from method_event where method_id = ${event.methodId}), 0) + 1,
          ${event.kind}, ${event.at}, ${event.byName}, ${JSON.stringify(event.detail ?? {})}::jsonb
        on conflict do nothing`,
  )
  return inserted === 1
}

/** Cards that are good for the last time next month and of which nobody was told, in all organizations. */
export function methodsExpiring(
  tx: Transaction,
  at: Date,
  atMost: number,
): Promise<{ orgId: string; id: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", method_id as id from methods_expiring_next_month(${at}, ${atMost}::int)`,
  )
}
