import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PaymentState } from '../payments/payment.ts'
import type { ProcessorAccountRef } from '../processor/app.ts'
import type { DifferenceState, Found, Kind } from './difference.ts'

/** A payment by card, as far as a comparison needs it. */
export interface CardPayment {
  orgId: string
  id: string
  processorAccountId: string
  intentId: string
  amount: bigint
  currency: string
  state: PaymentState
  changedAt: Date
  feeKnown: boolean
}

const CARD_PAYMENT = sql`p.org_id as "orgId", p.id, p.processor_account_id as "processorAccountId",
  p.intent_id as "intentId", p.amount, p.currency, p.state, p.changed_at as "changedAt",
  f.payment_id is null or f.known_at is not null as "feeKnown"`
const WITH_FEE = sql`payment p left join payment_fee f on f.org_id = p.org_id and f.payment_id = p.id`

export function cardPaymentsOf(
  tx: Transaction,
  processorAccountId: string,
  intents: string[],
): Promise<CardPayment[]> {
  return rows(
    tx,
    sql`select ${CARD_PAYMENT} from ${WITH_FEE}
        where p.processor_account_id = ${processorAccountId} and p.intent_id = any(${intents}::text[])`,
  )
}

export function cardPayment(tx: Transaction, id: string): Promise<CardPayment | undefined> {
  return row(
    tx,
    sql`select ${CARD_PAYMENT} from ${WITH_FEE} where p.id = ${id} and p.tender in ('card', 'echeck')`,
  )
}

export function paidByCardSince(
  tx: Transaction,
  processorAccountId: string,
  since: Date,
): Promise<CardPayment[]> {
  return rows(
    tx,
    sql`select ${CARD_PAYMENT} from ${WITH_FEE}
        where p.processor_account_id = ${processorAccountId} and p.state = 'succeeded'
          and p.settled_at >= ${since}`,
  )
}

/** A refund of a payment by card, as far as a comparison needs it. */
export interface CardRefund {
  id: string
  paymentId: string
  processorRefundId: string
  amount: bigint
  currency: string
  state: string
  changedAt: Date
}

const CARD_REFUND = sql`id, payment_id as "paymentId", processor_refund_id as "processorRefundId", amount,
  currency, state, changed_at as "changedAt"`

export function cardRefundsOf(
  tx: Transaction,
  processorAccountId: string,
  ids: string[],
): Promise<CardRefund[]> {
  return rows(
    tx,
    sql`select ${CARD_REFUND} from refund
        where processor_account_id = ${processorAccountId} and processor_refund_id = any(${ids}::text[])`,
  )
}

export function refundedByCardSince(
  tx: Transaction,
  processorAccountId: string,
  since: Date,
): Promise<CardRefund[]> {
  return rows(
    tx,
    sql`select ${CARD_REFUND} from refund
        where processor_account_id = ${processorAccountId} and processor_refund_id is not null
          and state = 'succeeded' and created_at >= ${since}`,
  )
}

/** A dispute, as far as a comparison needs it. */
export interface KnownDispute {
  processorDisputeId: string
  /** Null: booked as a return, which is final. */
  processorState: string | null
  dueBy: Date | null
}

export function disputesOf(
  tx: Transaction,
  processorAccountId: string,
  ids: string[],
): Promise<KnownDispute[]> {
  return rows(
    tx,
    sql`select processor_dispute_id as "processorDisputeId", processor_state as "processorState",
          due_by as "dueBy" from dispute
        where processor_account_id = ${processorAccountId} and processor_dispute_id = any(${ids}::text[])
        union all
        select processor_dispute_id, null, null from payment_return
        where processor_account_id = ${processorAccountId} and processor_dispute_id = any(${ids}::text[])`,
  )
}

export function accountsToCompare(tx: Transaction, now: Date): Promise<ProcessorAccountRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", processor_account_id as "processorAccountId" from accounts_to_compare(${now})`,
  )
}

/** Takes a processor account whose night has come, for one worker. */
export async function claimNight(
  tx: Transaction,
  { orgId, processorAccountId }: ProcessorAccountRef,
  now: Date,
  next: Date,
): Promise<boolean> {
  const claimed = await row(
    tx,
    sql`insert into difference_reading (org_id, processor_account_id, look_at)
        values (${orgId}, ${processorAccountId}, ${next})
        on conflict (org_id, processor_account_id) do update set look_at = ${next}
          where difference_reading.look_at <= ${now}
        returning look_at`,
  )
  return claimed !== undefined
}

