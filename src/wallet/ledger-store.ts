import { type RawBuilder, sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { Channel, How, Limits, Purpose } from './authorization.ts'

/** A line of the consent ledger. */
export interface LedgerConsent extends Limits {
  id: string
  accountId: string
  accountName: string
  clientId: string | null
  purpose: Purpose['is']
  purposeId: string | null
  wordingVersion: string
  wording: string
  wordingHash: string
  channel: Channel
  how: How | null
  note: string
  givenBy: string
  recordedByName: string | null
  ip: string | null
  userAgent: string | null
  createdAt: Date
  /** When the method was saved, and with it charging allowed. */
  inForceAt: Date | null
  endedAt: Date | null
  endedBy: 'revoked' | 'ended' | null
  endedByName: string | null
  reason: string | null
  methodId: string | null
  brand: string | null
  last4: string | null
}

export interface ConsentFilter {
  accountId?: string | undefined
  state?: 'inForce' | 'revoked' | 'ended' | 'notSaved' | undefined
  purpose?: Purpose['is'] | undefined
  channel?: Channel | undefined
  /** The beginning of a client's name or surname. */
  client?: string | undefined
}

const CONSENT = sql`a.id, a.account_id as "accountId", acc.name as "accountName",
  (select c.id from client c where c.account_id = a.account_id order by c.archived_at nulls first, c.number limit 1)
    as "clientId",
  a.purpose, a.purpose_id as "purposeId",
  coalesce(w.wording_version, a.wording_version) as "wordingVersion", coalesce(w.wording, a.wording) as wording,
  coalesce(w.wording_hash, a.wording_hash) as "wordingHash", a.channel, a.how, a.note, a.given_by as "givenBy",
  a.recorded_by_name as "recordedByName", a.ip, a.user_agent as "userAgent", a.created_at as "createdAt",
  g.at as "inForceAt", ended.at as "endedAt", ended.kind as "endedBy", ended.by_whom as "endedByName",
  ended.reason, g.method_id as "methodId",
  case when ended.at is null then m.brand end as brand, case when ended.at is null then m.last4 end as last4,
  case when c.is_set then c.cap_per_charge else a.cap_per_charge end as "perCharge",
  case when c.is_set then c.cap_per_period else a.cap_per_period end as "perPeriod",
  case when c.is_set then c.cap_period else a.cap_period end as "period",
  case when c.is_set then c.ends_on else a.ends_on end as "endsOn"`

const FROM = sql`from "authorization" a
  join account acc on acc.org_id = a.org_id and acc.id = a.account_id
  left join authorization_event g on g.org_id = a.org_id and g.authorization_id = a.id and g.kind = 'in_force'
  left join payment_method m on m.org_id = a.org_id and m.id = g.method_id
  left join lateral (select e.at, e.kind, e.by_whom, e.reason from authorization_event e
    where e.org_id = a.org_id and e.authorization_id = a.id and e.kind in ('revoked', 'ended')
    order by e.seq limit 1) ended on true
  left join lateral (select true as is_set, e.cap_per_charge, e.cap_per_period, e.cap_period, e.ends_on
    from authorization_event e where e.org_id = a.org_id and e.authorization_id = a.id and e.kind = 'capped'
    order by e.seq desc limit 1) c on true
  left join lateral (select e.wording_version, e.wording, e.wording_hash from authorization_event e
    where e.org_id = a.org_id and e.authorization_id = a.id and e.kind = 'reworded'
    order by e.seq desc limit 1) w on true`

function where({ accountId, state, purpose, channel, client }: ConsentFilter): RawBuilder<unknown> {
  const parts = [
    sql`true`,
    ...(accountId ? [sql`a.account_id = ${accountId}`] : []),
    ...(purpose ? [sql`a.purpose = ${purpose}`] : []),
    ...(channel ? [sql`a.channel = ${channel}`] : []),
    ...(state ? [STATES[state]] : []),
    ...(client
      ? [
          sql`a.account_id in (
            select c.account_id from client c where c.name_key >= folded(${client}) and c.name_key < folded(${client}) || chr(1114111)
            union all
            select c.account_id from client c where c.surname_key >= folded(${client}) and c.surname_key < folded(${client}) || chr(1114111))`,
        ]
      : []),
  ]
  return sql.join(parts, sql` and `)
}

const STATES = {
  inForce: sql`g.at is not null and ended.at is null`,
  revoked: sql`ended.kind = 'revoked'`,
  ended: sql`ended.kind = 'ended'`,
  notSaved: sql`g.at is null`,
}

export function listConsents(
  tx: Transaction,
  filter: ConsentFilter,
  after: { at: Date; id: string } | null,
  limit: number,
): Promise<LedgerConsent[]> {
  const next = after ? sql`and (a.created_at, a.id) < (${after.at}, ${after.id})` : sql``
  return rows(
    tx,
    sql`select ${CONSENT} ${FROM} where ${where(filter)} ${next}
        order by a.created_at desc, a.id desc limit ${sql.lit(limit)}`,
  )
}

export function findConsent(tx: Transaction, id: string): Promise<LedgerConsent | undefined> {
  return row(tx, sql`select ${CONSENT} ${FROM} where a.id = ${id}`)
}

export interface ConsentEvent extends Limits {
  seq: number
  kind: 'in_force' | 'revoked' | 'ended' | 'capped' | 'reworded'
  at: Date
  byWhom: string
  reason: string
  how: How | null
  wordingVersion: string | null
  wording: string | null
  wordingHash: string | null
}

export function eventsOfConsent(tx: Transaction, id: string): Promise<ConsentEvent[]> {
  return rows(
    tx,
    sql`select seq, kind, at, by_whom as "byWhom", reason, how, cap_per_charge as "perCharge",
          cap_per_period as "perPeriod", cap_period as "period", ends_on as "endsOn",
          wording_version as "wordingVersion", wording, wording_hash as "wordingHash"
        from authorization_event where authorization_id = ${id} order by seq`,
  )
}

/** What was charged under a consent, with the card as the payment keeps it; the newest hundred. */
export interface ChargedUnder {
  id: string
  at: Date
  amount: bigint
  currency: string
  state: string
  brand: string | null
  last4: string | null
}

export function chargedUnder(tx: Transaction, id: string): Promise<ChargedUnder[]> {
  return rows(
    tx,
    sql`select id, created_at as at, amount, currency, state, card ->> 'brand' as brand, card ->> 'last4' as last4
        from payment where authorization_id = ${id}
          and account_id = (select account_id from "authorization" where id = ${id})
        order by created_at desc, id desc limit 100`,
  )
}
