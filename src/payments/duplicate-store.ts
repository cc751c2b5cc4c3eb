import { sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { PaymentState } from './payment.ts'

export interface RecentPayment {
  amount: bigint
  at: Date
  by: string
  state: PaymentState
}

/**
 * The newest payment of a similar amount that took money, or may yet, since a moment. The parts
 * of one sitting are no duplicates of each other, nor are the rows of one run.
 */
export function recentPayment(
  tx: Transaction,
  accountId: string,
  similar: {
    least: bigint
    most: bigint
    since: Date
    sitting: string | null
    runId: string | null
  },
): Promise<RecentPayment | undefined> {
  const { least, most, since, sitting, runId } = similar
  const elsewhere = sitting
    ? sql`and id <> ${sitting} and sitting is distinct from ${sitting}`
    : sql``
  const notOfRun = runId
    ? sql`and not exists (select from run_item i where i.run_id = ${runId} and i.payment_id = payment.id)`
    : sql``
  return row(
    tx,
    sql`select amount, created_at as "at", opened_by_name as "by", state from payment
        where account_id = ${accountId} and amount between ${least} and ${most} and created_at > ${since}
          and state not in ('failed', 'canceled') ${elsewhere} ${notOfRun} order by created_at desc limit 1`,
  )
}

/** The same of several accounts and any amount, the newest first. */
export function recentPaymentsOf(
  tx: Transaction,
  accountIds: string[],
  since: Date,
): Promise<(RecentPayment & { accountId: string })[]> {
  return rows(
    tx,
    sql`select account_id as "accountId", amount, created_at as "at", opened_by_name as "by", state from payment
        where account_id = any(${accountIds}::uuid[]) and created_at > ${since}
          and state not in ('failed', 'canceled') order by created_at desc`,
  )
}
