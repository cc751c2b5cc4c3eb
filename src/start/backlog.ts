import { sql } from 'kysely'
import { row, type Transaction } from '../database/transaction.ts'

/** Work that should have been done by now: its process is dead, stuck, or cannot keep up. */
export interface Backlog {
  /** Payments nobody looked at though they were due. */
  payments: number
  /** Events of processors nobody went through. */
  events: number
  /** Mails nobody tried to hand over. */
  mails: number
}

/** How long something due may wait before it counts: the leases of a process that died, and more. */
export const BACKLOG_MINUTES = 5

/** As the auditor: over all organizations. */
export async function findBacklog(tx: Transaction, now: Date): Promise<Backlog> {
  const since = new Date(now.getTime() - BACKLOG_MINUTES * 60_000)
  const found = await row<Backlog>(
    tx,
    sql`select
          (select count(*)::int from payment where look_at <= ${since}) as payments,
          (select count(*)::int from processor_event where look_at <= ${since}) as events,
          (select count(*)::int from mail where look_at <= ${since}) as mails`,
  )
  return found ?? { payments: 0, events: 0, mails: 0 }
}
