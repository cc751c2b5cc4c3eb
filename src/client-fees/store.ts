import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'
import type { ClientFeeKind } from './client-fee.ts'

export interface RuleRow {
  kind: ClientFeeKind
  amount: bigint | null
  afterDays: number | null
  from: PlainDate | null
}

export function findRules(tx: Transaction): Promise<RuleRow[]> {
  return rows(
    tx,
    sql`select kind, amount, after_days as "afterDays", from_on as "from" from client_fee_rule`,
  )
}

export async function putRule(
  tx: Transaction,
  orgId: string,
  rule: RuleRow,
  by: { name: string; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`insert into client_fee_rule (org_id, kind, amount, after_days, from_on, changed_at, changed_by)
        values (${orgId}, ${rule.kind}, ${rule.amount}, ${rule.afterDays}, ${rule.from}, ${by.now}, ${by.name})
        on conflict (org_id, kind) do update set amount = excluded.amount, after_days = excluded.after_days,
          from_on = excluded.from_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  )
}

export interface LateFeeRef {
  orgId: string
  invoiceId: string
}

/** Invoices of all organizations that cost a late fee now. */
export function lateFeesDue(tx: Transaction, at: Date, atMost: number): Promise<LateFeeRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", invoice_id as "invoiceId" from late_fees_due(${at}, ${atMost})`,
  )
}

export interface ClientFee {
  orgId: string
  invoiceId: string
  kind: ClientFeeKind
  accountId: string
  forInvoiceId: string | null
  forPaymentId: string | null
  chargedOn: PlainDate
  now: Date
}

/** Answers false where this was charged for before. */
export async function insertFee(tx: Transaction, fee: ClientFee): Promise<boolean> {
  const inserted = await run(
    tx,
    sql`insert into client_fee (org_id, invoice_id, kind, account_id, for_invoice_id, for_payment_id, charged_on, created_at)
        values (${fee.orgId}, ${fee.invoiceId}, ${fee.kind}, ${fee.accountId}, ${fee.forInvoiceId},
          ${fee.forPaymentId}, ${fee.chargedOn}, ${fee.now})
        on conflict do nothing`,
  )
  return inserted === 1
}

export interface FeeCharged {
  invoiceId: string
  number: bigint
  amount: bigint
  currency: string
}

export function feeForPayment(tx: Transaction, paymentId: string): Promise<FeeCharged | undefined> {
  return row(
    tx,
    sql`select i.id as "invoiceId", i.number, i.total as amount, i.currency
        from client_fee f join invoice i on i.id = f.invoice_id where f.for_payment_id = ${paymentId}`,
  )
}

export interface LateToCome {
  id: string
  number: bigint
  accountName: string
  dueOn: PlainDate
  due: bigint
}

interface Coming {
  count: bigint
  late: bigint
}

/** Of what is owed: how much a rule concerns, and how much was due before it. */
export async function countOwed(tx: Transaction, from: PlainDate): Promise<Coming> {
  const found = await row<Coming>(
    tx,
    sql`select count(*) filter (where due_on >= ${from}) as count,
          count(*) filter (where due_on < ${from}) as late
        from invoice i where i.due > 0 and not exists (select from client_fee f where f.invoice_id = i.id)`,
  )
  return found ?? { count: 0n, late: 0n }
}

/** Those that a rule concerns and that are due first. */
export function firstOwed(tx: Transaction, from: PlainDate, atMost: number): Promise<LateToCome[]> {
  return rows(
    tx,
    sql`select i.id, i.number, a.name as "accountName", i.due_on as "dueOn", i.due
        from invoice i join account a on a.id = i.account_id
        where i.due > 0 and i.due_on >= ${from}
          and not exists (select from client_fee f where f.invoice_id = i.id)
        order by i.due_on, i.id limit ${atMost}`,
  )
}
