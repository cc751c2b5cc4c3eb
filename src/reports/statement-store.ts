import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import { type EntryRow, IN_ORDER, LINE_COLUMNS, LINE_FACTS } from './ledger-store.ts'
import type { Period } from './period.ts'

/**
 * What a line does to what an account owes in all: what is owed less what is held. Putting money
 * against an invoice does nothing to it, so it is no line of a statement.
 */
const NET = sql`l.amount * ((l.debit in ('receivable', 'unapplied'))::integer - (l.credit in ('receivable', 'unapplied'))::integer)`
const OF_STATEMENT = sql`l.event not in ('applied', 'taken_off')
  and (l.debit in ('receivable', 'unapplied') or l.credit in ('receivable', 'unapplied'))`

export interface StatementSums {
  opening: bigint
  charges: bigint
  payments: bigint
  count: bigint
}

/** What was owed before a period, what came on top in it and what came off. */
export async function statementSums(
  tx: Transaction,
  accountId: string,
  { from, to }: Period,
): Promise<StatementSums> {
  const found = await row<StatementSums>(
    tx,
    sql`select coalesce(sum(net) filter (where effective_on < ${from}::date), 0)::bigint as opening,
          coalesce(sum(net) filter (where effective_on >= ${from}::date and net > 0), 0)::bigint as charges,
          coalesce(-sum(net) filter (where effective_on >= ${from}::date and net < 0), 0)::bigint as payments,
          count(*) filter (where effective_on >= ${from}::date) as count
        from (select l.effective_on, ${NET} as net from ledger_line l
          where l.account_id = ${accountId} and l.effective_on <= ${to}::date and ${OF_STATEMENT}) moved`,
  )
  return found ?? { opening: 0n, charges: 0n, payments: 0n, count: 0n }
}

/** Every second line of the books is about one that stands before it, as a rule. */
const LINES_PER_LINE = 2

/**
 * The lines of a period, oldest first, from a place on, of `count` lines in the books. An invoice and
 * its tax are one line. Only as many as the page needs are put together, and more if they do not
 * suffice.
 */
export async function statementLines(
  tx: Transaction,
  accountId: string,
  period: Period,
  { skip, limit, count }: { skip: number; limit: number; count: bigint },
): Promise<EntryRow[]> {
  for (let reach = (skip + limit) * LINES_PER_LINE; ; reach *= 4) {
    const found = await linesWithin(tx, accountId, period, skip, limit, reach)
    if (found.length === limit || reach >= count) return found
  }
}

/**
 * The first `reach` lines of the books and all of the last one's moment: what is one line here was
 * written in one moment. The limits are written out: PostgreSQL expects a tenth of the table of one
 * it cannot see.
 */
function linesWithin(
  tx: Transaction,
  accountId: string,
  { from, to }: Period,
  skip: number,
  limit: number,
  reach: number,
): Promise<EntryRow[]> {
  const event = sql`case l.event when 'taxed' then 'issued' when 'tax_credited' then 'credited' else l.event end`
  return rows(
    tx,
    sql`with near as materialized (
          select l.*, ${NET} as net from ledger_line l
          where l.account_id = ${accountId} and l.effective_on between ${from}::date and ${to}::date and ${OF_STATEMENT}
          order by l.effective_on, l.posted_at fetch first ${sql.lit(reach)} rows with ties),
        line as (
          select l.org_id, l.source, l.source_id, ${event} as event, min(l.n) as n, min(l.debit) as debit,
            min(l.credit) as credit, sum(l.amount)::bigint as amount, l.effective_on, l.posted_at,
            l.account_id, min(l.invoice_id::text)::uuid as invoice_id, sum(l.net)::bigint as change
          from near l
          group by l.org_id, l.source, l.source_id, ${event}, l.effective_on, l.posted_at, l.account_id),
        told as (
          select l.*, sum(l.change) over story as balance, row_number() over story as place from line l
          window story as (order by ${IN_ORDER})),
        shown as materialized (select * from told where place > ${skip} order by place limit ${sql.lit(limit)})
        select ${LINE_COLUMNS}, l.change, l.balance::bigint as balance from shown l ${LINE_FACTS} order by l.place`,
  )
}

export interface OpenThen {
  id: string
  number: bigint
  issuedOn: PlainDate
  dueOn: PlainDate
  due: bigint
}

/**
 * Invoices of an account that were open at the end of a day, the oldest due first: as in aging, what
 * is owed now less what happened since, so that paid invoices are not read.
 */
export function openAtEndOf(tx: Transaction, accountId: string, day: string): Promise<OpenThen[]> {
  return rows(
    tx,
    sql`with open as materialized (
          select id, sum(due)::bigint as due from (
            select id, due from invoice where account_id = ${accountId} and due > 0
            union all
            select invoice_id, case when debit = 'receivable' then -amount else amount end from ledger_line
            where account_id = ${accountId} and effective_on > ${day}::date and 'receivable' in (debit, credit)) moved
          group by id having sum(due) <> 0)
        select i.id, i.number, i.issued_on as "issuedOn", i.due_on as "dueOn", o.due
        from open o cross join lateral (select * from invoice i where i.id = o.id limit 1) i
        order by i.due_on, i.id`,
  )
}

export interface SentStatement {
  id: string
  accountId: string
  from: PlainDate
  to: PlainDate
}

export async function insertSent(
  tx: Transaction,
  orgId: string,
  sent: SentStatement & { at: Date; byName: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into statement_sent (org_id, id, account_id, period_from, period_to, created_at, by_name)
        values (${orgId}, ${sent.id}, ${sent.accountId}, ${sent.from}::date, ${sent.to}::date, ${sent.at}, ${sent.byName})`,
  )
}

export function findSent(tx: Transaction, id: string): Promise<SentStatement | undefined> {
  return row(
    tx,
    sql`select id, account_id as "accountId", period_from as "from", period_to as "to"
        from statement_sent where id = ${id}`,
  )
}
