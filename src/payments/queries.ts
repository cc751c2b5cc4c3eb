import { sql } from 'kysely'
import { row, rows, type Transaction } from '../database/transaction.ts'
import type { Door, Payment, PaymentState } from './payment.ts'
import { PAYMENT } from './store.ts'

/** A payment with everything that happened to it. Amounts are minor units; moments are ISO text. */
export interface PaymentStory extends Payment {
  tenderName: string
  leftOver: bigint
  duplicateReason: string | null
  processor: 'stripe' | 'sandbox' | null
  mode: 'test' | 'live' | null
  payerCategory: { id: string; name: string } | null
  account: { id: string; name: string; owed: number }
  client: { id: string; name: string } | null
  receipt: { id: string; number: number } | null
  authorization: {
    id: string
    wording: string
    version: string
    givenBy: string
    givenAt: string
  } | null
  transitions: {
    from: PaymentState | null
    to: PaymentState
    at: string
    door: Door
    by: string | null
    reason: string | null
  }[]
  targets: { invoiceId: string | null; number: number | null; amount: number }[]
  allocations: { invoiceId: string; number: number; amount: number }[]
  ledger: {
    event: string
    debit: string
    credit: string
    amount: number
    postedAt: string
    effectiveOn: string
  }[]
}

/** Its own lines, and those of what went back of it and of what the processor kept. */
const booked = sql`
  select b.* from ledger_line b
    where b.org_id = p.org_id and b.source in ('payment', 'fee') and b.source_id = p.id
  union all
  select b.* from refund f join ledger_line b on b.org_id = f.org_id and b.source = 'refund' and b.source_id = f.id
    where f.org_id = p.org_id and f.payment_id = p.id
  union all
  select b.* from dispute d join ledger_line b on b.org_id = d.org_id and b.source in ('dispute', 'fee') and b.source_id = d.id
    where d.org_id = p.org_id and d.payment_id = p.id
  union all
  select b.* from payment_return t join ledger_line b on b.org_id = t.org_id and b.source = 'return' and b.source_id = t.id
    where t.org_id = p.org_id and t.payment_id = p.id`

/** One statement: this is asked after every charge and at every look of everybody who waits. */
export function findPaymentStory(tx: Transaction, id: string): Promise<PaymentStory | undefined> {
  return row(
    tx,
    sql`select ${PAYMENT}, p.left_over as "leftOver",
      p.duplicate_reason as "duplicateReason", x.kind as processor, x.mode,
      (select t.name from tender t where t.id = p.tender_id) as "tenderName",
      (select jsonb_build_object('id', c.id, 'name', c.name) from payer_category c
         where c.id = p.payer_category_id) as "payerCategory",
      (select jsonb_build_object('id', a.id, 'name', a.name, 'owed', a.receivable)
         from account a where a.id = p.account_id) as account,
      (select jsonb_build_object('id', c.id, 'name', c.name) from client c where c.account_id = p.account_id
         order by c.name collate "und-x-icu", c.id limit 1) as client,
      (select jsonb_build_object('id', r.id, 'number', r.number) from receipt r
         where r.payment_id = p.id) as receipt,
      (select jsonb_build_object('id', z.id, 'wording', z.wording, 'version', z.wording_version,
           'givenBy', z.given_by, 'givenAt', z.created_at)
         from "authorization" z where z.id = p.authorization_id) as "authorization",
      (select jsonb_agg(jsonb_build_object('from', t.from_state, 'to', t.to_state, 'at', t.at,
           'door', t.door, 'by', t.by_name, 'reason', t.detail ->> 'reason') order by t.seq)
         from payment_transition t where t.payment_id = p.id) as transitions,
      (select jsonb_agg(jsonb_build_object('invoiceId', t.invoice_id, 'number', i.number,
           'amount', t.amount) order by t.position)
         from payment_target t left join invoice i on i.org_id = t.org_id and i.id = t.invoice_id
         where t.payment_id = p.id) as targets,
      (select coalesce(jsonb_agg(jsonb_build_object('invoiceId', l.invoice_id, 'number', i.number,
           'amount', l.amount) order by i.due_on, i.id), '[]')
         from (select org_id, invoice_id, sum(amount)::bigint as amount from allocation
               where payment_id = p.id group by 1, 2 having sum(amount) > 0) l
           join invoice i on i.org_id = l.org_id and i.id = l.invoice_id) as allocations,
      (select coalesce(jsonb_agg(jsonb_build_object('event', b.event, 'debit', b.debit,
           'credit', b.credit, 'amount', b.amount, 'postedAt', b.posted_at,
           'effectiveOn', b.effective_on) order by b.posted_at, b.event desc, b.n), '[]')
         from (${booked}) b) as ledger
    from payment p left join processor_account x on x.org_id = p.org_id and x.id = p.processor_account_id
    where p.id = ${id}`,
  )
}

export interface AllocationRow {
  invoiceId: string
  number: bigint
  amount: bigint
  total: bigint
  stillDue: bigint
}

/** What a payment paid as it came in, and what each invoice owed right after: for its receipt. */
export function allocationsOf(tx: Transaction, paymentId: string): Promise<AllocationRow[]> {
  return rows(
    tx,
    sql`select a.invoice_id as "invoiceId", i.number, a.amount, i.total, a.due_after as "stillDue"
        from allocation a join invoice i on i.org_id = a.org_id and i.id = a.invoice_id
        where a.payment_id = ${paymentId} and a.why = 'payment' order by i.due_on, i.id`,
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

export function findReceipt(tx: Transaction, id: string): Promise<ReceiptRow | undefined> {
  return row(tx, sql`select ${RECEIPT} from receipt where id = ${id}`)
}

export async function accountOfReceipt(tx: Transaction, id: string): Promise<string | undefined> {
  const found = await row<{ accountId: string }>(
    tx,
    sql`select p.account_id as "accountId" from receipt r
          join payment p on p.org_id = r.org_id and p.id = r.payment_id where r.id = ${id}`,
  )
  return found?.accountId
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
