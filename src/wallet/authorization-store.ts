import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type {
  BillingAddress,
  CapPeriod,
  Channel,
  How,
  Limits,
  Purpose,
  Wording,
} from './authorization.ts'
import { NO_LIMITS } from './authorization.ts'

/** Proves, years later, that a text is the one that was agreed to. */
function wordingHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Everything that is written down when a client agrees. */
export interface NewAuthorization {
  orgId: string
  id: string
  accountId: string
  paymentId: string | null
  purpose: Purpose
  wording: Wording
  channel: Channel
  how: How | null
  note: string
  givenBy: string
  recordedByName: string | null
  ip: string | null
  userAgent: string | null
  limits: Limits
  /** What the method takes on once it is saved. */
  methodName: string | null
  billingAddress: BillingAddress | null
  walletGroup: string | null
  now: Date
}

export async function insertAuthorization(tx: Transaction, a: NewAuthorization): Promise<void> {
  const { purpose, limits } = a
  await run(
    tx,
    sql`insert into "authorization" (org_id, id, account_id, payment_id, purpose, purpose_id, wording_version,
          wording, wording_hash, channel, how, note, given_by, recorded_by_name, ip, user_agent, cap_per_charge,
          cap_per_period, cap_period, ends_on, method_name, billing_address, wallet_group, created_at)
        values (${a.orgId}, ${a.id}, ${a.accountId}, ${a.paymentId}, ${purpose.is},
          ${'id' in purpose ? purpose.id : null}, ${a.wording.version}, ${a.wording.text},
          ${wordingHash(a.wording.text)}, ${a.channel}, ${a.how}, ${a.note}, ${a.givenBy}, ${a.recordedByName},
          ${a.ip}, ${a.userAgent}, ${limits.perCharge}, ${limits.perPeriod}, ${limits.period}, ${limits.endsOn},
          ${a.methodName}, ${a.billingAddress && JSON.stringify(a.billingAddress)}::jsonb, ${a.walletGroup},
          ${a.now})`,
  )
}

/** The same consent again, as a row of its own; the limits and words of later events come with `putInForce`. */
export async function copyAuthorization(
  tx: Transaction,
  from: string,
  copy: { id: string; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`insert into "authorization" (org_id, id, account_id, payment_id, purpose, purpose_id, wording_version,
          wording, wording_hash, channel, how, note, given_by, recorded_by_name, ip, user_agent, cap_per_charge,
          cap_per_period, cap_period, ends_on, created_at)
        select a.org_id, ${copy.id}, a.account_id, a.payment_id, a.purpose, a.purpose_id,
          coalesce(w.wording_version, a.wording_version), coalesce(w.wording, a.wording),
          coalesce(w.wording_hash, a.wording_hash), a.channel, a.how, a.note, a.given_by, a.recorded_by_name, a.ip,
          a.user_agent, case when c.is_set then c.cap_per_charge else a.cap_per_charge end,
          case when c.is_set then c.cap_per_period else a.cap_per_period end,
          case when c.is_set then c.cap_period else a.cap_period end,
          case when c.is_set then c.ends_on else a.ends_on end, ${copy.now}
        from "authorization" a
        ${CAPPED}
        left join lateral (select e.wording_version, e.wording, e.wording_hash from authorization_event e
          where e.org_id = a.org_id and e.authorization_id = a.id and e.kind = 'reworded'
          order by e.seq desc limit 1) w on true
        where a.id = ${from}`,
  )
}

interface EventCommon {
  orgId: string
  authorizationId: string
  at: Date
  byWhom: string
}

export type AuthorizationEvent = EventCommon &
  (
    | { kind: 'in_force'; methodId: string; rootId: string }
    | { kind: 'revoked' | 'ended'; reason: string }
    | { kind: 'capped'; limits: Limits; reason: string; how: How | null }
    | { kind: 'reworded'; wording: Wording; reason: string; how: How | null }
  )

/** Under the lock of the account, so that the numbers of its events follow each other. */
export async function insertAuthorizationEvent(
  tx: Transaction,
  event: AuthorizationEvent,
): Promise<void> {
  const limits = event.kind === 'capped' ? event.limits : null
  const wording = event.kind === 'reworded' ? event.wording : null
  await run(
    tx,
    sql`insert into authorization_event (org_id, authorization_id, seq, kind, method_id, root_id, at, by_whom, reason,
          how, cap_per_charge, cap_per_period, cap_period, ends_on, wording_version, wording, wording_hash)
        select ${event.orgId}, ${event.authorizationId},
          coalesce((select max(seq) from authorization_event where authorization_id = ${event.authorizationId}), 0) + 1,
          ${event.kind}, ${event.kind === 'in_force' ? event.methodId : null}::uuid,
          ${event.kind === 'in_force' ? event.rootId : null}::uuid, ${event.at}, ${event.byWhom},
          ${'reason' in event ? event.reason : ''}, ${'how' in event ? event.how : null},
          ${limits?.perCharge ?? null}::bigint, ${limits?.perPeriod ?? null}::bigint, ${limits?.period ?? null},
          ${limits?.endsOn ?? null}::date, ${wording?.version ?? null}, ${wording?.text ?? null},
          ${wording ? wordingHash(wording.text) : null}`,
  )
}

