import { sql } from 'kysely'
import { rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { MoneyPlace } from '../ledger/transfers.ts'
import { LINE_COLUMNS, LINE_FACTS, type LineRow } from './ledger-store.ts'

/** Where money lies that somebody can count. */
export const PLACES = ['cash', 'checks', 'terminal', 'other'] as const
export type Place = (typeof PLACES)[number]

export interface PlaceSums {
  place: Place
  /** What lay there at the end of the day before. */
  opening: bigint
  cameIn: bigint
  wentBack: bigint
  deposited: bigint
}

/** What lay where, came and went on a day. */
export function placesOn(tx: Transaction, day: string): Promise<PlaceSums[]> {
  const sum = (condition: ReturnType<typeof sql>) =>
    sql`coalesce(sum(amount) filter (where ${condition}), 0)::bigint`
  const on = sql`effective_on = ${day}::date`
  return rows(
    tx,
    sql`select place, (${sum(sql`not on_day and came`)} - ${sum(sql`not on_day and not came`)})::bigint as opening,
          ${sum(sql`on_day and came and event <> 'deposit_undone'`)} as "cameIn",
          ${sum(sql`on_day and not came and event <> 'deposited'`)} as "wentBack",
          (${sum(sql`on_day and event = 'deposited'`)} - ${sum(sql`on_day and event = 'deposit_undone'`)})::bigint as deposited
        from (
          select debit as place, true as came, event, amount, ${on} as on_day from ledger_line
            where debit in ('cash', 'checks', 'terminal', 'other') and effective_on <= ${day}::date
          union all
          select credit, false, event, amount, ${on} from ledger_line
            where credit in ('cash', 'checks', 'terminal', 'other') and effective_on <= ${day}::date) moved
        group by place`,
  )
}

export interface CountRow {
  place: Place
  expected: bigint
  counted: bigint
  note: string
  byName: string
  countedAt: Date
}

/** What was counted for a day, the newest of each place. */
export function countsOn(tx: Transaction, day: string): Promise<CountRow[]> {
  return rows(
    tx,
    sql`select distinct on (place) place, expected, counted, note, by_name as "byName", counted_at as "countedAt"
        from cash_count where day = ${day}::date order by place, counted_at desc, id desc`,
  )
}

export async function insertCount(
  tx: Transaction,
  orgId: string,
  count: CountRow & { id: string; day: string; currency: string; byId: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into cash_count (org_id, id, day, place, expected, counted, currency, note, counted_at, by_id, by_name)
        values (${orgId}, ${count.id}, ${count.day}::date, ${count.place}, ${count.expected}, ${count.counted},
          ${count.currency}, ${count.note}, ${count.countedAt}, ${count.byId}, ${count.byName})`,
  )
}

export interface ProcessorSums {
  processorAccountId: string | null
  kind: 'stripe' | 'sandbox' | null
  mode: 'test' | 'live' | null
  count: bigint
  gross: bigint
  back: bigint
  fees: bigint
}

/** Cards of a day, gross, by the processor account that took them. */
export function processorsOn(tx: Transaction, day: string): Promise<ProcessorSums[]> {
  const sum = (condition: ReturnType<typeof sql>) =>
    sql`coalesce(sum(l.amount) filter (where ${condition}), 0)::bigint`
  return rows(
    tx,
    sql`select l.processor_account_id as "processorAccountId", x.kind, x.mode,
          count(*) filter (where l.event = 'received') as count, ${sum(sql`l.event = 'received'`)} as gross,
          (${sum(sql`l.event in ('refunded', 'disputed', 'disputed_more', 'returned', 'returned_more')`)}
            - ${sum(sql`l.event in ('refund_failed', 'dispute_won', 'dispute_won_more', 'loss_made_good')`)})::bigint as back,
          (${sum(sql`l.event = 'fee'`)} - ${sum(sql`l.event = 'fee_returned'`)})::bigint as fees
        from ledger_line l left join processor_account x on x.org_id = l.org_id and x.id = l.processor_account_id
        where l.effective_on = ${day}::date and 'clearing' in (l.debit, l.credit)
          and l.event not in ('paid_out', 'payout_returned')
        group by 1, 2, 3 order by gross desc`,
  )
}

export interface StaffSums {
  staff: string
  place: MoneyPlace
  count: bigint
  amount: bigint
}

/** What each of the staff took on a day, by where it lies. */
export function staffOn(tx: Transaction, day: string): Promise<StaffSums[]> {
  return rows(
    tx,
    sql`select opened_by_name as staff, case tender when 'card' then 'clearing' when 'echeck' then 'clearing' when 'check' then 'checks'
            when 'externalCard' then 'terminal' else tender end as place,
          count(*) as count, sum(amount)::bigint as amount
        from payment where posted_on = ${day}::date and state = 'succeeded'
        group by 1, 2 order by 1, 2`,
  )
}

/** Money that went back on a day. */
export function backOn(tx: Transaction, day: string, limit: number): Promise<LineRow[]> {
  return rows(
    tx,
    sql`with l as (
          select * from ledger_line l where l.effective_on = ${day}::date
            and l.event in ('refunded', 'disputed', 'returned', 'refund_failed', 'dispute_won')
          order by l.posted_at, l.source_id limit ${limit})
        select ${LINE_COLUMNS} from l ${LINE_FACTS} order by l.posted_at, l.source_id`,
  )
}

export interface OnItsWay {
  id: string
  amount: bigint
  accountName: string
  startedOn: PlainDate
  tender: string
}

/** What a bank was asked for and has not decided: eChecks, and cards whose answer is missing. */
export function onTheirWayNow(tx: Transaction, timeZone: string): Promise<OnItsWay[]> {
  return rows(
    tx,
    sql`select p.id, p.amount, a.name as "accountName", (p.created_at at time zone ${timeZone})::date as "startedOn", p.tender
        from payment p join account a on a.org_id = p.org_id and a.id = p.account_id
        where p.look_at is not null and p.state in ('processing', 'unknown', 'review')
        order by p.created_at limit 200`,
  )
}
