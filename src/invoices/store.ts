import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Invoice } from './invoice.ts'

const INVOICE = sql`i.id, i.account_id as "accountId", i.number, i.currency, i.total, i.allocated, i.due,
  i.issued_on as "issuedOn", i.due_on as "dueOn"`

export interface InvoiceLineRow {
  invoiceId: string
  description: string
  quantity: number
  unitAmount: bigint
  amount: bigint
  clientId: string | null
}

export interface Hold {
  invoiceId: string
  paymentId: string
  by: string
  amount: bigint
  since: Date
}

export async function insertInvoice(
  tx: Transaction,
  orgId: string,
  invoice: Invoice & { now: Date },
  lines: Omit<InvoiceLineRow, 'invoiceId'>[],
): Promise<void> {
  await run(
    tx,
    sql`insert into invoice (org_id, id, account_id, number, currency, total, issued_on, due_on, created_at)
        values (${orgId}, ${invoice.id}, ${invoice.accountId}, ${invoice.number}, ${invoice.currency},
          ${invoice.total}, ${invoice.issuedOn}, ${invoice.dueOn}, ${invoice.now})`,
  )
  const values = lines.map(
    (line, position) =>
      sql`(${orgId}, ${invoice.id}, ${position}, ${line.description}, ${line.quantity},
        ${line.unitAmount}, ${line.amount}, ${line.clientId})`,
  )
  await run(
    tx,
    sql`insert into invoice_line (org_id, invoice_id, position, description, quantity, unit_amount, amount, client_id)
        values ${sql.join(values)}`,
  )
}

export function findInvoice(tx: Transaction, id: string): Promise<Invoice | undefined> {
  return row(tx, sql`select ${INVOICE} from invoice i where i.id = ${id}`)
}

/** Open invoices of an account, oldest due first. */
export function openInvoices(tx: Transaction, accountId: string): Promise<Invoice[]> {
  return rows(
    tx,
    sql`select ${INVOICE} from invoice i where i.account_id = ${accountId} and i.due > 0
        order by i.due_on, i.id`,
  )
}

export function paidInvoices(
  tx: Transaction,
  accountId: string,
  limit: number,
): Promise<Invoice[]> {
  return rows(
    tx,
    sql`select ${INVOICE} from invoice i where i.account_id = ${accountId} and i.due = 0
        order by i.issued_on desc, i.id desc limit ${limit}`,
  )
}

/** Locks invoices in the order of their ids, as every transaction that takes several does. */
export function lockInvoices(tx: Transaction, ids: string[]): Promise<Invoice[]> {
  return rows(
    tx,
    sql`select ${INVOICE} from invoice i where i.id = any(${ids}::uuid[]) order by i.id for update`,
  )
}

export function linesOf(tx: Transaction, invoiceIds: string[]): Promise<InvoiceLineRow[]> {
  return rows(
    tx,
    sql`select invoice_id as "invoiceId", description, quantity, unit_amount as "unitAmount", amount,
          client_id as "clientId"
        from invoice_line where invoice_id = any(${invoiceIds}::uuid[]) order by invoice_id, position`,
  )
}

/** Charges in flight against these invoices. */
export function holdsOn(tx: Transaction, invoiceIds: string[]): Promise<Hold[]> {
  return rows(
    tx,
    sql`select t.invoice_id as "invoiceId", p.id as "paymentId", p.opened_by_name as "by", p.amount,
          p.created_at as "since"
        from payment_target t join payment p on p.org_id = t.org_id and p.id = t.payment_id
        where t.holds and t.invoice_id = any(${invoiceIds}::uuid[])`,
  )
}

export async function addReceivable(
  tx: Transaction,
  accountId: string,
  amount: bigint,
): Promise<void> {
  await run(tx, sql`update account set receivable = receivable + ${amount} where id = ${accountId}`)
}

export interface PaidPart {
  paymentId: string
  amount: bigint
  at: Date
  receiptNumber: bigint | null
  card: { brand: string; last4: string } | null
}

export function paymentsOf(tx: Transaction, invoiceId: string): Promise<PaidPart[]> {
  return rows(
    tx,
    sql`select a.payment_id as "paymentId", a.amount, a.created_at as "at", r.number as "receiptNumber", p.card
        from allocation a
        join payment p on p.org_id = a.org_id and p.id = a.payment_id
        left join receipt r on r.org_id = a.org_id and r.payment_id = a.payment_id
        where a.invoice_id = ${invoiceId} order by a.created_at, a.id`,
  )
}
