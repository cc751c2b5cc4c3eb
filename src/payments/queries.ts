import { sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { Door, PaymentProblem, PaymentState } from './payment.ts'

export interface TransitionRow {
  from: PaymentState | null
  to: PaymentState
  at: Date
  door: Door
  by: string | null
  detail: PaymentProblem | null
}

export function transitionsOf(tx: Transaction, paymentId: string): Promise<TransitionRow[]> {
  return rows(
    tx,
    sql`select from_state as "from", to_state as "to", at, door, by_name as "by", detail
        from payment_transition where payment_id = ${paymentId} order by seq`,
  )
}

export interface AllocationRow {
  invoiceId: string
  number: bigint
  amount: bigint
  total: bigint
}

export function allocationsOf(tx: Transaction, paymentId: string): Promise<AllocationRow[]> {
  return rows(
    tx,
    sql`select a.invoice_id as "invoiceId", i.number, a.amount, i.total
        from allocation a join invoice i on i.org_id = a.org_id and i.id = a.invoice_id
        where a.payment_id = ${paymentId} order by i.due_on, i.id`,
  )
}

export interface TargetRow {
  invoiceId: string | null
  number: bigint | null
  amount: bigint
}

export function targetsWithNumbers(tx: Transaction, paymentId: string): Promise<TargetRow[]> {
  return rows(
    tx,
    sql`select t.invoice_id as "invoiceId", i.number, t.amount
        from payment_target t left join invoice i on i.org_id = t.org_id and i.id = t.invoice_id
        where t.payment_id = ${paymentId} order by t.position`,
  )
}

export interface ReceiptRow {
  id: string
  paymentId: string
  number: bigint
  issuedAt: Date
  balanceAfter: bigint
}

const RECEIPT = sql`id, payment_id as "paymentId", number, issued_at as "issuedAt", balance_after as "balanceAfter"`

export function receiptOfPayment(
  tx: Transaction,
  paymentId: string,
): Promise<ReceiptRow | undefined> {
  return row(tx, sql`select ${RECEIPT} from receipt where payment_id = ${paymentId}`)
}

export function findReceipt(tx: Transaction, id: string): Promise<ReceiptRow | undefined> {
  return row(tx, sql`select ${RECEIPT} from receipt where id = ${id}`)
}

/** What each invoice of a payment still owed right after it: later payments do not change a receipt. */
export function dueAfterPayment(
  tx: Transaction,
  paymentId: string,
): Promise<{ invoiceId: string; stillDue: bigint }[]> {
  return rows(
    tx,
    sql`select mine.invoice_id as "invoiceId",
          (i.total - (select coalesce(sum(a.amount), 0) from allocation a
             where a.invoice_id = mine.invoice_id and (a.created_at, a.id) <= (mine.created_at, mine.id)))::bigint
            as "stillDue"
        from allocation mine join invoice i on i.org_id = mine.org_id and i.id = mine.invoice_id
        where mine.payment_id = ${paymentId}`,
  )
}

export interface ChangedPayment {
  id: string
  accountId: string
  state: PaymentState
  changedAt: Date
}

/** Payments that changed since a moment: what live screens are told. */
export function paymentsChangedSince(tx: Transaction, since: Date): Promise<ChangedPayment[]> {
  return rows(
    tx,
    sql`select id, account_id as "accountId", state, changed_at as "changedAt" from payment
        where changed_at >= ${since} order by changed_at limit 200`,
  )
}
