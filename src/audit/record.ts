import { sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import type { App } from '../processor/app.ts'

export interface AuditEntry {
  id: string
  orgId: string
  at: Date
  /** Null for the product itself and for somebody not yet known. */
  actorId: string | null
  actorName: string
  /** What was done: `client.created`, `staff.disabled`. */
  verb: string
  subjectId: string | null
  detail?: Record<string, unknown>
}

/** Writes who did what, in the transaction that did it. Entries are never changed. */
export function recordAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  return recordAudits(tx, [entry])
}

/** The same of several things done at once. */
export async function recordAudits(tx: Transaction, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const values = entries.map(
    (entry) => sql`(${entry.orgId}, ${entry.id}, ${entry.at}, ${entry.actorId}, ${entry.actorName},
          ${entry.verb}, ${entry.subjectId}, ${JSON.stringify(entry.detail ?? {})})`,
  )
  await run(
    tx,
    sql`insert into audit_entry (org_id, id, at, actor_id, actor_name, verb, subject_id, detail)
        values ${sql.join(values)}`,
  )
}

/** What somebody at work did just now: to what, and with what particulars. */
export function recordAct(
  app: Pick<App, 'newId' | 'clock'>,
  tx: Transaction,
  caller: Pick<Caller, 'orgId'>,
  actor: { id: string | null; name: string },
  verb: string,
  subjectId: string | null,
  detail?: Record<string, unknown>,
): Promise<void> {
  return recordAudit(tx, {
    id: app.newId(),
    orgId: caller.orgId,
    at: app.clock.now(),
    actorId: actor.id,
    actorName: actor.name,
    verb,
    subjectId,
    ...(detail ? { detail } : {}),
  })
}
