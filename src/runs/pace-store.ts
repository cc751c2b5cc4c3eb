import { sql } from 'kysely'
import { row, run, type Transaction } from '../database/transaction.ts'

/** How many charges ended within the last half minute. */
export async function measurePace(tx: Transaction, runId: string, now: Date): Promise<number> {
  const since = new Date(now.getTime() - 30_000)
  const found = await row<{ ended: bigint }>(
    tx,
    sql`select count(*) as ended from run_item
        where run_id = ${runId} and state = 'done' and done_at > ${since}`,
  )
  return Number(found?.ended ?? 0n)
}

export interface Pace {
  perSecond: number
  most: number
  leftOver: number
  at: Date
}

/**
 * The pace of a processor account, locked: every run in every process takes its charges from it.
 * The processor takes 25 calls a second of a kind; five are left to people. The sandbox takes any.
 */
export async function lockPace(
  tx: Transaction,
  orgId: string,
  processorAccountId: string,
  now: Date,
): Promise<Pace> {
  await run(
    tx,
    sql`insert into run_pace (org_id, processor_account_id, per_second, most, left_over, at)
        select ${orgId}, id, case kind when 'sandbox' then 200 else 20 end,
          case kind when 'sandbox' then 200 else 20 end, 1, ${now}
        from processor_account where id = ${processorAccountId} on conflict do nothing`,
  )
  const pace = await row<Pace>(
    tx,
    sql`select per_second as "perSecond", most, left_over as "leftOver", at from run_pace
        where processor_account_id = ${processorAccountId} for update`,
  )
  if (!pace) throw new Error('A processor account has a pace')
  return pace
}

export async function setPace(
  tx: Transaction,
  processorAccountId: string,
  { perSecond, leftOver, at }: Omit<Pace, 'most'>,
): Promise<void> {
  await run(
    tx,
    sql`update run_pace set per_second = ${perSecond}, left_over = ${leftOver}, at = ${at}
        where processor_account_id = ${processorAccountId}`,
  )
}
