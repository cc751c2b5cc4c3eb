import { type RawBuilder, sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import { type OutReason, type PausedBecause, RUN_OUTCOMES, type RunOutcome } from './contract.ts'
import type { Counts, Run, RunItem, Selection } from './run.ts'

const RUN = sql`r.id, r.per, r.charges, r.amount, r.methods, r.allocates, r.description, r.note, r.currency, r.selection,
  r.selected, r.state, r.version, r.rehearses, r.start_at as "startAt", r.started_at as "startedAt",
  r.resumed_at as "resumedAt", r.ended_at as "endedAt", r.approved_count as "approvedCount",
  r.approved_total as "approvedTotal", r.approval_id as "approvalId", r.paused_because as "pausedBecause",
  r.paused_text as "pausedText", r.paused_by_name as "pausedByName", r.throttled_since as "throttledSince",
  r.minds_declines as "mindsDeclines", r.retry_of as "retryOf", r.made_by_name as "madeByName", r.made_at as "madeAt",
  r.started_by as "startedBy", r.started_by_name as "startedByName" from run r`

export function findRun(tx: Transaction, id: string): Promise<Run | undefined> {
  return row(tx, sql`select ${RUN} where r.id = ${id}`)
}

/** Who changes a run has it for themselves; whoever only claims rows of it does not lock it. */
export function lockRun(tx: Transaction, id: string): Promise<Run | undefined> {
  return row(tx, sql`select ${RUN} where r.id = ${id} for update`)
}

export function listRuns(
  tx: Transaction,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<Run[]> {
  const next = after ? sql`where (r.made_at, r.id) < (${after.at}, ${after.id})` : sql``
  return rows(tx, sql`select ${RUN} ${next} order by r.made_at desc, r.id desc limit ${limit}`)
}

export async function insertRun(
  tx: Transaction,
  made: Pick<
    Run,
    | 'id'
    | 'per'
    | 'charges'
    | 'amount'
    | 'methods'
    | 'allocates'
    | 'description'
    | 'note'
    | 'currency'
    | 'madeByName'
    | 'madeAt'
    | 'retryOf'
  > & { orgId: string; selection: Selection; madeBy: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into run (org_id, id, per, charges, amount, methods, allocates, description, note, currency,
          selection, state, retry_of, made_by, made_by_name, made_at)
        values (${made.orgId}, ${made.id}, ${made.per}, ${made.charges}, ${made.amount}, ${made.methods},
          ${made.allocates}, ${made.description}, ${made.note}, ${made.currency},
          ${JSON.stringify(made.selection)}::jsonb, 'draft', ${made.retryOf}, ${made.madeBy}, ${made.madeByName},
          ${made.madeAt})`,
  )
}

export async function updateDraft(
  tx: Transaction,
  r: Pick<Run, 'id' | 'charges' | 'amount' | 'methods' | 'allocates' | 'description' | 'note'>,
): Promise<void> {
  await run(
    tx,
    sql`update run set charges = ${r.charges}, amount = ${r.amount}, methods = ${r.methods},
          allocates = ${r.allocates}, description = ${r.description}, note = ${r.note}
        where id = ${r.id}`,
  )
}

export async function nextVersion(tx: Transaction, id: string): Promise<void> {
  await run(tx, sql`update run set version = version + 1 where id = ${id}`)
}

/** What became of a row is what became of its payment; every row is exactly one of these. */
const outcomeAt = (now: Date) => sql`case
  when i.state in ('out', 'skipped') then i.state
  when p.state in ('created', 'confirming', 'requires_action') then 'inFlight'
  when p.state in ('succeeded', 'processing') then p.state
  when p.state = 'failed' then 'declined'
  when p.state in ('unknown', 'review') then 'unknown'
  when i.state = 'done' then 'failed'
  when i.claimed_until > ${now} then 'inFlight'
  else 'waiting' end`

const ITEMS = sql`run_item i left join payment p on p.org_id = i.org_id and p.id = i.payment_id`

export async function countItems(tx: Transaction, runId: string, now: Date): Promise<Counts> {
  const found = await rows<{ outcome: RunOutcome; count: bigint; amount: bigint }>(
    tx,
    sql`select ${outcomeAt(now)} as outcome, count(*) as count, sum(i.amount)::bigint as amount
        from ${ITEMS} where i.run_id = ${runId} group by 1`,
  )
  const counts = Object.fromEntries(
    RUN_OUTCOMES.map((outcome) => [outcome, { count: 0, amount: 0n }]),
  ) as Counts
  for (const { outcome, count, amount } of found) counts[outcome] = { count: Number(count), amount }
  return counts
}

export function countOut(
  tx: Transaction,
  runId: string,
): Promise<{ reason: OutReason; count: bigint }[]> {
  return rows(
    tx,
    sql`select case when excluded then 'byHand' else out_why end as reason, count(*) as count
        from run_item where run_id = ${runId} and state = 'out' group by 1 order by 2 desc, 1`,
  )
}

export function listItems(
  tx: Transaction,
  runId: string,
  wanted: { outcome?: RunOutcome | undefined; after: number; limit: number; now: Date },
): Promise<RunItem[]> {
  const only = wanted.outcome ? sql`and ${outcomeAt(wanted.now)} = ${wanted.outcome}` : sql``
  return rows(
    tx,
    sql`${itemAt(wanted.now)} where i.run_id = ${runId} and i.position > ${wanted.after} ${only}
        order by i.position limit ${wanted.limit}`,
  )
}

export function findItem(
  tx: Transaction,
  runId: string,
  position: number,
  now: Date,
): Promise<RunItem | undefined> {
  return row(tx, sql`${itemAt(now)} where i.run_id = ${runId} and i.position = ${position}`)
}

function itemAt(now: Date): RawBuilder<unknown> {
  return sql`select i.position, i.account_id as "accountId", a.name as "accountName", i.client_id as "clientId",
      c.name as "clientName", i.amount, i.edited, ${outcomeAt(now)} as outcome,
      case when i.excluded then 'byHand' else i.out_why end as "outWhy",
      i.skip_text as "skipText", i.duplicate_reason as "duplicateReason",
      (select jsonb_build_object('kind', m.kind, 'brand', m.brand, 'bankName', m.bank_name, 'last4', m.last4)
         from payment_method m where m.org_id = i.org_id and m.id = i.method_id) as method,
      jsonb_build_object('id', i.payment_id, 'isOpened', p.id is not null) as payment
    from ${ITEMS} join account a on a.org_id = i.org_id and a.id = i.account_id
    left join client c on c.org_id = i.org_id and c.id = i.client_id`
}

export async function updateItem(
  tx: Transaction,
  runId: string,
  position: number,
  item: { amount: bigint; edited: boolean; excluded: boolean; duplicateReason: string | null },
): Promise<void> {
  await run(
    tx,
    sql`update run_item set amount = ${item.amount}, edited = ${item.edited}, excluded = ${item.excluded},
          duplicate_reason = ${item.duplicateReason}
        where run_id = ${runId} and position = ${position}`,
  )
}

export async function setStarted(
  tx: Transaction,
  id: string,
  start: {
    state: 'scheduled' | 'running'
    startAt: Date | null
    rehearses: boolean
    count: number
    total: bigint
    approvalId: string | null
    by: string
    byName: string
    now: Date
  },
): Promise<void> {
  const startedAt = start.state === 'running' ? start.now : null
  await run(
    tx,
    sql`update run set state = ${start.state}, start_at = ${start.startAt}, started_at = ${startedAt},
          rehearses = ${start.rehearses}, approved_count = ${start.count}, approved_total = ${start.total},
          approval_id = ${start.approvalId}, started_by = ${start.by}, started_by_name = ${start.byName}
        where id = ${id}`,
  )
}

export async function setPaused(
  tx: Transaction,
  id: string,
  pause: { because: PausedBecause; text: string; byName: string | null },
): Promise<void> {
  await run(
    tx,
    sql`update run set state = 'paused', paused_because = ${pause.because}, paused_text = ${pause.text},
          paused_by_name = ${pause.byName} where id = ${id} and state = 'running'`,
  )
}

/** Who resumes has looked: what made it pause is counted anew, and declines are minded no more. */
export async function setResumed(tx: Transaction, id: string, now: Date): Promise<void> {
  await run(
    tx,
    sql`update run set state = 'running', resumed_at = ${now}, throttled_since = null, paused_text = '',
          paused_by_name = null, minds_declines = minds_declines and paused_because <> 'declines',
          rehearses = rehearses and paused_because <> 'rehearsal', paused_because = null where id = ${id}`,
  )
}

/** What nobody works on is not charged any more; what is in flight finishes. */
export async function setStopped(tx: Transaction, id: string, now: Date): Promise<void> {
  await run(
    tx,
    sql`update run set state = 'stopped', ended_at = ${now}, paused_because = null where id = ${id}`,
  )
  await skipWaiting(tx, id, now)
}

/** Of a run that was stopped: rows that nobody works on any more. */
export async function skipWaiting(tx: Transaction, runId: string, now: Date): Promise<void> {
  await run(
    tx,
    sql`update run_item i set done_at = ${now},
          state = case when s.is_opened then 'done' else 'skipped' end,
          skip_code = case when not s.is_opened then 'stopped' end,
          skip_text = case when not s.is_opened then 'The run was stopped before it. Nothing was charged.' end
        from (select w.position, exists (select from payment p where p.id = w.payment_id) as is_opened
          from run_item w where w.run_id = ${runId} and w.state = 'waiting'
            and (w.claimed_until is null or w.claimed_until <= ${now}) for update of w) s
        where i.run_id = ${runId} and i.position = s.position`,
  )
}
