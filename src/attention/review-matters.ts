import { type RawBuilder, sql } from 'kysely'
import { run, type Transaction } from '../database/transaction.ts'
import type { PaymentMoved, ThingMoved } from '../processor/app.ts'
import { type About, ATTENTION_KINDS, type AttentionKind, kindOf } from './kinds.ts'

/** A kind, and which of its subjects may have begun or ceased to need a person. */
interface Look {
  kind: AttentionKind
  subjects: RawBuilder<unknown>
}

/**
 * Something moved: what needs a person because of it is opened, what needs nobody any more is
 * solved, in the transaction that moved it. All statements begin at once, in this call, since the
 * commit may be sent right behind them.
 */
export function reviewMatters(tx: Transaction, { what, id, orgId, at }: ThingMoved): Promise<void> {
  return review(tx, orgId, looksAt(what, id), at)
}

/** The same of a payment. A plain success, which is nearly every move, asks the tables nothing. */
export async function reviewPayment(
  tx: Transaction,
  { from, to, isRetry, paymentId, orgId, at }: PaymentMoved,
): Promise<void> {
  const isUnclear = [from, to].some((state) => state === 'unknown' || state === 'review')
  if (!isUnclear && to !== 'failed' && !isRetry) return
  await review(tx, orgId, looksAt('payment', paymentId), at)
}

async function review(tx: Transaction, orgId: string, looks: Look[], at: Date): Promise<void> {
  await Promise.all(
    looks.flatMap((look) => [openWhatStands(tx, orgId, look, at), solve(tx, look, at)]),
  )
}

/** Everything of these kinds, where many things moved at once or only the day did. */
export async function reviewKind(
  tx: Transaction,
  orgId: string,
  kind: AttentionKind,
  at: Date,
): Promise<void> {
  await review(tx, orgId, [{ kind, subjects: sql`true` }], at)
}

function looksAt(what: ThingMoved['what'] | 'payment', id: string | null): Look[] {
  const own = (about: About, of: RawBuilder<unknown>) =>
    ATTENTION_KINDS.filter((kind) => kindOf(kind).about === about && isRead(kind)).map((kind) => ({
      kind,
      subjects: of,
    }))
  const itself = sql`subject_id = ${id}`
  switch (what) {
    case 'payment':
      return [
        ...own('payment', tryOrBefore(id)),
        ...own(
          'scheduled',
          sql`subject_id in (select s.id from scheduled_payment s where s.payment_id = ${id})`,
        ),
      ]
    case 'scheduled':
      return [
        ...own('scheduled', itself),
        ...own(
          'method',
          sql`subject_id = (select s.method_id from scheduled_payment s where s.id = ${id})`,
        ),
      ]
    case 'refund':
      return own(
        'refund',
        sql`subject_id in (select r.id from refund r where r.payment_id =
        (select m.payment_id from refund m where m.id = ${id}))`,
      )
    case 'differences':
      return own('difference', sql`true`)
    default:
      return own(what, itself)
  }
}

/** A payment and all tries before it: what one of them left is over when a later one is paid. */
function tryOrBefore(id: string | null): RawBuilder<unknown> {
  return sql`subject_id in (
    with recursive try as (
      select q.id, q.retry_of from payment q where q.id = ${id}
      union all
      select q.id, q.retry_of from payment q join try t on q.id = t.retry_of)
    select id from try)`
}

/** Whether the tables say when it is over. */
function isRead(kind: AttentionKind): boolean {
  const { stands, lasts } = kindOf(kind)
  return (stands ?? lasts) !== undefined
}

const COLUMNS: Record<About, string | null> = {
  payment: null,
  refund: 'refund_id',
  dispute: 'dispute_id',
  return: 'return_id',
  method: 'method_id',
  scheduled: 'scheduled_id',
  difference: 'difference_id',
}

/** The column that names the thing, where it is not the payment's own. */
export function columnOf(kind: AttentionKind): string | null {
  return COLUMNS[kindOf(kind).about]
}

async function openWhatStands(
  tx: Transaction,
  orgId: string,
  { kind, subjects }: Look,
  at: Date,
): Promise<void> {
  const { stands } = kindOf(kind)
  if (stands === undefined) return
  const column = columnOf(kind)
  const named = column ? sql`, ${sql.ref(column)}` : sql``
  const value = column ? sql`, m.subject_id` : sql``
  await run(
    tx,
    sql`with opened as (
          insert into attention_item as i (org_id, id, kind, state, subject_id, account_id, payment_id, detail,
            opened_at${named})
          select m.org_id, md5(${kind} || m.subject_id::text)::uuid, ${kind}, 'open', m.subject_id, m.account_id, m.payment_id, '{}',
            ${at}${value}
          from (${asOf(stands, at)}) m where ${subjects}
          on conflict (org_id, kind, subject_id) do update
            set state = 'open', opened_at = ${at}, closed_at = null, closed_by_name = null, payment_id = excluded.payment_id
            where i.state = 'solved'
          returning i.id)
        ${told(orgId, at, 'opened')} from opened o`,
  )
}

async function solve(tx: Transaction, { kind, subjects }: Look, at: Date): Promise<void> {
  const { stands, lasts } = kindOf(kind)
  const standing = asOf(stands ?? lasts ?? '', at)
  await run(
    tx,
    sql`with solved as (
          update attention_item i set state = 'solved', closed_at = ${at}, closed_by_name = null, reason = null
          where i.kind = ${kind} and i.state <> 'solved' and ${subjects}
            and not exists (select from (${standing}) m where m.subject_id = i.subject_id)
          returning i.org_id, i.id)
        ${told(sql`o.org_id`, at, 'solved')} from solved o`,
  )
}

function told(orgId: string | RawBuilder<unknown>, at: Date, what: string): RawBuilder<unknown> {
  return sql`insert into attention_event (org_id, item_id, seq, at, what)
    select ${orgId}, o.id, coalesce((select max(e.seq) from attention_event e where e.item_id = o.id), 0) + 1,
      ${at}, ${what}`
}

/** What stands at a moment: `$now` in the text is that moment. */
function asOf(text: string, at: Date): RawBuilder<unknown> {
  const parts = text.split('$now').map((part) => sql.raw(part))
  return sql.join(parts, sql`${at}::timestamptz`)
}
