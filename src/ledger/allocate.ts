import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'

/** Money of an account that can be put against invoices: a payment, or a credit that was given. */
export interface MoneySource {
  kind: 'payment' | 'credit'
  id: string
}

/** What moved money, for the row that records it. */
export type AllocationReason =
  /** As the payment came in. */
  | 'payment'
  | 'person'
  | 'automatic'
  | 'credit_note'
  | 'write_off'
  | 'refund'
  | 'dispute'
  | 'return'
  | 'transfer'

/** When, why and by whom money moves within one account. */
export interface Occasion extends OccasionOfMany {
  accountId: string
}

/** The same of several accounts at once. */
export interface OccasionOfMany {
  orgId: string
  currency: string
  at: Date
  /** The organization's calendar date it counts for; an invoice is paid from its own date on. */
  effectiveOn: string
  byName: string
  why: AllocationReason
}

/** So much of one source for one invoice, in minor units above zero. */
export interface Part {
  id: string
  source: MoneySource
  invoiceId: string
  amount: bigint
}

export interface PartOfAccount extends Part {
  accountId: string
}

/**
 * Puts money against invoices, or takes it off again: the rows, what invoices, payments and credits
 * have left, the balances of the accounts and the books, in one statement. The accounts are locked by
 * the caller, their invoices and sources exist; the database refuses more than is due or left. A
 * source and invoice occur once among the parts, and parts happen in the order of their ids.
 */
async function move(
  tx: Transaction,
  occasion: OccasionOfMany,
  event: 'applied' | 'taken_off',
  parts: PartOfAccount[],
): Promise<void> {
  if (parts.length === 0) return
  const of = (kind: MoneySource['kind']) =>
    parts.map(({ source }) => (source.kind === kind ? source.id : null))
  const signed = parts.map(({ amount }) => {
    assert(amount > 0n, 'an allocation moves more than nothing')
    return String(event === 'applied' ? amount : -amount)
  })
  const { orgId, currency, at, effectiveOn, byName, why } = occasion
  const [debit, credit] =
    event === 'applied' ? ['unapplied', 'receivable'] : ['receivable', 'unapplied']
  await run(
    tx,
    sql`with part as materialized (
          select * from unnest(${parts.map(({ id }) => id)}::uuid[], ${of('payment')}::uuid[], ${of('credit')}::uuid[],
            ${parts.map(({ invoiceId }) => invoiceId)}::uuid[], ${parts.map(({ accountId }) => accountId)}::uuid[],
            ${signed}::bigint[]) as given (id, payment_id, credit_id, invoice_id, account_id, amount)),
        numbered as (
          select part.*, row_number() over (partition by payment_id, credit_id order by id) - 1
            -- Apart, because of "one or the other" PostgreSQL reads every allocation there is.
            + coalesce((select max(a.n) + 1 from allocation a where a.payment_id = part.payment_id),
                (select max(a.n) + 1 from allocation a where a.credit_id = part.credit_id), 0) as n,
            sum(amount) over (partition by invoice_id order by id) as moved
          from part),
        of_invoice as (
          update invoice i set allocated = i.allocated + s.amount
          from (select invoice_id, sum(amount)::bigint as amount from part group by 1) s
          where i.id = s.invoice_id
          -- Money that is older than the invoice pays it from the day it was issued.
          returning i.id, i.due + s.amount as due_before,
            greatest(${effectiveOn}::date, i.issued_on) as counts_on),
        of_payment as (
          update payment p set allocated = p.allocated + s.amount
          from (select payment_id, sum(amount)::bigint as amount from part group by 1) s
          where p.id = s.payment_id),
        of_credit as (
          update account_credit c set allocated = c.allocated + s.amount
          from (select credit_id, sum(amount)::bigint as amount from part group by 1) s
          where c.id = s.credit_id),
        of_account as (
          update account set receivable = receivable - s.amount, unapplied = unapplied - s.amount
          from (select account_id, sum(amount)::bigint as amount from part group by 1) s
          where account.id = s.account_id),
        made as (
          insert into allocation (org_id, id, payment_id, credit_id, invoice_id, n, amount, created_at,
            effective_on, by_name, why, due_after)
          select ${orgId}, numbered.id, payment_id, credit_id, invoice_id, n, amount, ${at}, counts_on,
            ${byName}, ${why}, due_before - moved
          from numbered join of_invoice on of_invoice.id = numbered.invoice_id)
        insert into ledger_line (org_id, source, source_id, event, n, debit, credit, amount, currency, account_id,
          invoice_id, processor_account_id, posted_at, effective_on)
        select ${orgId}, case when payment_id is null then 'credit' else 'payment' end,
          coalesce(payment_id, credit_id), ${event}, n, ${debit}, ${credit}, abs(amount), ${currency}, account_id,
          invoice_id, null, ${at}, counts_on
        from numbered join of_invoice on of_invoice.id = numbered.invoice_id`,
  )
}

