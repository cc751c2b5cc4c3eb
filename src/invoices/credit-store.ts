import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { PlainDate } from '../kit/time.ts'

export interface CreditNoteRow {
  id: string
  invoiceId: string
  accountId: string
  number: bigint
  isVoid: boolean
  currency: string
  net: bigint
  total: bigint
  reason: string
  issuedOn: PlainDate
  byName: string
}

const CREDIT_NOTE = sql`n.id, n.invoice_id as "invoiceId", n.account_id as "accountId", n.number,
  n.is_void as "isVoid", n.currency, n.net, n.total, n.reason, n.issued_on as "issuedOn",
  n.created_by_name as "byName"`

export interface NewCreditNote extends CreditNoteRow {
  byId: string
  now: Date
  lines: { position: number; amount: bigint }[]
  taxes: { position: number; amount: bigint }[]
}

/** The note with its parts, and what the invoice and its account owe less by it. */
export async function insertCreditNote(
  tx: Transaction,
  orgId: string,
  note: NewCreditNote,
): Promise<void> {
  const { id, invoiceId, accountId, total, isVoid, now } = note
  await run(
    tx,
    sql`with made as (
          insert into credit_note (org_id, id, invoice_id, account_id, number, is_void, currency, net, total, reason,
            issued_on, created_by, created_by_name, created_at)
          values (${orgId}, ${id}, ${invoiceId}, ${accountId}, ${note.number}, ${isVoid}, ${note.currency}, ${note.net},
            ${total}, ${note.reason}, ${note.issuedOn}::date, ${note.byId}, ${note.byName}, ${now}::timestamptz)),
        lined as (
          insert into credit_note_line (org_id, credit_note_id, position, amount)
          select ${orgId}, ${id}, p.position, p.amount
          from unnest(${positionsOf(note.lines)}::smallint[], ${amountsOf(note.lines)}::bigint[]) as p (position, amount)),
        taxed as (
          insert into credit_note_tax (org_id, credit_note_id, position, amount)
          select ${orgId}, ${id}, p.position, p.amount
          from unnest(${positionsOf(note.taxes)}::smallint[], ${amountsOf(note.taxes)}::bigint[]) as p (position, amount)),
        lessened as (
          update invoice set credited = credited + ${total},
            voided_at = case when ${isVoid} then ${now}::timestamptz else voided_at end
          where id = ${invoiceId})
        update account set receivable = receivable - ${total} where id = ${accountId}`,
  )
}

function positionsOf(parts: { position: number }[]): number[] {
  return parts.map(({ position }) => position)
}

function amountsOf(parts: { amount: bigint }[]): string[] {
  return parts.map(({ amount }) => String(amount))
}

export function creditNotesOf(tx: Transaction, invoiceId: string): Promise<CreditNoteRow[]> {
  return rows(
    tx,
    sql`select ${CREDIT_NOTE} from credit_note n where n.invoice_id = ${invoiceId} order by n.number`,
  )
}

export function findCreditNote(tx: Transaction, id: string): Promise<CreditNoteRow | undefined> {
  return row(tx, sql`select ${CREDIT_NOTE} from credit_note n where n.id = ${id}`)
}

export interface CreditNotePart {
  kind: 'line' | 'tax'
  position: number
  amount: bigint
}

export function partsOfCreditNote(tx: Transaction, id: string): Promise<CreditNotePart[]> {
  return rows(
    tx,
    sql`select 'line' as kind, position, amount from credit_note_line where credit_note_id = ${id}
        union all
        select 'tax', position, amount from credit_note_tax where credit_note_id = ${id}
        order by 1, 2`,
  )
}

/** Of each line what its credit notes have taken back so far. */
export function creditedLines(
  tx: Transaction,
  invoiceId: string,
): Promise<{ position: number; amount: bigint }[]> {
  return rows(
    tx,
    sql`select l.position, sum(l.amount)::bigint as amount
        from credit_note n join credit_note_line l on l.org_id = n.org_id and l.credit_note_id = n.id
        where n.invoice_id = ${invoiceId} group by l.position`,
  )
}

