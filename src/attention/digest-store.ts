import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import { type AttentionKind, FAILURES } from './kinds.ts'
import { AMOUNT, CURRENCY, FROM } from './store.ts'

export interface DigestWish {
  wanted: boolean
  nextAt: Date | null
}

export async function findWish(tx: Transaction, staffId: string): Promise<DigestWish> {
  const found = await row<{ lookAt: Date | null }>(
    tx,
    sql`select look_at as "lookAt" from attention_digest where staff_id = ${staffId}`,
  )
  return { wanted: found?.lookAt != null, nextAt: found?.lookAt ?? null }
}

/** Wanted from now on, or (null) not any more. Asked for again, nothing of before is told. */
export async function putWish(
  tx: Transaction,
  wish: { orgId: string; staffId: string; lookAt: Date | null; now: Date; origin: string },
): Promise<void> {
  await run(
    tx,
    sql`insert into attention_digest as d (org_id, staff_id, look_at, told_until, origin)
        values (${wish.orgId}, ${wish.staffId}, ${wish.lookAt}, ${wish.now}, ${wish.origin})
        on conflict (org_id, staff_id) do update set origin = ${wish.origin},
          told_until = case when d.look_at is null then ${wish.now} else d.told_until end,
          look_at = case when ${wish.lookAt === null} or d.look_at is null then ${wish.lookAt} else d.look_at end`,
  )
}

export function digestsDue(
  tx: Transaction,
  due: Date,
): Promise<{ orgId: string; staffId: string }[]> {
  return rows(tx, sql`select org_id as "orgId", staff_id as "staffId" from digests_to_send(${due})`)
}

export interface ClaimedDigest {
  toldUntil: Date
  origin: string
  email: string
  role: string
  permissions: string[]
  disabled: boolean
}

/** Takes a digest whose time has come, for one worker: from here on it is told until now. */
export function claimDigest(
  tx: Transaction,
  staffId: string,
  now: Date,
  next: Date,
): Promise<ClaimedDigest | undefined> {
  return row(
    tx,
    sql`with due as (
          select org_id, staff_id, told_until from attention_digest
          where staff_id = ${staffId} and look_at <= ${now} for update)
        update attention_digest d set look_at = ${next}, told_until = ${now}
        from due, staff_member m join role r on r.org_id = m.org_id and r.id = m.role
        where d.org_id = due.org_id and d.staff_id = due.staff_id and m.id = d.staff_id
        returning due.told_until as "toldUntil", d.origin, m.email, m.role, r.permissions,
          m.disabled_at is not null as disabled`,
  )
}

export interface Failure {
  kind: AttentionKind
  account: string | null
  amount: bigint | null
  currency: string | null
  paymentId: string | null
  solved: boolean
}

const FAILURES_TOLD_MAX = 200

/** What failed after one moment and until another, the first first. */
export function failuresBetween(tx: Transaction, after: Date, until: Date): Promise<Failure[]> {
  return rows(
    tx,
    sql`select i.kind, (select a.name from account a where a.id = i.account_id) as account, ${AMOUNT} as amount,
          ${CURRENCY} as currency, p.id as "paymentId", i.state = 'solved' as solved
        ${FROM} where i.opened_at > ${after} and i.opened_at <= ${until} and i.kind in (${sql.join(FAILURES)})
        order by i.opened_at, i.id limit ${FAILURES_TOLD_MAX}`,
  )
}
