import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { Card } from '../processor/processor.ts'
import type {
  Charge,
  Door,
  Payment,
  PaymentDetails,
  PaymentProblem,
  PaymentRef,
  PaymentState,
} from './payment.ts'

/** The columns of a payment, as `Payment` names them. */
export const PAYMENT = sql`p.id, p.org_id as "orgId", p.account_id as "accountId", p.tender, p.tender_id as "tenderId", p.amount, p.currency,
  p.state, p.processor_account_id as "processorAccountId", p.intent_id as "intentId",
  p.intent_parameters as "intentParameters", p.confirm_parameters as "confirmParameters",
  p.off_session as "offSession", p.save_method as "saveMethod", p.method_id as "methodId",
  p.authorization_id as "authorizationId", p.card, p.bank, p.problem, p.description, p.note,
  p.posted_on as "postedOn", p.payer_category_id as "payerCategoryId", p.reference,
  p.receipt_email as "receiptEmail", p.refundable_until as "refundableUntil", p.sitting, p.tendered,
  p.check_number as "checkNumber", p.external_brand as "externalBrand",
  p.authorization_code as "authorizationCode", p.approval_id as "approvalId",
  p.retry_of as "retryOf", p.opened_by as "openedBy", p.account_person_id as "accountPersonId", p.opened_by_name as "openedByName",
  p.created_at as "createdAt", p.changed_at as "changedAt", p.look_at as "lookAt", p.looks,
  p.settled_at as "settledAt"`

export function findPayment(tx: Transaction, id: string): Promise<Payment | undefined> {
  return row(tx, sql`select ${PAYMENT} from payment p where p.id = ${id}`)
}

export function lockPayment(tx: Transaction, id: string): Promise<Payment | undefined> {
  return row(tx, sql`select ${PAYMENT} from payment p where p.id = ${id} for update`)
}

/** What the books need to know beside the payment: the organization's zone and last closed day. */
export type ChargeToSettle = Charge & { timeZone: string; booksClosedUntil: PlainDate | null }

/** A payment on its way to be paid: locked, with its organization's zone for the books' date. */
export function lockPaymentToSettle(
  tx: Transaction,
  id: string,
): Promise<ChargeToSettle | undefined> {
  return row(
    tx,
    sql`select ${PAYMENT}, o.time_zone as "timeZone",
          o.books_closed_until as "booksClosedUntil"
        from payment p join organization o on o.id = p.org_id where p.id = ${id} for update of p`,
  )
}

/** The first lock of settling; the account of a payment never changes. */
export async function lockAccountOfPayment(tx: Transaction, paymentId: string): Promise<void> {
  await run(
    tx,
    sql`select from account where id = (select account_id from payment where id = ${paymentId}) for update`,
  )
}

/**
 * Locks what money that goes back can touch: the account of the payment, the invoices its money
 * lies on, in the order of their ids, and the payment. Answers the payment.
 */
export async function lockToGiveBack(
  tx: Transaction,
  paymentId: string,
): Promise<PaidPayment | undefined> {
  await lockAccountOfPayment(tx, paymentId)
  await run(
    tx,
    sql`select from invoice where id in (select invoice_id from allocation where payment_id = ${paymentId}
          group by invoice_id having sum(amount) > 0) order by id for update`,
  )
  await run(tx, sql`select from payment where id = ${paymentId} for update`)
  return findPaidPayment(tx, paymentId)
}

/** A target with its invoice as it stands, locked. */
export interface InvoiceToPay {
  position: number
  invoiceId: string
  /** What the payment is meant to put against it. */
  meant: bigint
  due: bigint
}

/** The second lock: the invoices a payment is meant for, in the order of their ids. */
export function lockInvoicesOfPayment(tx: Transaction, paymentId: string): Promise<InvoiceToPay[]> {
  return rows(
    tx,
    sql`select t.position, i.id as "invoiceId", t.amount as "meant", i.due
        from payment_target t join invoice i on i.org_id = t.org_id and i.id = t.invoice_id
        where t.payment_id = ${paymentId} order by i.id for update of i`,
  )
}