/** One that is in force for a method, as whoever ends it or goes on with it needs it. */
export interface InForce extends Limits {
  id: string
  rootId: string
  purpose: Purpose['is']
  purposeId: string | null
}

/** All that are in force for a method; without another purpose named, for whatever purpose. */
export function consentsInForce(
  tx: Transaction,
  methodId: string,
  purpose: Purpose['is'] | null = null,
): Promise<InForce[]> {
  return rows(
    tx,
    sql`select a.id, g.root_id as "rootId", a.purpose, a.purpose_id as "purposeId", ${LIMITS}
        from authorization_event g
        join "authorization" a on a.org_id = g.org_id and a.id = g.authorization_id
        ${CAPPED}
        where g.method_id = ${methodId} and g.kind = 'in_force'
          and (${purpose}::text is null or a.purpose = ${purpose})
          and not exists (select from authorization_event e
            where e.org_id = g.org_id and e.authorization_id = g.authorization_id
              and e.kind in ('revoked', 'ended'))
        order by a.created_at, a.id`,
  )
}

/** The limits as they are now. */
export async function limitsNow(tx: Transaction, id: string): Promise<Limits> {
  const found = await row<Limits>(
    tx,
    sql`select ${LIMITS} from "authorization" a ${CAPPED} where a.id = ${id}`,
  )
  return found ?? NO_LIMITS
}

/** The limits that were agreed to with it, before any event. */
export async function limitsAsGiven(tx: Transaction, id: string): Promise<Limits> {
  const found = await row<Limits>(
    tx,
    sql`select cap_per_charge as "perCharge", cap_per_period as "perPeriod", cap_period as "period",
          ends_on as "endsOn" from "authorization" where id = ${id}`,
  )
  return found ?? NO_LIMITS
}

const LIMITS = sql`case when c.is_set then c.cap_per_charge else a.cap_per_charge end as "perCharge",
  case when c.is_set then c.cap_per_period else a.cap_per_period end as "perPeriod",
  case when c.is_set then c.cap_period else a.cap_period end as "period",
  case when c.is_set then c.ends_on else a.ends_on end as "endsOn"`

const CAPPED = sql`left join lateral (
  select true as is_set, e.cap_per_charge, e.cap_per_period, e.cap_period, e.ends_on
  from authorization_event e
  where e.org_id = a.org_id and e.authorization_id = a.id and e.kind = 'capped'
  order by e.seq desc limit 1) c on true`

/**
 * What was charged under a consent and those before it, and what is on its way, in the period of the
 * organization's calendar that a moment lies in. Under the lock of the account.
 */
export async function usedInPeriod(
  tx: Transaction,
  consent: { accountId: string; rootId: string; period: CapPeriod; timeZone: string; now: Date },
): Promise<bigint> {
  const { accountId, rootId, period, timeZone, now } = consent
  const begins = sql`date_trunc(${period}, ${now}::timestamptz at time zone ${timeZone}) at time zone ${timeZone}`
  const found = await row<{ used: bigint }>(
    tx,
    sql`select coalesce(sum(p.amount), 0)::bigint as used from payment p
        where p.account_id = ${accountId} and p.created_at >= ${begins} and p.off_session
          and p.state not in ('failed', 'canceled')
          and p.authorization_id in (select g.authorization_id from authorization_event g
            where g.root_id = ${rootId})`,
  )
  return found?.used ?? 0n
}

/** What was written down when saving was agreed to: the method bears it from then on. */
export async function takeOnAsAgreed(
  tx: Transaction,
  methodId: string,
  authorizationId: string,
): Promise<void> {
  await run(
    tx,
    sql`update payment_method m set nickname = coalesce(z.method_name, m.nickname),
          billing_address = coalesce(z.billing_address, m.billing_address),
          wallet_group = coalesce(wallet_group_with(z.wallet_group, coalesce(m.brand, m.bank_name), m.last4), m.wallet_group)
        from "authorization" z where m.id = ${methodId} and z.id = ${authorizationId}`,
  )
}

export interface AuthorizationRow {
  id: string
  accountId: string
  wordingVersion: string
  wording: string
  givenBy: string
  how: How | null
  recordedByName: string | null
  createdAt: Date
  ended: boolean
  /** Null until the method is saved. */
  methodId: string | null
}

export function findAuthorization(
  tx: Transaction,
  id: string,
): Promise<AuthorizationRow | undefined> {
  return row(
    tx,
    sql`select z.id, z.account_id as "accountId", z.wording_version as "wordingVersion", z.wording,
          z.given_by as "givenBy", z.how, z.recorded_by_name as "recordedByName", z.created_at as "createdAt",
          exists (select from authorization_event e where e.authorization_id = z.id
            and e.kind in ('revoked', 'ended')) as ended,
          (select g.method_id from authorization_event g where g.authorization_id = z.id
            and g.kind = 'in_force') as "methodId"
        from "authorization" z where z.id = ${id}`,
  )
}

/** Consents whose last day is over, in all organizations. */
export function authorizationsToEnd(
  tx: Transaction,
  at: Date,
  atMost: number,
): Promise<{ orgId: string; id: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", authorization_id as id from authorizations_to_end(${at}, ${atMost}::int)`,
  )
}
