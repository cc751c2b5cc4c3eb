import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { ScheduledPayment } from './scheduled-payment.ts'

const SCHEDULED = sql`s.id, s.account_id as "accountId", s.amount, s.currency, s.due_on as "dueOn",
  (select jsonb_build_object('id', t.id, 'kind', t.kind, 'name', t.name) from tender t
     where t.id = s.tender_id) as tender,
  (select jsonb_build_object('id', m.id, 'kind', m.kind, 'brand', m.brand, 'bankName', m.bank_name, 'last4', m.last4,
     'nickname', m.nickname, 'authorized', m.authorized) from payment_method m where m.id = s.method_id) as method,
  (select jsonb_build_object('id', c.id, 'name', c.name) from payer_category c
     where c.id = s.payer_category_id) as "payerCategory",
  s.reference, s.description, s.note, s.created_by_name as "createdByName",
  s.created_at as "createdAt", s.canceled_at as "canceledAt",
  (select jsonb_build_object('id', p.id, 'state', p.state) from payment p
     where p.id = s.payment_id) as "takenBy"
  from scheduled_payment s`

/** Neither canceled nor taken, as `isTaken` says it. */
const IS_UPCOMING = sql`s.canceled_at is null and not exists (select from payment p
  where p.id = s.payment_id and p.state not in ('failed', 'canceled'))`

export async function insertScheduled(
  tx: Transaction,
  s: {
    orgId: string
    id: string
    accountId: string
    amount: bigint
    currency: string
    dueOn: string
    tenderId: string
    methodId: string | null
    payerCategoryId: string | null
    reference: string | null
    description: string
    note: string
    createdBy: string
    createdByName: string
    now: Date
  },
): Promise<void> {
  await run(
    tx,
    sql`insert into scheduled_payment (org_id, id, account_id, amount, currency, due_on, tender_id, method_id,
          payer_category_id, reference, description, note, created_by, created_by_name, created_at)
        values (${s.orgId}, ${s.id}, ${s.accountId}, ${s.amount}, ${s.currency}, ${s.dueOn}, ${s.tenderId},
          ${s.methodId}, ${s.payerCategoryId}, ${s.reference}, ${s.description}, ${s.note}, ${s.createdBy},
          ${s.createdByName}, ${s.now})`,
  )
}

export function findScheduled(tx: Transaction, id: string): Promise<ScheduledPayment | undefined> {
  return row(tx, sql`select ${SCHEDULED} where s.id = ${id}`)
}

/** What an account has coming, the next first. */
export function upcomingOf(tx: Transaction, accountId: string): Promise<ScheduledPayment[]> {
  return rows(
    tx,
    sql`select ${SCHEDULED} where s.account_id = ${accountId} and ${IS_UPCOMING}
        order by s.due_on, s.id`,
  )
}

/** The one of this id, or the one that this payment was to take; nobody else takes it meanwhile. */
export function lockScheduled(
  tx: Transaction,
  { id, paymentId }: { id: string | null; paymentId: string | null },
): Promise<ScheduledPayment | undefined> {
  return row(
    tx,
    sql`select ${SCHEDULED} where s.id = ${id} or (${id}::uuid is null and s.payment_id = ${paymentId})
        for update of s`,
  )
}

export async function setScheduledTaken(
  tx: Transaction,
  id: string,
  paymentId: string,
): Promise<void> {
  await run(tx, sql`update scheduled_payment set payment_id = ${paymentId} where id = ${id}`)
}

/** Answers whether it was there to be canceled. */
export async function setScheduledCanceled(
  tx: Transaction,
  id: string,
  at: Date,
  byName: string,
): Promise<boolean> {
  const changed = await run(
    tx,
    sql`update scheduled_payment set canceled_at = ${at}, canceled_by_name = ${byName}
        where id = ${id} and canceled_at is null`,
  )
  return changed === 1
}

/** A card took the place of another: what is still to come is taken from it. */
export async function moveScheduled(
  tx: Transaction,
  methodId: string,
  toMethodId: string,
): Promise<void> {
  await run(
    tx,
    sql`update scheduled_payment s set method_id = ${toMethodId}
        where s.method_id = ${methodId} and ${IS_UPCOMING}`,
  )
}

/** What is still to come from a card, the next first. */
export function scheduledOfMethod(
  tx: Transaction,
  methodId: string,
): Promise<{ id: string; dueOn: string; amount: bigint; currency: string }[]> {
  return rows(
    tx,
    sql`select s.id, s.due_on as "dueOn", s.amount, s.currency from scheduled_payment s
        where s.method_id = ${methodId} and ${IS_UPCOMING} order by s.due_on, s.id limit 100`,
  )
}

/** Charges of a card that no bank has decided on yet. */
export function openChargesOfMethod(
  tx: Transaction,
  methodId: string,
): Promise<{ id: string; amount: bigint; currency: string; createdAt: Date }[]> {
  return rows(
    tx,
    sql`select id, amount, currency, created_at as "createdAt" from payment
        where method_id = ${methodId} and look_at is not null order by created_at`,
  )
}
