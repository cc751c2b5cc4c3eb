import { type RawBuilder, sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Client } from './client.ts'
import { archivedOrNot, type ClientFilter, inView } from './search-clients.ts'

const CLIENT = sql`c.id, c.number, c.account_id as "accountId", a.name as "accountName", c.name, c.email, c.phone,
  c.archived_at as "archivedAt"`

export function findClient(tx: Transaction, id: string): Promise<Client | undefined> {
  return row(
    tx,
    sql`select ${CLIENT} from client c join account a on a.org_id = c.org_id and a.id = c.account_id
        where c.id = ${id}`,
  )
}

export function clientsOfAccount(tx: Transaction, accountId: string): Promise<Client[]> {
  return rows(
    tx,
    sql`select ${CLIENT} from client c join account a on a.org_id = c.org_id and a.id = c.account_id
        where c.account_id = ${accountId} order by c.name_key, c.id`,
  )
}

export async function insertAccount(
  tx: Transaction,
  account: { orgId: string; id: string; name: string; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`insert into account (org_id, id, name, created_at)
        values (${account.orgId}, ${account.id}, ${account.name}, ${account.now})`,
  )
}

export async function insertClient(
  tx: Transaction,
  client: {
    orgId: string
    id: string
    accountId: string
    number: bigint
    name: string
    email: string | null
    phone: string | null
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into client (org_id, id, account_id, number, name, email, phone, created_at)
        values (${client.orgId}, ${client.id}, ${client.accountId}, ${client.number}, ${client.name},
          ${client.email}, ${client.phone}, ${client.now})`,
  )
}

export async function updateClient(
  tx: Transaction,
  id: string,
  client: { name: string; email: string | null; phone: string | null },
): Promise<void> {
  await run(
    tx,
    sql`update client set name = ${client.name}, email = ${client.email}, phone = ${client.phone}
        where id = ${id}`,
  )
}

/** An account that bears the name of its only client keeps bearing it. */
export async function renameOwnAccount(
  tx: Transaction,
  accountId: string,
  from: string,
  to: string,
): Promise<void> {
  await run(
    tx,
    sql`update account a set name = ${to} where id = ${accountId} and name = ${from}
        and (select count(*) from client c where c.account_id = a.id) = 1`,
  )
}

export async function setArchived(tx: Transaction, id: string, at: Date | null): Promise<void> {
  await run(tx, sql`update client set archived_at = ${at} where id = ${id}`)
}

export interface AccountRow {
  id: string
  name: string
  receivable: bigint
  unapplied: bigint
  /** Everything it ever paid, less what went back. */
  lifetimeValue: bigint
}

export function findAccount(tx: Transaction, id: string): Promise<AccountRow | undefined> {
  return row(
    tx,
    sql`select id, name, receivable, unapplied, lifetime_value as "lifetimeValue" from account where id = ${id}`,
  )
}

/** The lock that everything which changes an account's money takes first. */
export async function lockAccount(
  tx: Transaction,
  id: string,
): Promise<(AccountRow & { archived: boolean }) | undefined> {
  return (await lockAccounts(tx, [id]))[0]
}

/** The same of several, in the order of their ids. */
export function lockAccounts(
  tx: Transaction,
  ids: string[],
): Promise<(AccountRow & { archived: boolean })[]> {
  return rows(
    tx,
    sql`select id, name, receivable, unapplied, lifetime_value as "lifetimeValue",
          exists (select from client c where c.account_id = account.id)
            and not exists (select from client c where c.account_id = account.id and c.archived_at is null)
            as archived
        from account where id = any(${ids}::uuid[]) order by id for update`,
  )
}

export function clientsOfAccounts(
  tx: Transaction,
  accountIds: string[],
): Promise<{ id: string; accountId: string }[]> {
  return rows(
    tx,
    sql`select id, account_id as "accountId" from client where account_id = any(${accountIds}::uuid[])`,
  )
}

export interface ClientListRow extends Client {
  nameKey: string
  receivable: bigint
  unapplied: bigint
  oldestDueOn: string | null
  onFile: { brand: string; last4: string; expMonth: number; expYear: number }[] | null
  lastPayment: { at: string; state: string; amount: number } | null
  charging: { by: string; amount: number; since: string } | null
}

/** A page of all clients in a view, by name. */
export function listClients(
  tx: Transaction,
  view: ClientFilter['view'],
  after: { nameKey: string; id: string } | null,
  limit: number,
): Promise<ClientListRow[]> {
  const next = after ? sql`and (c.name_key, c.id) > (${after.nameKey}, ${after.id})` : sql``
  return rows(
    tx,
    withFacts(
      sql`select c.*, row_number() over () as place from (
            select * from client c where ${archivedOrNot(view)} ${inView(view)} ${next}
            order by c.name_key, c.id limit ${sql.lit(limit)}) c`,
      true,
    ),
  )
}

/** Some clients, in the order of their ids here. */
export function clientRows(
  tx: Transaction,
  ids: string[],
  seesCards: boolean,
): Promise<ClientListRow[]> {
  return rows(
    tx,
    withFacts(
      // Behind a select their number is not seen, so one plan does for any: to plan it for each
      // costs more than to read the rows.
      sql`select c.*, f.place from unnest((select ${ids}::uuid[])) with ordinality f (id, place)
            join client c on c.id = f.id`,
      seesCards,
    ),
  )
}

/** What a row of the list shows beside the client; asked for the rows of one page only. */
function withFacts(clients: RawBuilder<unknown>, seesCards: boolean) {
  const onFile = seesCards
    ? sql`(select coalesce(jsonb_agg(jsonb_build_object('brand', m.brand, 'last4', m.last4,
          'expMonth', m.exp_month, 'expYear', m.exp_year) order by m.is_default desc, m.id desc), '[]')
        from payment_method m where m.org_id = a.org_id and m.account_id = a.id and m.kind = 'card'
          and m.removed_at is null and m.authorized)`
    : sql`null`
  return sql`select ${CLIENT}, c.name_key as "nameKey", a.receivable, a.unapplied, ${onFile} as "onFile",
      (select min(i.due_on) from invoice i
         where i.org_id = a.org_id and i.account_id = a.id and i.due > 0) as "oldestDueOn",
      (select jsonb_build_object('at', p.created_at, 'state', p.state, 'amount', p.amount) from payment p
         where p.org_id = a.org_id and p.account_id = a.id order by p.created_at desc, p.id desc limit 1) as "lastPayment",
      (select jsonb_build_object('by', p.opened_by_name, 'amount', p.amount, 'since', p.created_at) from payment p
         where p.org_id = a.org_id and p.account_id = a.id and p.look_at is not null
         order by p.created_at desc, p.id desc limit 1) as "charging"
    from (${clients}) c join account a on a.org_id = c.org_id and a.id = c.account_id
    order by c.place`
}

export interface ClientSums {
  count: bigint
  owed: bigint
}

/** How many are in a view, and what their accounts owe together (an account of two counts once). */
export async function sumView(tx: Transaction, view: ClientFilter['view']): Promise<ClientSums> {
  const clients = sql`client c where ${archivedOrNot(view)}`
  const sum = await row<ClientSums>(
    tx,
    sql`select (select count(*) from ${clients} ${inView(view)}) as count,
          (select coalesce(sum(a.receivable), 0)::bigint from account a where a.receivable > 0
             and exists (select from ${clients} and c.org_id = a.org_id and c.account_id = a.id ${inView(view)})) as owed`,
  )
  return sum ?? { count: 0n, owed: 0n }
}

/** What the accounts of some clients owe together. */
export async function sumOwed(tx: Transaction, ids: string[]): Promise<bigint> {
  const sum = await row<{ owed: bigint }>(
    tx,
    sql`select coalesce(sum(receivable), 0)::bigint as owed from account
        where id in (select account_id from client where id = any(${ids}::uuid[]))`,
  )
  return sum?.owed ?? 0n
}