export function findPaymentOfIntent(
  tx: Transaction,
  processorAccountId: string,
  intentId: string,
): Promise<Charge | undefined> {
  return row(
    tx,
    sql`select ${PAYMENT} from payment p
        where p.processor_account_id = ${processorAccountId} and p.intent_id = ${intentId}`,
  )
}

/** A payment with its receipt, as lists show it: without what charging it takes. */
export interface ListedPayment
  extends Pick<
    Payment,
    | 'id'
    | 'accountId'
    | 'amount'
    | 'currency'
    | 'state'
    | 'tender'
    | 'card'
    | 'bank'
    | 'checkNumber'
    | 'externalBrand'
    | 'problem'
    | 'postedOn'
    | 'reference'
    | 'description'
    | 'openedByName'
    | 'createdAt'
    | 'settledAt'
  > {
  tenderName: string
  receiptId: string | null
  receiptNumber: bigint | null
}

/** Columns of a `ListedPayment`, where `LISTED_FROM` is read. */
export const LISTED = sql`p.id, p.account_id as "accountId", p.amount, p.currency, p.state, p.tender, p.card, p.bank,
  p.check_number as "checkNumber", p.external_brand as "externalBrand", p.problem, p.posted_on as "postedOn",
  p.reference, p.description, p.opened_by_name as "openedByName", p.created_at as "createdAt",
  p.settled_at as "settledAt", t.name as "tenderName", r.id as "receiptId", r.number as "receiptNumber"`

export const LISTED_FROM = sql`payment p join tender t on t.org_id = p.org_id and t.id = p.tender_id
    left join receipt r on r.org_id = p.org_id and r.payment_id = p.id`

/** A payment with the name of its tender and the number of its receipt, if it has one. */
export interface PaidPayment extends Payment {
  tenderName: string
  receiptNumber: bigint | null
}

export function findPaidPayment(tx: Transaction, id: string): Promise<PaidPayment | undefined> {
  return row(
    tx,
    sql`select ${PAYMENT}, t.name as "tenderName", r.number as "receiptNumber" from ${LISTED_FROM} where p.id = ${id}`,
  )
}

/** The newest payments of an account. */
export function paymentsOfAccount(
  tx: Transaction,
  accountId: string,
  limit: number,
): Promise<ListedPayment[]> {
  return rows(
    tx,
    sql`select ${LISTED} from ${LISTED_FROM}
        where p.account_id = ${accountId} order by p.created_at desc, p.id desc limit ${limit}`,
  )
}

/** Some payments, in the order of their ids here. */
export function listedPayments(tx: Transaction, ids: string[]): Promise<ListedPayment[]> {
  return rows(
    tx,
    sql`select ${LISTED} from ${LISTED_FROM} where p.id = any(${ids}::uuid[])
        order by array_position(${ids}::uuid[], p.id)`,
  )
}

/** Commits the intent's id: from here on money may move. Answers false if the payment was closed. */
export async function markConfirming(
  tx: Transaction,
  ref: PaymentRef,
  intentId: string,
  now: Date,
  lookAt: Date,
): Promise<boolean> {
  const changed = await run(
    tx,
    sql`with moved as (
          update payment set intent_id = ${intentId}, state = 'confirming', changed_at = ${now}, look_at = ${lookAt}
          where id = ${ref.paymentId} and intent_id is null and state = 'created' returning org_id, id)
        insert into payment_transition (org_id, payment_id, seq, from_state, to_state, at, door)
        select org_id, id, 2, 'created', 'confirming', ${now}, 'answer' from moved`,
  )
  return changed === 1
}

export interface Move {
  from: PaymentState
  to: PaymentState
  at: Date
  door: Door
  byName: string | null
  holds: boolean
  lookAt: Date | null
  problem: PaymentProblem | null
  card: Card | null
  methodId: string | null
  /** The day it counts for, once that is decided. */
  postedOn: string | null
}

/**
 * Moves a locked payment into another state, with its transition: one statement. Holds are let go
 * and never taken again; what came back from the bank into review is reserved instead.
 */
