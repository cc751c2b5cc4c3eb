import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PaymentState } from '../payments/payment.ts'
import { DECLINES_AMONG, REHEARSED, UNKNOWNS_IN_A_ROW } from './run.ts'

export interface RunRef {
  orgId: string
  runId: string
}

/** Runs that somebody should work on, in all organizations. */
export function runsToWork(tx: Transaction, now: Date): Promise<RunRef[]> {
  return rows(tx, sql`select org_id as "orgId", run_id as "runId" from runs_to_work(${now})`)
}

/** A row to be charged, with the payment it has already if somebody who died had opened it. */
export interface Claimed {
  position: number
  accountId: string
  methodId: string
  amount: bigint
  edited: boolean
  duplicateReason: string | null
  paymentId: string
  attempt: number
  waits: number
  retryOf: string | null
  payment: { state: PaymentState; reason: string | null } | null
}

/**
 * Rows that nobody works on. Of one account only the first: the next waits until it is answered.
 * In a dress rehearsal only the first few of all.
 */
const claimable = (runId: string, rehearses: boolean, now: Date) => sql`
  from run_item w where w.run_id = ${runId} and w.state = 'waiting'
    and (w.claimed_until is null or w.claimed_until <= ${now})
    ${rehearses ? sql`and w.position <= ${lastRehearsed(runId)}` : sql``}
    and not exists (select from run_item b where b.run_id = w.run_id and b.account_id = w.account_id
      and b.state = 'waiting' and b.position < w.position)`

const lastRehearsed = (runId: string) => sql`(select max(position) from (
  select position from run_item where run_id = ${runId} and state <> 'out' order by position limit ${REHEARSED}) first)`

/** Whose pace the next charge goes by. */
export async function nextProcessorAccount(
  tx: Transaction,
  wanted: { runId: string; rehearses: boolean; now: Date },
): Promise<string | null> {
  const found = await row<{ id: string }>(
    tx,
    sql`select w.processor_account_id as id ${claimable(wanted.runId, wanted.rehearses, wanted.now)}
        order by w.position limit 1`,
  )
  return found?.id ?? null
}

export function claimItems(
  tx: Transaction,
  wanted: {
    runId: string
    rehearses: boolean
    processorAccountId: string
    most: number
    now: Date
    until: Date
  },
): Promise<Claimed[]> {
  return rows(
    tx,
    // Chosen once, before anything is changed: a join could look for the next rows again.
    sql`with chosen as materialized (
          select w.position ${claimable(wanted.runId, wanted.rehearses, wanted.now)}
            and w.processor_account_id = ${wanted.processorAccountId}
          order by w.position limit ${wanted.most} for update skip locked)
        update run_item i set claimed_until = ${wanted.until} from chosen c
        where i.run_id = ${wanted.runId} and i.position = c.position
        returning i.position, i.account_id as "accountId", i.method_id as "methodId", i.amount, i.edited,
          i.duplicate_reason as "duplicateReason", i.payment_id as "paymentId", i.attempt, i.waits,
          i.retry_of as "retryOf",
          (select jsonb_build_object('state', p.state, 'reason', p.problem ->> 'reason') from payment p
             where p.id = i.payment_id) as payment`,
  )
}

/** Under whose rights a run charges: whoever started it, as their role is now. */
export async function loginOfStarter(tx: Transaction, staffId: string): Promise<string | null> {
  const found = await row<{ loginId: string | null }>(
    tx,
    sql`select login_id as "loginId" from staff_member where id = ${staffId}`,
  )
  return found?.loginId ?? null
}

export async function setScheduledRunning(
  tx: Transaction,
  runId: string,
  now: Date,
): Promise<void> {
  await run(tx, sql`update run set state = 'running', started_at = ${now} where id = ${runId}`)
}

export async function setFinished(tx: Transaction, runId: string, now: Date): Promise<boolean> {
  const finished = await run(
    tx,
    sql`update run set state = 'finished', ended_at = ${now} where id = ${runId} and state = 'running'
          and not exists (select from run_item i where i.run_id = run.id and i.state = 'waiting')`,
  )
  return finished === 1
}

/** Whether the first few of a dress rehearsal have an answer each. */
export async function isRehearsed(tx: Transaction, runId: string): Promise<boolean> {
  const left = await row(
    tx,
    sql`select from run_item w where w.run_id = ${runId} and w.state = 'waiting'
          and w.position <= ${lastRehearsed(runId)} limit 1`,
  )
  return left === undefined
}

/** Rows whose payment was answered, or is not known. */
export async function setDone(
  tx: Transaction,
  runId: string,
  positions: number[],
  now: Date,
): Promise<void> {
  if (positions.length === 0) return
  await run(
    tx,
    sql`update run_item set state = 'done', done_at = ${now}
        where run_id = ${runId} and position = any(${positions}::int[]) and state = 'waiting'`,
  )
}

export async function setSkipped(
  tx: Transaction,
  runId: string,
  skipped: { position: number; code: string; text: string },
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`update run_item set state = 'skipped', done_at = ${now}, skip_code = ${skipped.code}, skip_text = ${skipped.text}
        where run_id = ${runId} and position = ${skipped.position} and state = 'waiting'
          and not exists (select from payment p where p.id = run_item.payment_id)`,
  )
}

/** Nothing was opened, or somebody is still at it: it is looked at again then. */
export async function setLater(
  tx: Transaction,
  runId: string,
  later: { position: number; counts: boolean },
  until: Date,
): Promise<void> {
  await run(
    tx,
    sql`update run_item set claimed_until = ${until}, waits = waits + ${later.counts ? 1 : 0}
        where run_id = ${runId} and position = ${later.position} and state = 'waiting'`,
  )
}

/** Another try of what no bank was asked about: only after its payment is closed without money. */
export async function setAgain(
  tx: Transaction,
  runId: string,
  again: { position: number; paymentId: string; newPaymentId: string },
  until: Date,
): Promise<void> {
  await run(
    tx,
    sql`update run_item set payment_id = ${again.newPaymentId}, retry_of = payment_id, attempt = attempt + 1,
          claimed_until = ${until}
        where run_id = ${runId} and position = ${again.position} and state = 'waiting'
          and payment_id = ${again.paymentId}
          and exists (select from payment p where p.id = run_item.payment_id and p.state = 'canceled')`,
  )
}

export async function setThrottledSince(
  tx: Transaction,
  runId: string,
  since: Date | null,
): Promise<void> {
  await run(tx, sql`update run set throttled_since = ${since} where id = ${runId}`)
}

/** What the fuses look at: the newest answers since somebody last looked. */
export async function newestAnswers(
  tx: Transaction,
  runId: string,
  since: Date,
): Promise<{ unknownsInARow: number; declined: number }> {
  const newest = await rows<{ state: PaymentState }>(
    tx,
    sql`select p.state from run_item i join payment p on p.org_id = i.org_id and p.id = i.payment_id
        where i.run_id = ${runId} and i.state = 'done' and i.done_at >= ${since}
        order by i.done_at desc, i.position desc limit ${DECLINES_AMONG}`,
  )
  const isUnknown = (state: PaymentState) => state === 'unknown' || state === 'review'
  const known = newest.findIndex(({ state }) => !isUnknown(state))
  return {
    unknownsInARow: Math.min(known === -1 ? newest.length : known, UNKNOWNS_IN_A_ROW),
    declined: newest.filter(({ state }) => state === 'failed').length,
  }
}
