import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Link } from './link.ts'

/** What was made with a link: the payment that waits, or what whoever holds it brought. */
const USE = sql`case
    when l.purpose = 'confirm_payment' then (
      select case when p.state in ('succeeded', 'processing') then 'done'
          when p.state in ('failed', 'canceled') then 'over'
          when p.state = 'requires_action' then 'none' else 'underWay' end
      from payment p where p.id = l.payment_id)
    else coalesce((
      select min(case when p.state in ('succeeded', 'processing') or s.state in ('succeeded', 'verifying')
          then 'done' else 'underWay' end)
      from client_try t left join payment p on p.org_id = t.org_id and p.id = t.payment_id
        left join method_setup s on s.org_id = t.org_id and s.id = t.setup_id
      where t.link_id = l.id and coalesce(p.state, s.state) not in ('failed', 'canceled')), 'none') end`

const LINK = sql`l.id, l.org_id as "orgId", l.token_hash as "tokenHash", l.account_id as "accountId", l.purpose,
  l.invoice_id as "invoiceId", l.payment_id as "paymentId", l.mail_id as "mailId", l.sent_to as "sentTo",
  l.origin, l.created_by_name as "createdByName", l.created_at as "createdAt",
  l.expires_at as "expiresAt", l.opened_at as "openedAt", l.revoked_at as "revokedAt",
  l.revoked_by_name as "revokedByName", ${USE} as use`

export function findLink(tx: Transaction, id: string): Promise<Link | undefined> {
  return row(tx, sql`select ${LINK} from link l where l.id = ${id}`)
}

/** The link that a mail carries. */
export function linkOfMail(tx: Transaction, mailId: string): Promise<Link | undefined> {
  return row(tx, sql`select ${LINK} from link l where l.mail_id = ${mailId}`)
}

/** Newest first. */
export function linksOfAccount(tx: Transaction, accountId: string, limit: number): Promise<Link[]> {
  return rows(
    tx,
    sql`select ${LINK} from link l where l.account_id = ${accountId}
        order by l.created_at desc, l.id desc limit ${limit}`,
  )
}

/** Whose link has this token: asked before the organization is known. */
export function linkOfToken(
  tx: Transaction,
  tokenHash: Buffer,
): Promise<{ orgId: string; linkId: string } | undefined> {
  return row(
    tx,
    sql`select org_id as "orgId", link_id as "linkId" from link_of_token(${tokenHash}) limit 1`,
  )
}