export interface WriteOffRow {
  id: string
  invoiceId: string
  accountId: string
  amount: bigint
  currency: string
  reason: string
  effectiveOn: PlainDate
  byName: string
  reversedOn: PlainDate | null
  reversedByName: string | null
}

const WRITE_OFF = sql`w.id, w.invoice_id as "invoiceId", w.account_id as "accountId", w.amount, w.currency, w.reason,
  w.effective_on as "effectiveOn", w.created_by_name as "byName", w.reversed_on as "reversedOn",
  w.reversed_by_name as "reversedByName"`

export function writeOffsOf(tx: Transaction, invoiceId: string): Promise<WriteOffRow[]> {
  return rows(
    tx,
    sql`select ${WRITE_OFF} from write_off w where w.invoice_id = ${invoiceId} order by w.created_at, w.id`,
  )
}

export function findWriteOff(tx: Transaction, id: string): Promise<WriteOffRow | undefined> {
  return row(tx, sql`select ${WRITE_OFF} from write_off w where w.id = ${id}`)
}

export async function insertWriteOff(
  tx: Transaction,
  orgId: string,
  writeOff: Omit<WriteOffRow, 'reversedOn' | 'reversedByName'> & { byId: string; now: Date },
): Promise<void> {
  const { id, invoiceId, accountId, amount } = writeOff
  await run(
    tx,
    sql`with made as (
          insert into write_off (org_id, id, invoice_id, account_id, amount, currency, reason, effective_on, created_by,
            created_by_name, created_at)
          values (${orgId}, ${id}, ${invoiceId}, ${accountId}, ${amount}, ${writeOff.currency}, ${writeOff.reason},
            ${writeOff.effectiveOn}::date, ${writeOff.byId}, ${writeOff.byName}, ${writeOff.now})),
        lessened as (update invoice set written_off = written_off + ${amount} where id = ${invoiceId})
        update account set receivable = receivable - ${amount} where id = ${accountId}`,
  )
}

/** What was given up is owed again. */
export async function reverseWriteOffRow(
  tx: Transaction,
  { id, invoiceId, accountId, amount }: WriteOffRow,
  by: { name: string; on: PlainDate; now: Date },
): Promise<void> {
  await run(
    tx,
    sql`with reversed as (
          update write_off set reversed_at = ${by.now}, reversed_on = ${by.on}::date, reversed_by_name = ${by.name}
          where id = ${id}),
        owed as (update invoice set written_off = written_off - ${amount} where id = ${invoiceId})
        update account set receivable = receivable + ${amount} where id = ${accountId}`,
  )
}

/** Charges that may still pay an invoice: they hold it, or are on their way. */
export interface Reservation {
  paymentId: string
  by: string
  /** What it is meant to put against this invoice. */
  amount: bigint
  since: Date
  state: string
}

export function reservedOn(tx: Transaction, invoiceId: string): Promise<Reservation[]> {
  return rows(
    tx,
    sql`select p.id as "paymentId", p.opened_by_name as "by", t.amount, p.created_at as "since", p.state
        from payment_target t join payment p on p.org_id = t.org_id and p.id = t.payment_id
        where t.account_id = (select account_id from invoice where id = ${invoiceId})
          and t.invoice_id = ${invoiceId} and p.look_at is not null
        order by p.created_at`,
  )
}

/** What lies on an invoice is named by how it was paid. */
export function waysOf(
  tx: Transaction,
  paymentIds: string[],
): Promise<
  { id: string; brand: string | null; bank: string | null; last4: string | null; tender: string }[]
> {
  return rows(
    tx,
    sql`select p.id, p.card ->> 'brand' as brand, p.bank ->> 'bankName' as bank,
          coalesce(p.card, p.bank) ->> 'last4' as last4, t.name || coalesce(' ' || p.check_number, '') as tender
        from payment p join tender t on t.org_id = p.org_id and t.id = p.tender_id
        where p.id = any(${paymentIds}::uuid[])`,
  )
}
