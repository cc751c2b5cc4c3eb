import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { ProcessorAccountRef } from '../processor/app.ts'
import type { PayoutMember, ProcessorPayout } from '../processor/processor-money.ts'
import type { Payout } from './payout.ts'

export function accountsToRead(tx: Transaction, now: Date): Promise<ProcessorAccountRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", processor_account_id as "processorAccountId" from payouts_to_read(${now})`,
  )
}

/** Takes a processor account that is due for one worker. */
export async function claimReading(
  tx: Transaction,
  { orgId, processorAccountId }: ProcessorAccountRef,
  now: Date,
  lease: Date,
): Promise<boolean> {
  const claimed = await row(
    tx,
    sql`insert into payout_reading (org_id, processor_account_id, look_at)
        values (${orgId}, ${processorAccountId}, ${lease})
        on conflict (org_id, processor_account_id) do update set look_at = ${lease}
          where payout_reading.look_at <= ${now}
        returning look_at`,
  )
  return claimed !== undefined
}

export async function readNext(
  tx: Transaction,
  { orgId, processorAccountId }: ProcessorAccountRef,
  lookAt: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into payout_reading (org_id, processor_account_id, look_at)
        values (${orgId}, ${processorAccountId}, ${lookAt})
        on conflict (org_id, processor_account_id) do update set look_at = ${lookAt}`,
  )
}

const KNOWN = sql`org_id as "orgId", id, processor_account_id as "processorAccountId",
  processor_payout_id as "processorPayoutId", amount, currency, state,
  members_at is not null as "hasMembers", paid_at is not null as "isBooked"`

/** Locked, so that the same news is settled once. */
export function lockPayout(
  tx: Transaction,
  processorAccountId: string,
  processorPayoutId: string,
): Promise<Payout | undefined> {
  return row(
    tx,
    sql`select ${KNOWN} from payout where processor_account_id = ${processorAccountId}
          and processor_payout_id = ${processorPayoutId} for update`,
  )
}

export function knownPayouts(
  tx: Transaction,
  processorAccountId: string,
  ids: string[],
): Promise<Payout[]> {
  return rows(
    tx,
    sql`select ${KNOWN} from payout where processor_account_id = ${processorAccountId}
          and processor_payout_id = any(${ids}::text[])`,
  )
}

export async function insertPayout(
  tx: Transaction,
  account: ProcessorAccountRef,
  id: string,
  payout: ProcessorPayout,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`insert into payout (org_id, id, processor_account_id, processor_payout_id, amount, currency, state,
          is_automatic, arrives_on, made_at, changed_at)
        values (${account.orgId}, ${id}, ${account.processorAccountId}, ${payout.id}, ${payout.amount},
          ${payout.currency}, 'pending', ${payout.isAutomatic}, ${dayOf(payout.arrivesAt)}::date,
          ${payout.createdAt}, ${now})
        on conflict (org_id, processor_account_id, processor_payout_id) do nothing`,
  )
}

export async function changeState(
  tx: Transaction,
  id: string,
  payout: ProcessorPayout,
  now: Date,
): Promise<void> {
  await run(
    tx,
    sql`update payout set state = ${payout.state}, failure_code = ${payout.failureCode},
          arrives_on = ${dayOf(payout.arrivesAt)}::date, changed_at = ${now},
          paid_at = case when ${payout.state} = 'paid' then coalesce(paid_at, ${now}) else paid_at end,
          failed_at = case when ${payout.state} in ('failed', 'canceled') then coalesce(failed_at, ${now}) end
        where id = ${id}`,
  )
}

/** All of them at once; each is put beside the payment it is about, where there is one. */
export async function insertMembers(
  tx: Transaction,
  payout: Payout,
  members: PayoutMember[],
  now: Date,
): Promise<void> {
  const json = JSON.stringify(members)
  await run(
    tx,
    sql`with stored as (
          insert into payout_member (org_id, payout_id, balance_transaction_id, kind, source_id, payment_id,
            amount, fee, net, description, made_at)
          select ${payout.orgId}, ${payout.id}, m."balanceTransactionId", m.kind, m."sourceId", p.id,
            m.amount, m.fee, m.net, m.description, m."createdAt"
          from jsonb_to_recordset(${json}::jsonb) as m ("balanceTransactionId" text, kind text, "sourceId" text,
            "intentId" text, amount bigint, fee bigint, net bigint, description text, "createdAt" timestamptz)
          left join payment p on p.org_id = ${payout.orgId}
            and p.processor_account_id = ${payout.processorAccountId} and p.intent_id = m."intentId")
        update payout set members_at = ${now}, changed_at = ${now} where id = ${payout.id}`,
  )
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** A payout as lists show it. */
export interface ListedPayout {
  id: string
  processorPayoutId: string
  amount: bigint
  currency: string
  state: Payout['state']
  isAutomatic: boolean
  arrivesOn: string
  failureCode: string | null
  madeAt: string
  membersAt: string | null
  seenOn: string | null
  seenByName: string | null
  members: number
  fees: bigint
}

const LISTED = sql`p.id, p.processor_payout_id as "processorPayoutId", p.amount, p.currency, p.state,
  p.is_automatic as "isAutomatic", p.arrives_on::text as "arrivesOn", p.failure_code as "failureCode",
  p.made_at::text as "madeAt", p.members_at::text as "membersAt", p.seen_on::text as "seenOn",
  p.seen_by_name as "seenByName", m.members::int, m.fees`
const WITH_SUMS = sql`payout p left join lateral (
  select count(*) as members, coalesce(sum(m.fee), 0)::bigint as fees from payout_member m
  where m.org_id = p.org_id and m.payout_id = p.id) m on true`

export interface PayoutFilter {
  from: string | null
  to: string | null
  /** Only those that nobody has seen on a statement of the bank. */
  unseen: boolean
  before: { madeAt: string; id: string } | null
  limit: number
}

export function listPayouts(tx: Transaction, filter: PayoutFilter): Promise<ListedPayout[]> {
  const { from, to, unseen, before, limit } = filter
  return rows(
    tx,
    sql`select ${LISTED} from ${WITH_SUMS}
        where (${from}::date is null or p.arrives_on >= ${from}::date)
          and (${to}::date is null or p.arrives_on <= ${to}::date)
          and (not ${unseen}::boolean or (p.seen_on is null and p.state not in ('failed', 'canceled')))
          and (${before?.id ?? null}::uuid is null
            or (p.made_at, p.id) < (${before?.madeAt ?? null}::timestamptz, ${before?.id ?? null}::uuid))
        order by p.made_at desc, p.id desc limit ${limit}`,
  )
}

export function findPayout(tx: Transaction, id: string): Promise<ListedPayout | undefined> {
  return row(tx, sql`select ${LISTED} from ${WITH_SUMS} where p.id = ${id}`)
}

export interface ListedMember {
  balanceTransactionId: string
  kind: string
  sourceId: string | null
  amount: bigint
  fee: bigint
  net: bigint
  description: string
  madeAt: string
  paymentId: string | null
  account: string | null
  client: string | null
}

export function membersOf(tx: Transaction, payoutId: string): Promise<ListedMember[]> {
  return rows(
    tx,
    sql`select m.balance_transaction_id as "balanceTransactionId", m.kind, m.source_id as "sourceId",
          m.amount, m.fee, m.net, m.description, m.made_at::text as "madeAt", m.payment_id as "paymentId",
          a.name as account,
          (select c.name from client c where c.account_id = a.id order by c.created_at, c.id limit 1) as client
        from payout_member m
        left join payment p on p.id = m.payment_id
        left join account a on a.id = p.account_id
        where m.payout_id = ${payoutId} order by m.made_at, m.balance_transaction_id`,
  )
}

/** Undefined: it is not there, or came back. */
export function writeSeen(
  tx: Transaction,
  id: string,
  seen: { on: string; by: string; byName: string; at: Date } | null,
): Promise<{ id: string } | undefined> {
  return row(
    tx,
    sql`update payout set seen_on = ${seen?.on ?? null}::date, seen_by = ${seen?.by ?? null},
          seen_by_name = ${seen?.byName ?? null}, seen_at = ${seen?.at ?? null}
        where id = ${id} and state not in ('failed', 'canceled') returning id`,
  )
}

export function processorAccounts(tx: Transaction): Promise<ProcessorAccountRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", id as "processorAccountId" from processor_account order by created_at`,
  )
}