export async function movePayment(tx: Transaction, ref: PaymentRef, move: Move): Promise<void> {
  const final = move.lookAt === null
  await run(
    tx,
    sql`with moved as (
          update payment set state = ${move.to}, changed_at = ${move.at}, look_at = ${move.lookAt},
            looks = 0,
            settled_at = ${final ? move.at : null},
            problem = ${move.problem && JSON.stringify(move.problem)},
            card = coalesce(${move.card && JSON.stringify(move.card)}::jsonb, card),
            method_id = coalesce(${move.methodId}::uuid, method_id),
            posted_on = coalesce(${move.postedOn}::date, posted_on)
          where id = ${ref.paymentId}),
        freed as (
          update payment_target set holds = false
          where payment_id = ${ref.paymentId} and holds and not ${move.holds}::boolean)
        insert into payment_transition (org_id, payment_id, seq, from_state, to_state, at, door, by_name, detail)
        select ${ref.orgId}, ${ref.paymentId},
          (select max(seq) + 1 from payment_transition where payment_id = ${ref.paymentId}),
          ${move.from}, ${move.to}, ${move.at}, ${move.door}, ${move.byName},
          ${move.problem && JSON.stringify(move.problem)}::jsonb`,
  )
}

/** What was written down with a payment, completed. */
export async function updateDetails(
  tx: Transaction,
  id: string,
  details: Omit<PaymentDetails, 'postedOn'>,
  now: Date,
): Promise<void> {
  const { description, note, payerCategoryId, reference, receiptEmail, refundableUntil } = details
  await run(
    tx,
    sql`update payment set description = ${description}, note = ${note}, payer_category_id = ${payerCategoryId},
          reference = ${reference}, receipt_email = ${receiptEmail}, refundable_until = ${refundableUntil},
          changed_at = ${now}
        where id = ${id}`,
  )
}

/** References of this account that begin so, of payments that were not in vain. */
export async function referencesBeginning(
  tx: Transaction,
  accountId: string,
  beginning: string,
): Promise<string[]> {
  const found = await rows<{ reference: string }>(
    tx,
    sql`select reference from payment where account_id = ${accountId} and starts_with(reference, ${beginning})
          and state not in ('failed', 'canceled')`,
  )
  return found.map(({ reference }) => reference)
}

/** Postpones the next look at a payment whose state did not change. */
export async function postponeLook(tx: Transaction, id: string, lookAt: Date): Promise<void> {
  await run(
    tx,
    sql`update payment set look_at = ${lookAt} where id = ${id} and look_at is not null`,
  )
}

/** Takes a due payment for one worker: whoever else comes finds it not due. */
export function claimLook(
  tx: Transaction,
  id: string,
  now: Date,
  lease: Date,
): Promise<Charge | undefined> {
  return row(
    tx,
    sql`update payment p set look_at = ${lease}, looks = looks + 1
        where p.id = ${id} and p.look_at <= ${now} returning ${PAYMENT}`,
  )
}

export function paymentsToLookAt(tx: Transaction, now: Date, limit: number): Promise<PaymentRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", payment_id as "paymentId" from payments_to_look_at(${now}, ${limit})`,
  )
}

/** An open payment of an account, with one thing it is meant to pay. */
export interface OpenCharge {
  paymentId: string
  state: PaymentState
  by: string
  amount: bigint
  since: Date
  holds: boolean
  invoiceId: string | null
  targetAmount: bigint
}

export function openChargesOf(tx: Transaction, accountId: string): Promise<OpenCharge[]> {
  return openChargesOfMany(tx, [accountId])
}

export function openChargesOfMany(
  tx: Transaction,
  accountIds: string[],
): Promise<(OpenCharge & { accountId: string })[]> {
  return rows(
    tx,
    sql`select p.id as "paymentId", p.account_id as "accountId", p.state, p.opened_by_name as "by", p.amount, p.created_at as "since",
          t.holds, t.invoice_id as "invoiceId", t.amount as "targetAmount"
        from payment p join payment_target t on t.org_id = p.org_id and t.payment_id = p.id
        where p.account_id = any(${accountIds}::uuid[]) and p.look_at is not null`,
  )
}