export async function planNight(
  tx: Transaction,
  { orgId, processorAccountId }: ProcessorAccountRef,
  next: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into difference_reading (org_id, processor_account_id, look_at)
        values (${orgId}, ${processorAccountId}, ${next})
        on conflict (org_id, processor_account_id) do update set look_at = ${next}`,
  )
}

export async function beginRun(
  tx: Transaction,
  run_: ProcessorAccountRef & { id: string; since: Date; now: Date; byName: string | null },
): Promise<void> {
  await run(
    tx,
    sql`insert into difference_run (org_id, id, processor_account_id, since, began_at, by_name)
        values (${run_.orgId}, ${run_.id}, ${run_.processorAccountId}, ${run_.since}, ${run_.now}, ${run_.byName})`,
  )
}

export interface Counts {
  charges: number
  refunds: number
  disputes: number
  payouts: number
  found: number
}

export async function endRun(
  tx: Transaction,
  id: string,
  answered: boolean,
  counts: Counts,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`update difference_run set ended_at = ${now}, answered = ${answered}, charges = ${counts.charges},
          refunds = ${counts.refunds}, disputes = ${counts.disputes}, payouts = ${counts.payouts},
          found = ${counts.found} where id = ${id}`,
  )
}

/** Writes a difference down, or that it is still there; one that somebody explained stays so. */
export async function writeDifference(
  tx: Transaction,
  account: ProcessorAccountRef,
  id: string,
  found: Found,
  isAbsorbed: boolean,
  now: Date,
): Promise<void> {
  const state = isAbsorbed ? 'absorbed' : 'open'
  const ended = isAbsorbed ? now : null
  await run(
    tx,
    sql`insert into difference (org_id, id, processor_account_id, kind, subject, payment_id, amount, currency,
          found, happened_at, state, found_at, seen_at, ended_at)
        values (${account.orgId}, ${id}, ${account.processorAccountId}, ${found.kind}, ${found.subject},
          ${found.paymentId}, ${found.amount}, ${found.currency}, ${JSON.stringify(found.found)},
          ${found.happenedAt}, ${state}, ${now}, ${now}, ${ended})
        on conflict (org_id, processor_account_id, kind, subject) do update
          set seen_at = ${now}, found = excluded.found, amount = excluded.amount,
            state = case when difference.state = 'explained' then 'explained' else excluded.state end,
            ended_at = case when difference.state = 'explained' then difference.ended_at else excluded.ended_at end`,
  )
}

/** What a whole comparison did not meet any more is gone. */
export async function endUnseen(
  tx: Transaction,
  { processorAccountId }: ProcessorAccountRef,
  since: Date,
  began: Date,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`update difference set state = 'gone', ended_at = ${now}
        where processor_account_id = ${processorAccountId} and state = 'open' and seen_at < ${began}
          and happened_at >= ${since}`,
  )
}

export interface ListedDifference {
  id: string
  processorAccountId: string
  kind: Kind
  subject: string
  paymentId: string | null
  client: string | null
  amount: bigint
  currency: string
  found: Record<string, string>
  happenedAt: string
  state: DifferenceState
  foundAt: string
  endedAt: string | null
  endedByName: string | null
  note: string | null
}

const LISTED = sql`d.id, d.processor_account_id as "processorAccountId", d.kind, d.subject,
  d.payment_id as "paymentId", d.amount, d.currency, d.found, d.happened_at::text as "happenedAt", d.state,
  d.found_at::text as "foundAt", d.ended_at::text as "endedAt", d.ended_by_name as "endedByName", d.note,
  (select c.name from payment p join client c on c.account_id = p.account_id
    where p.id = d.payment_id order by c.created_at, c.id limit 1) as client`

/** Those that are open, and the latest that are not. */
export function listDifferences(tx: Transaction, ended: number): Promise<ListedDifference[]> {
  return rows(
    tx,
    sql`(select ${LISTED} from difference d where d.state = 'open' order by d.found_at desc, d.id desc limit 500)
        union all
        (select ${LISTED} from difference d where d.state <> 'open' order by d.ended_at desc, d.id desc
          limit ${ended})`,
  )
}

export function findDifference(tx: Transaction, id: string): Promise<ListedDifference | undefined> {
  return row(tx, sql`select ${LISTED} from difference d where d.id = ${id}`)
}

export async function explain(
  tx: Transaction,
  id: string,
  by: { name: string; note: string; at: Date },
): Promise<void> {
  await run(
    tx,
    sql`update difference set state = 'explained', note = ${by.note}, ended_at = ${by.at},
          ended_by_name = ${by.name} where id = ${id} and state = 'open'`,
  )
}

export async function markAbsorbed(
  tx: Transaction,
  id: string,
  byName: string,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`update difference set state = 'absorbed', ended_at = ${now}, ended_by_name = ${byName}
        where id = ${id} and state = 'open'`,
  )
}

export interface ListedRun extends Counts {
  id: string
  since: string
  beganAt: string
  endedAt: string | null
  byName: string | null
  answered: boolean | null
}

export function latestRuns(tx: Transaction, limit: number): Promise<ListedRun[]> {
  return rows(
    tx,
    sql`select id, since::text, began_at::text as "beganAt", ended_at::text as "endedAt", by_name as "byName",
          answered, charges, refunds, disputes, payouts, found
        from difference_run order by began_at desc, id desc limit ${limit}`,
  )
}
