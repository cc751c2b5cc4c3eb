import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { PaymentState } from '../payments/payment.ts'

export interface ClosingRow {
  id: string
  kind: 'closed' | 'reopened'
  closedUntil: PlainDate | null
  why: string
  at: Date
  byName: string
}

export function closings(tx: Transaction, limit: number): Promise<ClosingRow[]> {
  return rows(
    tx,
    sql`select id, kind, closed_until as "closedUntil", why, at, by_name as "byName"
        from books_closing order by at desc, id desc limit ${limit}`,
  )
}

/** One person closes or reopens at a time. */
export async function lockBooks(tx: Transaction): Promise<PlainDate | null> {
  const found = await row<{ until: PlainDate | null }>(
    tx,
    sql`select books_closed_until as until from organization for no key update`,
  )
  return found?.until ?? null
}

export async function putClosing(
  tx: Transaction,
  orgId: string,
  closing: ClosingRow & { byId: string },
): Promise<void> {
  const { id, kind, closedUntil, why, at, byId, byName } = closing
  await run(
    tx,
    sql`with noted as (
          insert into books_closing (org_id, id, kind, closed_until, why, at, by_id, by_name)
          values (${orgId}, ${id}, ${kind}, ${closedUntil}::date, ${why}, ${at}, ${byId}, ${byName}))
        update organization set books_closed_until = ${closedUntil}::date`,
  )
}

/** The first day that anything was booked for. */
export async function firstBookedDay(tx: Transaction): Promise<PlainDate | null> {
  const found = await row<{ day: PlainDate | null }>(
    tx,
    sql`select min(effective_on) as day from ledger_line`,
  )
  return found?.day ?? null
}

export interface UnclearPayment {
  id: string
  state: PaymentState
  amount: bigint
  currency: string
  accountName: string
  startedOn: PlainDate
}

/** Payments begun until the end of a day that nobody knows the end of yet. */
export function unclearPayments(
  tx: Transaction,
  until: PlainDate,
  timeZone: string,
  limit: number,
): Promise<UnclearPayment[]> {
  return rows(
    tx,
    sql`select p.id, p.state, p.amount, p.currency, a.name as "accountName",
          (p.created_at at time zone ${timeZone})::date as "startedOn"
        from payment p join account a on a.org_id = p.org_id and a.id = p.account_id
        where p.look_at is not null and p.created_at < ((${until}::date + 1)::timestamp at time zone ${timeZone})
        order by p.created_at limit ${limit}`,
  )
}

/** What lies in the drawer or the folder at the end of a day and was not brought to the bank. */
export function notDeposited(
  tx: Transaction,
  until: PlainDate,
): Promise<{ place: string; amount: bigint }[]> {
  return rows(
    tx,
    sql`select place, sum(amount)::bigint as amount from (
          select debit as place, amount from ledger_line
            where debit in ('cash', 'checks', 'terminal', 'other') and effective_on <= ${until}::date
          union all
          select credit, -amount from ledger_line
            where credit in ('cash', 'checks', 'terminal', 'other') and effective_on <= ${until}::date) moved
        group by place having sum(amount) <> 0 order by place`,
  )
}
