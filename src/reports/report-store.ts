import { sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import { LINE_COLUMNS, LINE_FACTS, type LinePlace, type LineRow } from './ledger-store.ts'
import type { Period } from './period.ts'

/** What is earned, and what gives it up again. */
export const INCOME = [
  'issued',
  'taxed',
  'credited',
  'tax_credited',
  'written_off',
  'write_off_reversed',
  'granted',
  'withdrawn',
] as const
/** Money that comes and goes. */
export const CASHFLOW = [
  'received',
  'refunded',
  'refund_failed',
  'disputed',
  'dispute_won',
  'returned',
] as const
const ADDS = [
  'issued',
  'taxed',
  'write_off_reversed',
  'withdrawn',
  'received',
  'refund_failed',
  'dispute_won',
]
const EVENTS = [...INCOME, ...CASHFLOW]

export function isIncome(event: string): boolean {
  return (INCOME as readonly string[]).includes(event)
}

export function adds(event: string): boolean {
  return ADDS.includes(event)
}

/** Everything that earned, cost, brought or took money in a period, newest first. */
export function transactions(
  tx: Transaction,
  { from, to }: Period,
  after: LinePlace | null,
  limit: number,
): Promise<LineRow[]> {
  return rows(
    tx,
    sql`with l as (
          select * from ledger_line l
          where l.effective_on between ${from}::date and ${to}::date and l.event = any(${EVENTS}::text[])
            ${after ? sql`and l.effective_on <= ${after.effectiveOn}::date and (l.effective_on, l.source_id, l.event, l.n) < (${after.effectiveOn}::date, ${after.sourceId}::uuid, ${after.event}::text, ${after.n}::smallint)` : sql``}
          order by l.effective_on desc, l.source_id desc, l.event desc, l.n desc limit ${limit})
        select ${LINE_COLUMNS} from l ${LINE_FACTS}
        order by l.effective_on desc, l.source_id desc, l.event desc, l.n desc`,
  )
}

/** What a period came to in both columns. */
export async function incomeAndCashflow(
  tx: Transaction,
  { from, to }: Period,
): Promise<{ income: bigint; cashflow: bigint; count: bigint }> {
  const found = await row<{ income: bigint; cashflow: bigint; count: bigint }>(
    tx,
    sql`select coalesce(sum(change) filter (where event = any(${INCOME}::text[])), 0)::bigint as income,
          coalesce(sum(change) filter (where event = any(${CASHFLOW}::text[])), 0)::bigint as cashflow,
          coalesce(sum(n), 0)::bigint as count
        from (select event, sum(case when event = any(${ADDS}::text[]) then amount else -amount end) as change, count(*) as n
          from ledger_line where effective_on between ${from}::date and ${to}::date and event = any(${EVENTS}::text[])
          group by event) moved`,
  )
  return found ?? { income: 0n, cashflow: 0n, count: 0n }
}

export interface MonthSums {
  month: string
  invoiced: bigint
  received: bigint
  back: bigint
}

/** Month by month what was invoiced, came in and went back; of one account or of all. */
export function months(
  tx: Transaction,
  { from, to }: Period,
  accountId: string | null,
): Promise<MonthSums[]> {
  const amount = (condition: ReturnType<typeof sql>) =>
    sql`coalesce(sum(amount) filter (where ${condition}), 0)::bigint`
  return rows(
    tx,
    sql`select to_char(day, 'YYYY-MM') as month, ${amount(sql`event in ('issued', 'taxed')`)} as invoiced,
          ${amount(sql`event = 'received'`)} as received,
          (${amount(sql`event in ('refunded', 'disputed', 'returned')`)} - ${amount(sql`event in ('refund_failed', 'dispute_won')`)})::bigint as back
        from (select date_trunc('month', effective_on)::date as day, event, sum(amount) as amount from ledger_line
          where effective_on between ${from}::date and ${to}::date ${accountId ? sql`and account_id = ${accountId}` : sql``}
            and event in ('issued', 'taxed', 'received', 'refunded', 'disputed', 'returned', 'refund_failed', 'dispute_won')
          group by 1, 2) moved
        group by day order by day`,
  )
}

export interface AccountSums {
  paid: bigint
  back: bigint
  count: bigint
  first: PlainDate | null
  last: PlainDate | null
}

/** What an account ever paid: how much, how often, since when. */
export async function paymentsOf(tx: Transaction, accountId: string): Promise<AccountSums> {
  const found = await row<AccountSums>(
    tx,
    sql`select coalesce(sum(amount), 0)::bigint as paid, coalesce(sum(gone_back), 0)::bigint as back, count(*) as count,
          min(posted_on) as first, max(posted_on) as last
        from payment where account_id = ${accountId} and state = 'succeeded'`,
  )
  return found ?? { paid: 0n, back: 0n, count: 0n, first: null, last: null }
}

export interface TakingRow {
  day: PlainDate
  tenderId: string
  count: bigint
  paid: bigint
}

/** What was taken day by day and tender by tender. */
export function takings(tx: Transaction, { from, to }: Period): Promise<TakingRow[]> {
  return rows(
    tx,
    sql`select posted_on as day, tender_id as "tenderId", count(*) as count, sum(amount)::bigint as paid
        from payment
        where posted_on between ${from}::date and ${to}::date and state = 'succeeded'
        group by 1, 2 order by 1 desc`,
  )
}

/** What went back day by day, less what came again. */
export function wentBack(
  tx: Transaction,
  { from, to }: Period,
): Promise<{ day: PlainDate; amount: bigint }[]> {
  return rows(
    tx,
    sql`select effective_on as day,
          sum(case when event in ('refund_failed', 'dispute_won') then -amount else amount end)::bigint as amount
        from ledger_line
        where effective_on between ${from}::date and ${to}::date
          and event in ('refunded', 'disputed', 'returned', 'refund_failed', 'dispute_won')
        group by 1`,
  )
}

export interface Outstanding {
  owed: bigint
  invoices: bigint
  late: bigint
  lateInvoices: bigint
}

export async function outstanding(tx: Transaction, today: string): Promise<Outstanding> {
  const found = await row<Outstanding>(
    tx,
    sql`select coalesce(sum(due), 0)::bigint as owed, count(*) as invoices,
          coalesce(sum(due) filter (where due_on < ${today}::date), 0)::bigint as late,
          count(*) filter (where due_on < ${today}::date) as "lateInvoices"
        from invoice where due > 0`,
  )
  return found ?? { owed: 0n, invoices: 0n, late: 0n, lateInvoices: 0n }
}

/** Payments of a period that a bank refused. */
export async function failedIn(
  tx: Transaction,
  { from, to }: Period,
): Promise<{ amount: bigint; count: bigint }> {
  const found = await row<{ amount: bigint; count: bigint }>(
    tx,
    sql`select coalesce(sum(amount), 0)::bigint as amount, count(*) as count from payment
        where posted_on between ${from}::date and ${to}::date and state = 'failed'`,
  )
  return found ?? { amount: 0n, count: 0n }
}

export async function onTheirWay(tx: Transaction): Promise<{ amount: bigint; count: bigint }> {
  const found = await row<{ amount: bigint; count: bigint }>(
    tx,
    sql`select coalesce(sum(amount), 0)::bigint as amount, count(*) as count from payment where look_at is not null`,
  )
  return found ?? { amount: 0n, count: 0n }
}

export interface UpcomingRow {
  id: string
  dueOn: PlainDate
  amount: bigint
  accountName: string
  clientId: string | null
}

/** What is agreed for the next days, the soonest first; all that is late is among it. */
export function upcomingUntil(tx: Transaction, until: string): Promise<UpcomingRow[]> {
  return rows(
    tx,
    sql`select s.id, s.due_on as "dueOn", s.amount, a.name as "accountName", c.id as "clientId"
        from scheduled_payment s join account a on a.org_id = s.org_id and a.id = s.account_id
        left join lateral (select c.id from client c where c.org_id = a.org_id and c.account_id = a.id
          order by c.archived_at is not null, c.name_key, c.id limit 1) c on true
        where s.canceled_at is null and s.due_on <= ${until}::date and not exists (select from payment p
          where p.id = s.payment_id and p.state not in ('failed', 'canceled')) order by s.due_on, s.id limit 500`,
  )
}
