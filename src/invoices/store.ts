import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { Invoice } from './invoice.ts'
import type { PreparedInvoice } from './invoice-request.ts'
import type { Rate } from './reckon.ts'

export const INVOICE = sql`i.id, i.account_id as "accountId", i.number, i.currency, i.total, i.allocated, i.credited,
  i.written_off as "writtenOff", i.due, i.issued_on as "issuedOn", i.due_on as "dueOn", i.deposit,
  i.deposit_due_on as "depositDueOn", i.note, i.voided_at as "voidedAt"`

export interface InvoiceLineRow {
  invoiceId: string
  description: string
  /** The quantity: 1500 is one and a half. */
  thousandths: number
  unitAmount: bigint
  discount: bigint
  discountBasisPoints: number | null
  amount: bigint
  /** Positions of its taxes. */
  taxes: number[]
  servedOn: PlainDate | null
  clientId: string | null
}

export interface InvoiceTaxRow extends Rate {
  invoiceId: string
  position: number
  taxRateId: string
  name: string
  base: bigint
  amount: bigint
}

export interface Hold {
  invoiceId: string
  paymentId: string
  by: string
  amount: bigint
  since: Date
}

export interface InvoiceToInsert extends PreparedInvoice {
  id: string
  accountId: string
  number: bigint
}

/**
 * Invoices with their lines and taxes, owed by their accounts from now on: one statement for one or
 * a thousand. The accounts are locked by the caller.
 */
export async function insertInvoices(
  tx: Transaction,
  of: { orgId: string; currency: string; issuedOn: PlainDate; now: Date },
  invoices: readonly InvoiceToInsert[],
): Promise<void> {
  const { orgId, currency, issuedOn, now } = of
  const heads = invoices.map(({ id, accountId, number, total, dueOn, deposit, note }) => ({
    id,
    account_id: accountId,
    number,
    total,
    due_on: dueOn,
    deposit: deposit?.amount ?? null,
    deposit_due_on: deposit?.dueOn ?? null,
    note,
  }))
  const lines = invoices.flatMap(({ id, lines: own }) =>
    own.map((line, position) => ({
      invoice_id: id,
      position,
      description: line.description,
      thousandths: line.thousandths,
      unit_amount: line.unitAmount,
      discount: line.discount,
      discount_basis_points: line.discountBasisPoints,
      amount: line.amount,
      taxes: line.taxes,
      served_on: line.servedOn,
      client_id: line.clientId,
    })),
  )
  const taxes = invoices.flatMap(({ id, taxes: own }) =>
    own.map((tax, position) => ({
      invoice_id: id,
      position,
      tax_rate_id: tax.taxRateId,
      name: tax.name,
      ppm: tax.ppm,
      is_inclusive: tax.isInclusive,
      base: tax.base,
      amount: tax.amount,
    })),
  )
  await run(
    tx,
    sql`with head as materialized (select * from jsonb_to_recordset(${wire(heads)}::jsonb) as h (id uuid,
            account_id uuid, number bigint, total bigint, due_on date, deposit bigint, deposit_due_on date, note text)),
        made as (
          insert into invoice (org_id, id, account_id, number, currency, total, issued_on, due_on, deposit,
            deposit_due_on, note, created_at)
          select ${orgId}, id, account_id, number, ${currency}, total, ${issuedOn}::date, due_on, deposit,
            deposit_due_on, note, ${now}::timestamptz from head),
        lined as (
          insert into invoice_line (org_id, invoice_id, position, description, thousandths, unit_amount, discount,
            discount_basis_points, amount, taxes, served_on, client_id)
          select ${orgId}, l.* from jsonb_to_recordset(${wire(lines)}::jsonb) as l (invoice_id uuid, position smallint,
            description text, thousandths integer, unit_amount bigint, discount bigint, discount_basis_points integer,
            amount bigint, taxes smallint[], served_on date, client_id uuid)),
        taxed as (
          insert into invoice_tax (org_id, invoice_id, position, tax_rate_id, name, ppm, is_inclusive, base, amount)
          select ${orgId}, t.* from jsonb_to_recordset(${wire(taxes)}::jsonb) as t (invoice_id uuid, position smallint,
            tax_rate_id uuid, name text, ppm integer, is_inclusive boolean, base bigint, amount bigint))
        update account a set receivable = a.receivable + s.total
        from (select account_id, sum(total)::bigint as total from head group by 1) s where a.id = s.account_id`,
  )
}

/** JSON for a statement; whole numbers go as text, which PostgreSQL reads in full. */
function wire(rowsToSend: readonly object[]): string {
  return JSON.stringify(rowsToSend, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

export function findInvoice(tx: Transaction, id: string): Promise<Invoice | undefined> {
  return row(tx, sql`select ${INVOICE} from invoice i where i.id = ${id}`)
}

/** Open invoices of an account, oldest due first. */
export function openInvoices(tx: Transaction, accountId: string): Promise<Invoice[]> {
  return openInvoicesOf(tx, [accountId])
}

/** The same of several accounts. */
export function openInvoicesOf(tx: Transaction, accountIds: string[]): Promise<Invoice[]> {
  return rows(
    tx,
    sql`select ${INVOICE} from invoice i where i.account_id = any(${accountIds}::uuid[]) and i.due > 0
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
    sql`select invoice_id as "invoiceId", description, thousandths, unit_amount as "unitAmount", discount,
          discount_basis_points as "discountBasisPoints", amount, taxes, served_on as "servedOn",
          client_id as "clientId"
        from invoice_line where invoice_id = any(${invoiceIds}::uuid[]) order by invoice_id, position`,
  )
}

export function taxesOf(tx: Transaction, invoiceIds: string[]): Promise<InvoiceTaxRow[]> {
  return rows(
    tx,
    sql`select invoice_id as "invoiceId", position, tax_rate_id as "taxRateId", name, ppm,
          is_inclusive as "isInclusive", base, amount
        from invoice_tax where invoice_id = any(${invoiceIds}::uuid[]) order by invoice_id, position`,
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

export interface AllocationRow {
  id: string
  paymentId: string | null
  creditId: string | null
  /** Below zero: taken off again. */
  amount: bigint
  dueAfter: bigint
  why: string
  on: PlainDate
  at: Date
  by: string
  receiptNumber: bigint | null
}

/** What was put against an invoice and taken off again, in order. */
export function allocationsOn(tx: Transaction, invoiceId: string): Promise<AllocationRow[]> {
  return rows(
    tx,
    sql`select a.id, a.payment_id as "paymentId", a.credit_id as "creditId", a.amount, a.due_after as "dueAfter",
          a.why, a.effective_on as "on", a.created_at as "at", a.by_name as "by", r.number as "receiptNumber"
        from allocation a left join receipt r on r.org_id = a.org_id and r.payment_id = a.payment_id
        where a.invoice_id = ${invoiceId} order by a.created_at, a.n, a.id`,
  )
}

export interface ActRow {
  at: Date
  by: string
  verb: string
  detail: Record<string, unknown>
}

/** What people did with an invoice, in order. */
export function actsOn(tx: Transaction, invoiceId: string): Promise<ActRow[]> {
  return rows(
    tx,
    sql`select at, actor_name as "by", verb, detail from audit_entry
        where subject_id = ${invoiceId} order by at, id`,
  )
}
