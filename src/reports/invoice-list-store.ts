import { type RawBuilder, sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { INVOICE_FILTERS } from '../invoices/contract.ts'
import type { Invoice } from '../invoices/invoice.ts'
import type { PlainDate } from '../kit/time.ts'
import { ADDED_UP_MAX } from './payment-list-store.ts'

export type InvoiceFilterState = (typeof INVOICE_FILTERS)[number]

export interface InvoiceFilter {
  state: Exclude<InvoiceFilterState, 'draft'> | null
  accountId: string | null
  from: string | null
  to: string | null
  dueFrom: string | null
  dueTo: string | null
  amountFrom: number | null
  amountTo: number | null
  today: PlainDate
  /** What a search found that it may mean; empty finds nothing. Null: no search. */
  looks: RawBuilder<unknown>[] | null
}

export interface ListedInvoiceRow extends Invoice {
  accountName: string
  clientId: string | null
  clientName: string | null
  description: string
  isHeld: boolean
}

const LISTED = sql`i.id, i.account_id as "accountId", i.number, i.currency, i.total, i.allocated, i.credited,
  i.written_off as "writtenOff", i.due, i.issued_on as "issuedOn", i.due_on as "dueOn", i.deposit,
  i.deposit_due_on as "depositDueOn", i.note, i.voided_at as "voidedAt", a.name as "accountName",
  c.id as "clientId", c.name as "clientName", coalesce(l.description, '') as description,
  exists (select from payment_target t
    where t.org_id = i.org_id and t.holds and t.invoice_id = i.id) as "isHeld"`

/** A page of invoices, the newest first by the day of issue. */
export function findInvoices(
  tx: Transaction,
  filter: InvoiceFilter,
  after: { date: string; id: string } | null,
  limit: number,
): Promise<ListedInvoiceRow[]> {
  const next = after
    ? sql`and (i.issued_on, i.id) < (${after.date}::date, ${after.id}::uuid)`
    : sql``
  const newest = sql`order by issued_on desc, id desc limit ${limit}`
  const where = sql`where ${conditions(filter)} ${next}`
  const found =
    filter.looks === null
      ? sql`select i.id from invoice i ${where} ${newest}`
      : filter.looks.length === 0
        ? sql`select null::uuid as id where false`
        : // Each look has its own index; what they find is put in order together.
          sql`select id from (${sql.join(
            filter.looks.map(
              (look) =>
                sql`(select i.issued_on, i.id from invoice i ${where} and ${look} ${newest})`,
            ),
            sql` union `,
          )}) found ${newest}`
  return rows(
    tx,
    sql`select ${LISTED} from (${found}) shown
        join invoice i on i.id = shown.id
        join account a on a.org_id = i.org_id and a.id = i.account_id
        left join invoice_line l on l.org_id = i.org_id and l.invoice_id = i.id and l.position = 0
        left join lateral (select c.id, c.name from client c
          where c.org_id = i.org_id and c.account_id = i.account_id
          order by c.id is distinct from l.client_id, c.name_key, c.id limit 1) c on true
        order by i.issued_on desc, i.id desc`,
  )
}

export interface InvoiceSums {
  count: bigint
  total: bigint
  due: bigint
  overdue: bigint
}

/** What all that match come to. */
export async function sumInvoices(tx: Transaction, filter: InvoiceFilter): Promise<InvoiceSums> {
  const where = sql`where ${conditions(filter)}`
  const columns = sql`i.id, i.total, i.due, ${lateIf(filter.today)} as late`
  const all =
    filter.looks === null
      ? sql`select ${columns} from invoice i ${where}`
      : filter.looks.length === 0
        ? sql`select ${columns} from invoice i where false`
        : sql`select * from (${sql.join(
            filter.looks.map(
              (look) =>
                sql`(select ${columns} from invoice i ${where} and ${look} limit ${ADDED_UP_MAX})`,
            ),
            sql` union `,
          )}) found limit ${ADDED_UP_MAX}`
  const sums = await row<InvoiceSums>(
    tx,
    sql`select count(*) as count, coalesce(sum(total), 0)::bigint as total, coalesce(sum(due), 0)::bigint as due,
          coalesce(sum(due) filter (where late), 0)::bigint as overdue
        from (${all}) shown`,
  )
  return sums ?? { count: 0n, total: 0n, due: 0n, overdue: 0n }
}

/** A deposit that is not paid counts by its own day. */
function lateIf(today: PlainDate): RawBuilder<unknown> {
  return sql`(i.due > 0 and least(i.due_on,
    case when i.deposit > i.allocated then i.deposit_due_on end) < ${today}::date)`
}

function ofState(state: InvoiceFilter['state'], today: PlainDate): RawBuilder<unknown> {
  const closed = sql`i.due = 0 and i.voided_at is null`
  switch (state) {
    case null:
      return sql`true`
    case 'owing':
      return sql`i.due > 0`
    case 'overdue':
      return lateIf(today)
    case 'open':
      return sql`i.due > 0 and i.allocated = 0`
    case 'partlyPaid':
      return sql`i.due > 0 and i.allocated > 0`
    case 'paid':
      return sql`${closed} and i.written_off = 0 and i.allocated > 0`
    case 'credited':
      return sql`${closed} and i.written_off = 0 and i.allocated = 0`
    case 'writtenOff':
      return sql`${closed} and i.written_off > 0`
    case 'void':
      return sql`i.voided_at is not null`
  }
}

function conditions(filter: InvoiceFilter): RawBuilder<unknown> {
  const { accountId, from, to, dueFrom, dueTo, amountFrom, amountTo } = filter
  return sql.join(
    [
      ofState(filter.state, filter.today),
      ...(accountId ? [sql`i.account_id = ${accountId}`] : []),
      ...(from ? [sql`i.issued_on >= ${from}::date`] : []),
      ...(to ? [sql`i.issued_on <= ${to}::date`] : []),
      ...(dueFrom ? [sql`i.due_on >= ${dueFrom}::date`] : []),
      ...(dueTo ? [sql`i.due_on <= ${dueTo}::date`] : []),
      ...(amountFrom === null ? [] : [sql`i.total >= ${amountFrom}`]),
      ...(amountTo === null ? [] : [sql`i.total <= ${amountTo}`]),
    ],
    sql` and `,
  )
}

export interface ListedDraftRow {
  id: string
  accountId: string
  accountName: string
  clientId: string | null
  clientName: string | null
  description: string
  changedAt: Date
}

/** Drafts, the last changed first. */
export function findDrafts(
  tx: Transaction,
  accountId: string | null,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<ListedDraftRow[]> {
  const own = accountId ? sql`and d.account_id = ${accountId}` : sql``
  const next = after ? sql`and (d.changed_at, d.id) < (${after.at}, ${after.id}::uuid)` : sql``
  return rows(
    tx,
    sql`select d.id, d.account_id as "accountId", a.name as "accountName", c.id as "clientId", c.name as "clientName",
          coalesce(d.content #>> '{lines,0,description}', '') as description, d.changed_at as "changedAt"
        from invoice_draft d join account a on a.org_id = d.org_id and a.id = d.account_id
        left join lateral (select c.id, c.name from client c
          where c.org_id = d.org_id and c.account_id = d.account_id order by c.name_key, c.id limit 1) c on true
        where d.issued_at is null and d.discarded_at is null ${own} ${next}
        order by d.changed_at desc, d.id desc limit ${limit}`,
  )
}

export async function countDrafts(tx: Transaction, accountId: string | null): Promise<number> {
  const own = accountId ? sql`and account_id = ${accountId}` : sql``
  const counted = await row<{ n: bigint }>(
    tx,
    sql`select count(*) as n from invoice_draft where issued_at is null and discarded_at is null ${own}`,
  )
  return Number(counted?.n ?? 0n)
}