/** Puts money against invoices; see `move` for what the caller has locked. */
export function applyMoney(tx: Transaction, occasion: Occasion, parts: Part[]): Promise<void> {
  return move(tx, occasion, 'applied', ofAccount(occasion, parts))
}

/** The same within several accounts at once, each part within its own. */
export function applyMoneyOfMany(
  tx: Transaction,
  occasion: OccasionOfMany,
  parts: PartOfAccount[],
): Promise<void> {
  return move(tx, occasion, 'applied', parts)
}

/** Takes money off invoices again: it is account credit from then on. */
export function takeOff(tx: Transaction, occasion: Occasion, parts: Part[]): Promise<void> {
  return move(tx, occasion, 'taken_off', ofAccount(occasion, parts))
}

function ofAccount({ accountId }: Occasion, parts: Part[]): PartOfAccount[] {
  return parts.map((part) => ({ ...part, accountId }))
}

/** Of one source what lies on one invoice now, in minor units above zero. */
export interface Allocated {
  source: MoneySource
  invoiceId: string
  amount: bigint
}

const ALLOCATED = sql`jsonb_build_object('kind', case when a.payment_id is null then 'credit' else 'payment' end,
    'id', coalesce(a.payment_id, a.credit_id)) as source, a.invoice_id as "invoiceId", sum(a.amount)::bigint as amount`

/** What lies on an invoice, the newest first: what comes off first. */
export function allocatedTo(tx: Transaction, invoiceId: string): Promise<Allocated[]> {
  return rows(
    tx,
    sql`select ${ALLOCATED} from allocation a where a.invoice_id = ${invoiceId}
        group by a.payment_id, a.credit_id, a.invoice_id having sum(a.amount) > 0
        order by max(a.created_at) desc, max(a.id::text) desc`,
  )
}

/** Where the money of a payment or credit lies, the newest first: what comes off first. */
export function allocatedOf(tx: Transaction, source: MoneySource): Promise<Allocated[]> {
  const of = source.kind === 'payment' ? sql`a.payment_id` : sql`a.credit_id`
  return rows(
    tx,
    sql`select ${ALLOCATED} from allocation a where ${of} = ${source.id}
        group by a.payment_id, a.credit_id, a.invoice_id having sum(a.amount) > 0
        order by max(a.created_at) desc, max(a.id::text) desc`,
  )
}

/** Of these, as much as `amount` asks for, in their order; less if they hold less. */
export function upTo(allocated: Allocated[], amount: bigint, newId: () => string): Part[] {
  const parts: Part[] = []
  let left = amount
  for (const { source, invoiceId, amount: lies } of allocated) {
    const part = lies < left ? lies : left
    if (part <= 0n) break
    parts.push({ id: newId(), source, invoiceId, amount: part })
    left -= part
  }
  return parts
}

/** Money of an account that is put to no use. */
export interface InHand {
  source: MoneySource
  left: bigint
  /** The day it counts for. */
  on: string
}

/** Account credit, piece by piece, the oldest first. The account is locked by the caller. */
export function moneyInHand(tx: Transaction, accountId: string): Promise<InHand[]> {
  return rows(
    tx,
    sql`select jsonb_build_object('kind', kind, 'id', id) as source, left_over as "left", "on"
        from (
          select 'payment' as kind, id, left_over, posted_on as "on" from payment
            where account_id = ${accountId} and left_over > 0
          union all
          select 'credit', id, left_over, effective_on from account_credit
            where account_id = ${accountId} and left_over > 0) held
        order by "on", id`,
  )
}

/** Where the money of a payment is, in minor units. */
export interface PaymentInHand {
  amount: bigint
  /** Put to no use: goes back without touching invoices. */
  left: bigint
  /** On invoices. */
  allocated: bigint
  goneBack: bigint
}

/** What a payment has left to give back, and where. */
export function paymentInHand(
  tx: Transaction,
  paymentId: string,
): Promise<PaymentInHand | undefined> {
  return row(
    tx,
    sql`select left_over as "left", allocated, amount, gone_back as "goneBack" from payment
        where id = ${paymentId}`,
  )
}
