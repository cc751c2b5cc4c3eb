import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Client } from './client.ts'
import type { CLIENT_VIEWS } from './contract.ts'

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
        where c.account_id = ${accountId} order by c.name collate "und-x-icu", c.id`,
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
}

export function findAccount(tx: Transaction, id: string): Promise<AccountRow | undefined> {
  return row(tx, sql`select id, name, receivable, unapplied from account where id = ${id}`)
}

/** The lock that everything which changes an account's money takes first. */
export function lockAccount(
  tx: Transaction,
  id: string,
): Promise<(AccountRow & { archived: boolean }) | undefined> {
  return row(
    tx,
    sql`select id, name, receivable, unapplied,
          exists (select from client c where c.account_id = account.id)
            and not exists (select from client c where c.account_id = account.id and c.archived_at is null)
            as archived
        from account where id = ${id} for update`,
  )
}

export interface ClientListRow extends Client {
  receivable: bigint
  unapplied: bigint
  oldestDueOn: string | null
  onFile: { brand: string; last4: string; expMonth: number; expYear: number }[]
  lastPayment: { at: string; state: string; amount: number } | null
  charging: { by: string; amount: number; since: string } | null
}

export interface ClientFilter {
  orgId: string
  /** Lower case, as typed. */
  search: string
  view: (typeof CLIENT_VIEWS)[number]
}

export function listClients(
  tx: Transaction,
  filter: ClientFilter,
  after: { name: string; id: string } | null,
  limit: number,
): Promise<ClientListRow[]> {
  const next = after
    ? sql`and (c.name collate "und-x-icu", c.id) > (${after.name}, ${after.id})`
    : sql``
  return rows(
    tx,
    sql`select ${CLIENT}, a.receivable, a.unapplied,
          (select min(i.due_on) from invoice i where i.account_id = a.id and i.allocated < i.total) as "oldestDueOn",
          (select coalesce(jsonb_agg(jsonb_build_object('brand', m.brand, 'last4', m.last4,
              'expMonth', m.exp_month, 'expYear', m.exp_year) order by m.is_default desc, m.id desc), '[]')
             from payment_method m where m.account_id = a.id and m.removed_at is null) as "onFile",
          (select jsonb_build_object('at', p.created_at, 'state', p.state, 'amount', p.amount)
             from payment p where p.account_id = a.id order by p.created_at desc, p.id desc limit 1) as "lastPayment",
          (select jsonb_build_object('by', p.opened_by_name, 'amount', p.amount, 'since', p.created_at)
             from payment p where p.account_id = a.id and p.look_at is not null
             order by p.created_at desc, p.id desc limit 1) as "charging"
        from client c join account a on a.org_id = c.org_id and a.id = c.account_id
        where ${matching(filter)} ${next}
        order by c.name collate "und-x-icu", c.id limit ${limit}`,
  )
}

/** How many match, and what their accounts owe together (an account with two of them counts once). */
export async function sumClients(
  tx: Transaction,
  filter: ClientFilter,
): Promise<{ count: bigint; owed: bigint }> {
  const sum = await row<{ count: bigint; owed: bigint }>(
    tx,
    sql`with matching as (
          select c.id, c.account_id from client c join account a on a.org_id = c.org_id and a.id = c.account_id
          where ${matching(filter)})
        select (select count(*) from matching) as count,
          (select coalesce(sum(receivable), 0)::bigint from account
           where id in (select account_id from matching)) as owed`,
  )
  return sum ?? { count: 0n, owed: 0n }
}

function matching(filter: ClientFilter) {
  const archived =
    filter.view === 'archived' ? sql`c.archived_at is not null` : sql`c.archived_at is null`
  const view = {
    all: sql``,
    archived: sql``,
    owing: sql`and a.receivable > 0`,
    cardOnFile: sql`and exists (select from payment_method m where m.account_id = a.id and m.removed_at is null)`,
  }[filter.view]
  const words = sql`c.id in (select clients_matching(${filter.orgId}, ${likePattern(filter.search)}))`
  const card = sql`exists (select from payment_method m where m.account_id = a.id and m.removed_at is null
    and m.last4 = ${filter.search})`
  const searched =
    filter.search === ''
      ? sql``
      : LAST_FOUR.test(filter.search)
        ? sql`and (${words} or ${card})`
        : sql`and ${words}`
  return sql`${archived} ${view} ${searched}`
}

/** How a card is looked for. */
const LAST_FOUR = /^\d{4}$/

/** Words in the order typed, anything between them; what LIKE would read as a sign stays a letter. */
function likePattern(search: string): string {
  const words = search.split(/\s+/).map((word) => word.replace(/[\\%_]/g, '\\$&'))
  return `%${words.join('%')}%`
}
