import { type RawBuilder, sql } from 'kysely'
import type { CLIENT_VIEWS } from '../clients/contract.ts'
import { archivedOrNot, inView } from '../clients/search-clients.ts'
import { row, run, type Transaction } from '../database/transaction.ts'
import { DUPLICATE_HOURS } from '../payments/duplicate-guard.ts'
import type { Run } from './run.ts'

/** Clients that the whole result of a view has; one statement decides who that is. */
export function allInView(view: (typeof CLIENT_VIEWS)[number]): RawBuilder<unknown> {
  return sql`select c.id, c.account_id, c.name_key from client c where ${archivedOrNot(view)} ${inView(view)}`
}

export function theseClients(ids: string[]): RawBuilder<unknown> {
  return sql`select c.id, c.account_id, c.name_key from client c where c.id = any(${ids}::uuid[])`
}

/** How many of these clients there are. */
export async function countClients(tx: Transaction, ids: string[]): Promise<number> {
  const found = await row<{ count: bigint }>(
    tx,
    sql`select count(*) as count from client where id = any(${ids}::uuid[])`,
  )
  return Number(found?.count ?? 0n)
}

/** Freezes who is in the run, in one statement, by name. Answers how many. */
export async function freezeSelection(
  tx: Transaction,
  to: { orgId: string; runId: string; per: Run['per'] },
  chosen: RawBuilder<unknown>,
): Promise<number> {
  const items =
    to.per === 'people'
      ? sql`select account_id, id as client_id, row_number() over (order by name_key, id) as position from chosen`
      : sql`select account_id, null::uuid as client_id, row_number() over (order by min(name_key), account_id) as position
            from chosen group by account_id`
  const count = await run(
    tx,
    sql`with chosen as materialized (${chosen}), items as (${items})
        insert into run_item (org_id, run_id, position, account_id, client_id, amount, state, payment_id)
        select ${to.orgId}, ${to.runId}, position, account_id, client_id, 0, 'out', gen_random_uuid() from items`,
  )
  await run(tx, sql`update run set selected = ${count} where id = ${to.runId}`)
  return count
}

/** The rows of another run that took nothing, with their amounts, as rows of a new one. */
export async function freezeFailed(
  tx: Transaction,
  to: { orgId: string; runId: string; of: string },
): Promise<number> {
  const count = await run(
    tx,
    sql`insert into run_item (org_id, run_id, position, account_id, client_id, amount, edited, state, payment_id, retry_of)
        select ${to.orgId}, ${to.runId}, row_number() over (order by i.position), i.account_id, i.client_id, i.amount,
          i.edited, 'out', gen_random_uuid(), p.id
        from run_item i left join payment p on p.org_id = i.org_id and p.id = i.payment_id
        where i.run_id = ${to.of} and (i.state = 'skipped' or (i.state = 'done' and p.state in ('failed', 'canceled')))`,
  )
  await run(tx, sql`update run set selected = ${count} where id = ${to.runId}`)
  return count
}

const OF_KIND: Record<Run['methods'], RawBuilder<unknown>> = {
  any: sql``,
  card: sql`and m.kind = 'card'`,
  echeck: sql`and m.kind = 'bankAccount'`,
}

const OWED: Record<Run['charges'], RawBuilder<unknown>> = {
  balance: sql`greatest(a.receivable - a.unapplied, 0)`,
  invoices: sql`greatest(a.receivable, 0)`,
  amount: sql`0`,
}

/**
 * Looks every row of a draft through: what is charged to which method, who is out and why. One
 * statement. What changes between it and a charge is refused by the charge itself.
 */
export async function reviewItems(
  tx: Transaction,
  reviewed: Pick<Run, 'id' | 'charges' | 'amount' | 'methods'>,
  at: { today: string; now: Date },
): Promise<void> {
  const since = new Date(at.now.getTime() - DUPLICATE_HOURS * 3_600_000)
  const amount =
    reviewed.charges === 'amount' ? sql`${reviewed.amount}::bigint` : OWED[reviewed.charges]
  // The same account of two people owes what it owes once.
  const oncePerAccount = reviewed.charges !== 'amount'
  await run(
    tx,
    sql`with facts as materialized (
          select i.position, i.account_id, i.excluded, i.duplicate_reason, i.edited,
            case when i.edited then i.amount else ${amount} end as amount,
            a.automatic_held_at is not null
              or exists (select from dispute d where d.org_id = a.org_id and d.account_id = a.id and d.closed_at is null) as is_held,
            case when i.client_id is null
              then exists (select from client c where c.org_id = a.org_id and c.account_id = a.id)
                and not exists (select from client c where c.org_id = a.org_id and c.account_id = a.id and c.archived_at is null)
              else (select c.archived_at is not null from client c where c.org_id = i.org_id and c.id = i.client_id) end as is_archived,
            m.id as method_id, m.processor_account_id, m.is_authorized, m.is_closed, m.is_unverified, m.is_expired,
            exists (select from payment p where p.org_id = a.org_id and p.account_id = a.id
              and p.state in ('created', 'confirming', 'requires_action', 'unknown', 'review')) as is_in_flight
          from run_item i
          join account a on a.org_id = i.org_id and a.id = i.account_id
          left join lateral (
            select m.id, m.processor_account_id, m.authorized as is_authorized,
              m.do_not_charge_at is not null or m.mandate_state = 'inactive' as is_closed,
              coalesce(m.verification <> 'verified', false) as is_unverified,
              m.kind = 'card' and (m.exp_year, m.exp_month)
                < (extract(year from ${at.today}::date), extract(month from ${at.today}::date)) as is_expired
            from payment_method m
            where m.org_id = a.org_id and m.account_id = a.id and m.removed_at is null ${OF_KIND[reviewed.methods]}
            order by m.authorized desc, (m.do_not_charge_at is not null),
              (m.kind = 'card' and (m.exp_year, m.exp_month)
                < (extract(year from ${at.today}::date), extract(month from ${at.today}::date))),
              m.is_default desc, m.id desc limit 1) m on true
          where i.run_id = ${reviewed.id}),
        judged as (
          select f.*, case
            when is_archived then 'archived'
            when amount <= 0 then 'nothingOwed'
            when method_id is null then 'noMethod'
            when not is_authorized then 'notAuthorized'
            when is_closed then 'doNotCharge'
            when is_unverified then 'unverified'
            when is_expired then 'expired'
            when is_held then 'held'
            when is_in_flight then 'inFlight'
            when ${oncePerAccount} and not edited and not excluded and row_number() over (
              partition by account_id, excluded, edited, is_archived order by position) > 1 then 'accountInRun'
            when exists (select from payment p where p.account_id = f.account_id and p.created_at > ${since}
              and p.amount between f.amount - f.amount / 20 and f.amount + f.amount / 20
              and p.state not in ('failed', 'canceled')) then 'chargedToday'
            end as out_why
          from facts f)
        update run_item i set amount = j.amount, method_id = j.method_id,
          processor_account_id = j.processor_account_id, out_why = j.out_why,
          state = case when j.excluded or (j.out_why is not null
            and not (j.out_why = 'chargedToday' and j.duplicate_reason is not null)) then 'out' else 'waiting' end
        from judged j where i.run_id = ${reviewed.id} and i.position = j.position`,
  )
}
