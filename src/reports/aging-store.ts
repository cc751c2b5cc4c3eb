import { sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'

export interface AgingRow {
  /** Null in the first row, which adds all of them up. */
  accountId: string | null
  accountName: string | null
  clientId: string | null
  clientName: string | null
  oldestDueOn: string | null
  accounts: bigint
  invoices: bigint
  current: bigint
  days30: bigint
  days60: bigint
  days90: bigint
  older: bigint
  total: bigint
}

/**
 * The sums over everybody, then a page of accounts. What an invoice owed at the end of a past day
 * is what it owes now less what happened to it since: the few that are open and what moved lately
 * are read, never all there ever were.
 */
export function agingByAccount(
  tx: Transaction,
  asOf: string,
  isNow: boolean,
  skip: number,
  limit: number,
): Promise<AgingRow[]> {
  const open = isNow
    ? sql`select account_id, due_on, due from invoice where due > 0`
    : sql`select i.account_id, i.due_on, o.due from (
            select id, sum(due)::bigint as due from (
              select id, due from invoice where due > 0
              union all
              select invoice_id, case when debit = 'receivable' then -amount else amount end from ledger_line
              where effective_on > ${asOf}::date and (debit = 'receivable' or credit = 'receivable')) moved
            group by id having sum(due) <> 0) o
          join invoice i on i.id = o.id`
  const between = (least: number, most: number) =>
    sql`coalesce(sum(due) filter (where ${asOf}::date - due_on between ${least}::integer and ${most}::integer), 0)::bigint`
  return rows(
    tx,
    sql`with open as materialized (${open}),
        sums as materialized (
          select account_id, min(due_on) as oldest, count(*) as invoices,
            coalesce(sum(due) filter (where due_on >= ${asOf}::date), 0)::bigint as current,
            ${between(1, 30)} as days30, ${between(31, 60)} as days60, ${between(61, 90)} as days90,
            coalesce(sum(due) filter (where ${asOf}::date - due_on > 90), 0)::bigint as older, sum(due)::bigint as total
          from open group by account_id),
        everybody as (
          select count(*) as accounts, coalesce(sum(invoices), 0)::bigint as invoices, coalesce(sum(current), 0)::bigint as current,
            coalesce(sum(days30), 0)::bigint as days30, coalesce(sum(days60), 0)::bigint as days60,
            coalesce(sum(days90), 0)::bigint as days90, coalesce(sum(older), 0)::bigint as older,
            coalesce(sum(total), 0)::bigint as total
          from sums),
        shown as (select * from sums order by total desc, account_id limit ${limit} offset ${skip})
        select * from (
          select null::uuid as "accountId", null::text as "accountName", null::uuid as "clientId", null::text as "clientName",
            null::date as "oldestDueOn", accounts, invoices, current, days30, days60, days90, older, total, 0 as part
          from everybody
          union all
          select a.id, a.name, c.id, c.name, s.oldest, 1, s.invoices, s.current, s.days30, s.days60, s.days90, s.older,
            s.total, 1
          from shown s join account a on a.id = s.account_id
          left join lateral (select c.id, c.name from client c where c.org_id = a.org_id and c.account_id = a.id
            order by c.archived_at is not null, c.name_key, c.id limit 1) c on true) listed
        order by part, total desc, "accountId"`,
  )
}