export async function insertLink(
  tx: Transaction,
  link: Omit<Link, 'openedAt' | 'revokedAt' | 'revokedByName' | 'use'> & { createdBy: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into link (org_id, id, token_hash, account_id, purpose, invoice_id, payment_id, mail_id, sent_to,
          origin, created_by, created_by_name, created_at, expires_at)
        values (${link.orgId}, ${link.id}, ${link.tokenHash}, ${link.accountId}, ${link.purpose},
          ${link.invoiceId}, ${link.paymentId}, ${link.mailId}, ${link.sentTo}, ${link.origin},
          ${link.createdBy}, ${link.createdByName}, ${link.createdAt}, ${link.expiresAt})`,
  )
}

export async function noteMailed(
  tx: Transaction,
  id: string,
  mailed: { mailId: string; to: string },
): Promise<void> {
  await run(
    tx,
    sql`update link set mail_id = ${mailed.mailId}, sent_to = ${mailed.to} where id = ${id}`,
  )
}

export async function noteOpened(tx: Transaction, id: string, at: Date): Promise<void> {
  await run(
    tx,
    sql`update link set opened_at = coalesce(opened_at, ${at}), opened_times = opened_times + 1
        where id = ${id}`,
  )
}

export async function setRevoked(
  tx: Transaction,
  id: string,
  revoked: { at: Date; byName: string },
): Promise<void> {
  await run(
    tx,
    sql`update link set revoked_at = ${revoked.at}, revoked_by_name = ${revoked.byName}
        where id = ${id} and revoked_at is null`,
  )
}

/** What is to be paid by a link now: what is due of its invoice, or of the whole account. */
export async function dueByLink(
  tx: Transaction,
  link: Pick<Link, 'accountId' | 'invoiceId'>,
): Promise<bigint> {
  const found = await row<{ due: bigint }>(
    tx,
    link.invoiceId
      ? sql`select i.due from invoice i where i.id = ${link.invoiceId}`
      : sql`select greatest(a.receivable, 0) as due from account a where a.id = ${link.accountId}`,
  )
  return found?.due ?? 0n
}

/** The payment or the set-up that was made with a link last. */
export function madeByLink(
  tx: Transaction,
  linkId: string,
): Promise<{ paymentId: string | null; setupId: string | null } | undefined> {
  return row(
    tx,
    sql`select t.payment_id as "paymentId", t.setup_id as "setupId" from client_try t
        where t.link_id = ${linkId} order by t.at desc, t.id desc limit 1`,
  )
}

/** Whether this was made with the link, or is what the link is for. */
export async function isOfLink(
  tx: Transaction,
  linkId: string,
  thing: { payment: string } | { setup: string } | { receipt: string },
): Promise<boolean> {
  const paymentId =
    'payment' in thing
      ? sql`${thing.payment}::uuid`
      : sql`(select r.payment_id from receipt r where r.id = ${'receipt' in thing ? thing.receipt : null}::uuid)`
  const found = await row(
    tx,
    'setup' in thing
      ? sql`select 1 from client_try t where t.link_id = ${linkId} and t.setup_id = ${thing.setup}`
      : sql`select 1 where exists (select from client_try t where t.link_id = ${linkId}
              and t.payment_id = ${paymentId})
            or exists (select from link l where l.id = ${linkId} and l.payment_id = ${paymentId})`,
  )
  return found !== undefined
}

/** When clients tried new methods that were not taken, within the last hour: most of one kind. */
export interface Tries {
  account: Date[]
  who: Date[]
  place: Date[]
  all: Date[]
}

/**
 * Tries since then that did not end well; one that is not over counts as one that did not. Clients
 * of one organization come one after the other here, so that a hundred at once see each other.
 */
export async function triesSince(
  tx: Transaction,
  by: {
    orgId: string
    accountId: string
    accountPersonId: string | null
    linkId: string | null
    place: Buffer | null
  },
  since: Date,
): Promise<Tries> {
  await run(
    tx,
    sql`select pg_advisory_xact_lock(hashtextextended(${`client tries ${by.orgId}`}, 0))`,
  )
  const tries = await rows<{ at: Date; account: boolean; who: boolean; place: boolean }>(
    tx,
    sql`select t.at, t.account_id = ${by.accountId} as account,
          coalesce(t.account_person_id = ${by.accountPersonId}::uuid, false)
            or coalesce(t.link_id = ${by.linkId}::uuid, false) as who,
          coalesce(t.place = ${by.place}::bytea, false) as place
        from client_try t left join payment p on p.org_id = t.org_id and p.id = t.payment_id
          left join method_setup s on s.org_id = t.org_id and s.id = t.setup_id
        where t.at > ${since}
          and coalesce(p.state, s.state) not in ('succeeded', 'processing', 'verifying')
        order by t.at`,
  )
  const of = (which: 'account' | 'who' | 'place') =>
    tries.filter((one) => one[which]).map(({ at }) => at)
  return {
    account: of('account'),
    who: of('who'),
    place: of('place'),
    all: tries.map(({ at }) => at),
  }
}

export async function insertTry(
  tx: Transaction,
  tried: {
    orgId: string
    id: string
    at: Date
    accountId: string
    accountPersonId: string | null
    linkId: string | null
    place: Buffer | null
    paymentId: string | null
    setupId: string | null
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into client_try (org_id, id, at, account_id, account_person_id, link_id, place, payment_id, setup_id)
        values (${tried.orgId}, ${tried.id}, ${tried.at}, ${tried.accountId}, ${tried.accountPersonId},
          ${tried.linkId}, ${tried.place}, ${tried.paymentId}, ${tried.setupId})`,
  )
}

/** How many days a link works where nothing else is chosen. */
export async function linkDays(tx: Transaction): Promise<number> {
  const found = await row<{ days: number }>(tx, sql`select link_days as days from organization`)
  return found?.days ?? 14
}

export async function setLinkDays(tx: Transaction, days: number): Promise<void> {
  await run(tx, sql`update organization set link_days = ${days}`)
}
