import { type RawBuilder, sql } from 'kysely'
import { rows, type Transaction } from '../database/transaction.ts'
import type { TenderKind } from '../organizations/tender.ts'
import { isFinal, type PaymentState } from '../payments/payment.ts'
import { LISTED, LISTED_FROM, type ListedPayment } from '../payments/payments.ts'

export interface PaymentFilter {
  accountId: string | null
  from: string | null
  to: string | null
  tenderId: string | null
  state: PaymentState | null
  staffId: string | null
  amountFrom: number | null
  amountTo: number | null
  reference: string
  /** What a search found that it may mean; empty finds nothing. Null: no search. */
  looks: RawBuilder<unknown>[] | null
}

export interface Place {
  postedOn: string
  id: string
}

/** A search adds up so many payments and no more. */
export const ADDED_UP_MAX = 10_000

/** What a row says beside the payment: whose it is, and where the processor keeps it. */
export interface Row extends ListedPayment {
  accountName: string
  clientId: string | null
  clientName: string | null
  clientNumber: bigint | null
  payerCategory: string | null
  receiptEmail: string | null
  intentId: string | null
  processor: 'stripe' | 'sandbox' | null
  mode: 'test' | 'live' | null
  /** Refunds that arrived or are on their way. */
  refunded: bigint
  disputed: 'open' | 'lost' | null
  returned: boolean
  goneBack: bigint
}

/**
 * The ids of a page, newest first by the day the payment counts for. Apart from what their rows say:
 * looks differ from search to search and are planned each time, which of eight tables takes longer
 * than to read them.
 */
export async function findIds(
  tx: Transaction,
  filter: PaymentFilter,
  after: Place | null,
  limit: number,
): Promise<string[]> {
  const found = foundBy(filter, after, limit)
  if (found === null) return []
  return (await rows<{ id: string }>(tx, found)).map(({ id }) => id)
}

/** Some payments, in the order of their ids here. */
export function rowsOf(tx: Transaction, ids: string[]): Promise<Row[]> {
  return rows(
    tx,
    sql`select ${LISTED}, p.receipt_email as "receiptEmail", p.intent_id as "intentId", a.name as "accountName",
          c.id as "clientId", c.name as "clientName", c.number as "clientNumber", g.name as "payerCategory",
          x.kind as processor, x.mode, p.gone_back as "goneBack",
          (select coalesce(sum(f.amount), 0)::bigint from refund f
             where f.org_id = p.org_id and f.payment_id = p.id and f.state in ('pending', 'succeeded')) as refunded,
          (select case when bool_or(d.closed_at is null) then 'open' when bool_or(d.state = 'lost') then 'lost' end
             from dispute d where d.org_id = p.org_id and d.payment_id = p.id) as disputed,
          exists (select from payment_return t where t.org_id = p.org_id and t.payment_id = p.id) as returned
        from unnest(${ids}::uuid[]) with ordinality found (id, place) join (${LISTED_FROM}) on p.id = found.id
          join account a on a.org_id = p.org_id and a.id = p.account_id
          left join lateral (select c.id, c.name, c.number from client c
            where c.org_id = p.org_id and c.account_id = p.account_id order by c.name_key, c.id limit 1) c on true
          left join payer_category g on g.org_id = p.org_id and g.id = p.payer_category_id
          left join processor_account x on x.org_id = p.org_id and x.id = p.processor_account_id
        order by found.place`,
  )
}

/** Day and id of a page's payments; null where a search means nothing. */
function foundBy(
  filter: PaymentFilter,
  after: Place | null,
  limit: number,
): RawBuilder<unknown> | null {
  const next = after ? sql`and (p.posted_on, p.id) < (${after.postedOn}::date, ${after.id})` : sql``
  // Written out: of a limit that it cannot see, PostgreSQL expects a tenth of the table.
  const newest = sql`order by posted_on desc, id desc limit ${sql.lit(limit)}`
  const where = sql`where ${conditions(filter)} ${next}`
  if (filter.looks === null) return sql`select p.posted_on, p.id from payment p ${where} ${newest}`
  if (filter.looks.length === 0) return null
  // Each look has its own index; what they find is put in order together.
  const looks = filter.looks.map(
    (look) => sql`(select p.posted_on, p.id from payment p ${where} and ${look} ${newest})`,
  )
  return sql`select posted_on, id from (${sql.join(looks, sql` union `)}) found ${newest}`
}

export interface TenderSum {
  id: string
  kind: TenderKind
  name: string
  count: bigint
  paid: bigint
}

/** Count and money of what a filter lets through, tender by tender. */
export function sumPayments(tx: Transaction, filter: PaymentFilter): Promise<TenderSum[]> {
  const where = sql`where ${conditions(filter)}`
  const all =
    filter.looks === null
      ? sql`select p.tender_id, p.state, p.amount from payment p ${where}`
      : sql`select tender_id, state, amount from (${sql.join(
          filter.looks.map(
            (
              look,
            ) => sql`(select p.id, p.tender_id, p.state, p.amount from payment p ${where} and ${look}
              limit ${sql.lit(ADDED_UP_MAX)})`,
          ),
          sql` union `,
        )}) found limit ${sql.lit(ADDED_UP_MAX)}`
  if (filter.looks?.length === 0) return Promise.resolve([])
  return rows(
    tx,
    sql`select t.id, t.kind, t.name, s.count, s.paid
        from (select tender_id, count(*) as count,
            coalesce(sum(amount) filter (where state = 'succeeded'), 0)::bigint as paid
          from (${all}) shown group by tender_id) s
        join tender t on t.id = s.tender_id order by t.position, t.name`,
  )
}

function conditions(filter: PaymentFilter): RawBuilder<unknown> {
  const { accountId, from, to, tenderId, state, staffId, amountFrom, amountTo, reference } = filter
  return sql.join(
    [
      sql`true`,
      ...(accountId ? [sql`p.account_id = ${accountId}`] : []),
      ...(from ? [sql`p.posted_on >= ${from}::date`] : []),
      ...(to ? [sql`p.posted_on <= ${to}::date`] : []),
      ...(tenderId ? [sql`p.tender_id = ${tenderId}`] : []),
      ...(state ? [sql`p.state = ${state}`] : []),
      // The few that are open have an index of their own.
      ...(state && !isFinal(state) ? [sql`p.look_at is not null`] : []),
      ...(staffId ? [sql`p.opened_by = ${staffId}`] : []),
      ...(amountFrom === null ? [] : [sql`p.amount >= ${amountFrom}`]),
      ...(amountTo === null ? [] : [sql`p.amount <= ${amountTo}`]),
      ...(reference ? [beginsWith(reference)] : []),
    ],
    sql` and `,
  )
}

export function beginsWith(reference: string): RawBuilder<unknown> {
  return sql`p.reference_key >= folded(${reference}) and p.reference_key < folded(${reference}) || chr(1114111)`
}

export function accountsOf(tx: Transaction, clientIds: string[]): Promise<{ accountId: string }[]> {
  return rows(
    tx,
    sql`select distinct account_id as "accountId" from client where id = any(${clientIds}::uuid[])`,
  )
}

export function staffWhoTake(tx: Transaction): Promise<{ id: string; name: string }[]> {
  return rows(tx, sql`select id, name from staff_member order by name collate "und-x-icu", id`)
}
