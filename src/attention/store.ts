import { type RawBuilder, sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { NamedMethod } from '../wallet/authorization.ts'
import type { Facts } from './facts.ts'
import type { AttentionKind } from './kinds.ts'

export type ItemState = 'open' | 'solved' | 'dismissed'

/** An item with everything that is known now of the thing it is about. */
export interface Item extends Facts {
  id: string
  kind: AttentionKind
  state: ItemState
  subjectId: string
  accountId: string | null
  account: string | null
  client: { id: string; name: string } | null
  /** Where this organization may charge it; of any other it knows nothing. */
  methodName: NamedMethod | null
  openedAt: Date
  closedAt: Date | null
  closedByName: string | null
  reason: string | null
  assignedTo: { id: string; name: string } | null
}

export interface ItemFilter {
  state: ItemState
  kind: AttentionKind | undefined
  search: string
  accountId: string | null
  paymentId: string | null
  openedUntil: Date | null
  amountFrom: number | undefined
  amountTo: number | undefined
  assignedTo: string | null
  after: { at: Date; id: string } | null
  limit: number
}

/** The payment of what is planned is the one that tried to take it last. */
export const FROM = sql`from attention_item i
  left join scheduled_payment s on s.id = i.scheduled_id
  left join payment p on p.id = case when s.payment_id is not null then s.payment_id else i.payment_id end
  left join refund r on r.id = i.refund_id
  left join dispute d on d.id = i.dispute_id
  left join payment_return b on b.id = i.return_id
  left join payment_method m on m.id = i.method_id
  left join difference f on f.id = i.difference_id`

export const AMOUNT = sql`coalesce(r.amount, d.amount, b.amount, s.amount, f.amount, p.amount)`
export const CURRENCY = sql`coalesce(r.currency, d.currency, b.currency, s.currency, f.currency, p.currency)`

const ITEM = sql`i.id, i.kind, i.state, i.subject_id as "subjectId", i.account_id as "accountId", i.detail,
  i.opened_at as "openedAt", i.closed_at as "closedAt", i.closed_by_name as "closedByName", i.reason,
  ${AMOUNT} as amount, ${CURRENCY} as currency,
  (select a.name from account a where a.id = i.account_id) as account,
  (select jsonb_build_object('id', c.id, 'name', c.name) from client c where c.account_id = i.account_id
     order by c.name collate "und-x-icu", c.id limit 1) as client,
  (select jsonb_build_object('id', t.id, 'name', t.name) from staff_member t where t.id = i.assigned_to) as "assignedTo",
  (select jsonb_build_object('kind', c.kind, 'brand', c.brand, 'bankName', c.bank_name, 'last4', c.last4)
     from payment_method c
     where c.id = case when s.method_id is not null then s.method_id else p.method_id end and c.authorized) as "methodName",
  case when p.id is not null then jsonb_build_object('id', p.id, 'state', p.state, 'tender', p.tender,
    'problem', p.problem, 'createdAt', p.created_at, 'changedAt', p.changed_at, 'settledAt', p.settled_at,
    'methodId', p.method_id,
    'retry', (select jsonb_build_object('id', q.id, 'state', q.state, 'since', q.created_at) from payment q
      where (q.retry_of = p.id or (q.id = p.id and q.retry_of is not null)) and q.look_at is not null
      order by q.created_at desc limit 1),
    'targets', (select coalesce(jsonb_agg(jsonb_build_object('invoiceId', t.invoice_id, 'due', v.due)
        order by t.position), '[]') from payment_target t join invoice v on v.org_id = t.org_id and v.id = t.invoice_id
      where t.payment_id = p.id)) end as payment,
  case when r.id is not null then jsonb_build_object('id', r.id, 'state', r.state, 'problem', r.problem,
    'madeGood', r.made_good) end as refund,
  case when d.id is not null then jsonb_build_object('id', d.id, 'state', d.state, 'reason', d.reason,
    'isInquiry', d.is_inquiry, 'dueBy', d.due_by) end as dispute,
  case when b.id is not null then jsonb_build_object('id', b.id, 'reason', b.reason) end as "return",
  case when m.authorized then jsonb_build_object('id', m.id, 'brand', m.brand, 'last4', m.last4,
    'expMonth', m.exp_month, 'expYear', m.exp_year) end as method,
  case when s.id is not null then jsonb_build_object('id', s.id, 'dueOn', s.due_on, 'methodId', s.method_id)
    end as scheduled,
  case when f.id is not null then jsonb_build_object('id', f.id, 'kind', f.kind, 'found', f.found) end as difference
  ${FROM}`

/** The newest first; what is over, by when it was. */
export function listItems(tx: Transaction, filter: ItemFilter): Promise<Item[]> {
  const at = sql.ref(filter.state === 'open' ? 'i.opened_at' : 'i.closed_at')
  const { kind, search, accountId, paymentId, openedUntil, amountFrom, amountTo, after } = filter
  const where = [sql`i.state = ${filter.state}`]
  const also = (condition: RawBuilder<unknown>) => where.push(condition)
  if (kind !== undefined) also(sql`i.kind = ${kind}`)
  if (accountId !== null) also(sql`i.account_id = ${accountId}`)
  if (paymentId !== null) also(sql`(i.payment_id = ${paymentId} or s.payment_id = ${paymentId})`)
  if (openedUntil !== null) also(sql`i.opened_at <= ${openedUntil}`)
  if (amountFrom !== undefined) also(sql`${AMOUNT} >= ${amountFrom}`)
  if (amountTo !== undefined) also(sql`${AMOUNT} <= ${amountTo}`)
  if (filter.assignedTo !== null) also(sql`i.assigned_to = ${filter.assignedTo}`)
  if (search !== '') {
    const begins = `(^|\\s)${search.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`
    also(
      sql`exists (select from client c where c.account_id = i.account_id and c.name ~* ${begins})`,
    )
  }
  if (after) also(sql`(${at}, i.id) < (${after.at}, ${after.id})`)
  return rows(
    tx,
    sql`select ${ITEM} where ${sql.join(where, sql` and `)} order by ${at} desc, i.id desc
        limit ${filter.limit + 1}`,
  )
}

export function findItem(tx: Transaction, id: string): Promise<Item | undefined> {
  return row(tx, sql`select ${ITEM} where i.id = ${id}`)
}

export function lockItem(
  tx: Transaction,
  id: string,
): Promise<{ id: string; state: ItemState; kind: AttentionKind } | undefined> {
  return row(tx, sql`select id, state, kind from attention_item where id = ${id} for update`)
}

export function countOpen(tx: Transaction): Promise<{ kind: AttentionKind; count: number }[]> {
  return rows(
    tx,
    sql`select kind, count(*)::int as count from attention_item where state = 'open' group by 1 order by 1`,
  )
}

export async function countMine(
  tx: Transaction,
  staffId: string,
): Promise<{ open: number; mine: number }> {
  const counted = await row<{ open: number; mine: number }>(
    tx,
    sql`select count(*)::int as open, (count(*) filter (where assigned_to = ${staffId}))::int as mine
        from attention_item where state = 'open'`,
  )
  return counted ?? { open: 0, mine: 0 }
}

export interface ItemEvent {
  at: Date
  what: 'opened' | 'solved' | 'dismissed' | 'restored' | 'assigned'
  by: string | null
  note: string | null
}

export function eventsOf(tx: Transaction, itemId: string): Promise<ItemEvent[]> {
  return rows(
    tx,
    sql`select at, what, by_name as by, note from attention_event where item_id = ${itemId} order by seq`,
  )
}

export async function insertEvent(
  tx: Transaction,
  event: ItemEvent & { orgId: string; itemId: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into attention_event (org_id, item_id, seq, at, what, by_name, note)
        select ${event.orgId}, ${event.itemId},
          coalesce((select max(seq) from attention_event where item_id = ${event.itemId}), 0) + 1,
          ${event.at}, ${event.what}, ${event.by}, ${event.note}`,
  )
}

export async function setDismissed(
  tx: Transaction,
  id: string,
  by: { at: Date; name: string; reason: string },
): Promise<void> {
  await run(
    tx,
    sql`update attention_item set state = 'dismissed', closed_at = ${by.at}, closed_by_name = ${by.name},
          reason = ${by.reason} where id = ${id}`,
  )
}

export async function setOpen(tx: Transaction, id: string): Promise<void> {
  await run(
    tx,
    sql`update attention_item set state = 'open', closed_at = null, closed_by_name = null, reason = null
        where id = ${id}`,
  )
}

/** Answers the name of the staff member, if there is one of that id at work here. */
export async function setAssigned(
  tx: Transaction,
  id: string,
  staffId: string | null,
): Promise<string | null | undefined> {
  if (staffId === null) {
    await run(tx, sql`update attention_item set assigned_to = null where id = ${id}`)
    return null
  }
  const member = await row<{ name: string }>(
    tx,
    sql`update attention_item i set assigned_to = t.id from staff_member t
        where i.id = ${id} and t.id = ${staffId} and t.disabled_at is null returning t.name`,
  )
  return member?.name
}
