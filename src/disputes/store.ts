import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Dispute, DisputeEvent } from './dispute.ts'

const DISPUTE = sql`d.id, d.org_id as "orgId", d.payment_id as "paymentId", d.account_id as "accountId",
  d.processor_account_id as "processorAccountId", d.processor_dispute_id as "processorDisputeId", d.amount,
  d.currency, d.state, d.is_inquiry as "isInquiry", d.processor_state as "processorState", d.reason,
  d.due_by as "dueBy", d.withdrawn, d.withdrawn_more as "withdrawnMore", d.reinstated,
  d.reinstated_more as "reinstatedMore", d.made_good as "madeGood", d.fee, d.lines, d.opened_at as "openedAt", d.changed_at as "changedAt",
  d.closed_at as "closedAt", d.evidence_sent_at as "evidenceSentAt", d.evidence_sent_by as "evidenceSentBy"`

export function findDispute(tx: Transaction, id: string): Promise<Dispute | undefined> {
  return row(tx, sql`select ${DISPUTE} from dispute d where d.id = ${id}`)
}

export function lockDispute(tx: Transaction, id: string): Promise<Dispute | undefined> {
  return row(tx, sql`select ${DISPUTE} from dispute d where d.id = ${id} for update`)
}

export function lockProcessorDispute(
  tx: Transaction,
  processorAccountId: string,
  processorDisputeId: string,
): Promise<Dispute | undefined> {
  return row(
    tx,
    sql`select ${DISPUTE} from dispute d where d.processor_account_id = ${processorAccountId}
          and d.processor_dispute_id = ${processorDisputeId} for update`,
  )
}

export function disputesOf(tx: Transaction, paymentId: string): Promise<Dispute[]> {
  return rows(
    tx,
    sql`select ${DISPUTE} from dispute d where d.payment_id = ${paymentId} order by d.opened_at, d.id`,
  )
}

/** A dispute that keeps a payment from being refunded: the bank decides, or has given it back. */
export async function openDisputeOf(
  tx: Transaction,
  paymentId: string,
): Promise<'open' | 'lost' | null> {
  const found = await row<{ state: 'open' | 'lost' }>(
    tx,
    sql`select case when closed_at is null then 'open' else 'lost' end as state from dispute
        where payment_id = ${paymentId} and not is_inquiry and (closed_at is null or state = 'lost')
        order by closed_at nulls first limit 1`,
  )
  return found?.state ?? null
}

/** Writes a dispute as it is now: new, or changed since it was locked. */
export async function writeDispute(tx: Transaction, d: Dispute): Promise<void> {
  await run(
    tx,
    sql`insert into dispute (org_id, id, payment_id, account_id, processor_account_id, processor_dispute_id, amount,
          currency, state, is_inquiry, processor_state, reason, due_by, withdrawn, withdrawn_more, reinstated,
          reinstated_more, made_good, fee, lines, opened_at, changed_at, closed_at)
        values (${d.orgId}, ${d.id}, ${d.paymentId}, ${d.accountId}, ${d.processorAccountId},
          ${d.processorDisputeId}, ${d.amount}, ${d.currency}, ${d.state}, ${d.isInquiry}, ${d.processorState},
          ${d.reason}, ${d.dueBy}, ${d.withdrawn}, ${d.withdrawnMore}, ${d.reinstated}, ${d.reinstatedMore},
          ${d.madeGood}, ${d.fee}, ${d.lines}, ${d.openedAt}, ${d.changedAt}, ${d.closedAt})
        on conflict (org_id, id) do update set amount = excluded.amount, state = excluded.state,
          is_inquiry = excluded.is_inquiry, processor_state = excluded.processor_state, reason = excluded.reason,
          due_by = excluded.due_by, withdrawn = excluded.withdrawn, withdrawn_more = excluded.withdrawn_more,
          reinstated = excluded.reinstated, reinstated_more = excluded.reinstated_more, made_good = excluded.made_good, fee = excluded.fee,
          lines = excluded.lines, changed_at = excluded.changed_at, closed_at = excluded.closed_at`,
  )
}

export async function writeEvent(
  tx: Transaction,
  dispute: Pick<Dispute, 'orgId' | 'id'>,
  event: DisputeEvent,
): Promise<void> {
  await run(
    tx,
    sql`insert into dispute_event (org_id, dispute_id, seq, at, what, state, amount, door, by_name)
        select ${dispute.orgId}, ${dispute.id},
          (select coalesce(max(seq), 0) + 1 from dispute_event where dispute_id = ${dispute.id}),
          ${event.at}, ${event.what}, ${event.state}, ${event.amount}, ${event.door}, ${event.by}`,
  )
}

export function eventsOf(tx: Transaction, disputeId: string): Promise<DisputeEvent[]> {
  return rows(
    tx,
    sql`select at, what, state, amount, door, by_name as "by" from dispute_event
        where dispute_id = ${disputeId} order by seq`,
  )
}

export async function markEvidenceSent(
  tx: Transaction,
  id: string,
  at: Date,
  byName: string,
): Promise<void> {
  await run(
    tx,
    sql`update dispute set evidence_sent_at = ${at}, evidence_sent_by = ${byName}, changed_at = ${at} where id = ${id}`,
  )
}

/** What an evidence pack holds beside the payment itself. */
export interface PackFacts {
  invoices: {
    number: bigint
    issuedOn: string
    total: bigint
    lines: { description: string; amount: number }[]
  }[]
  consent: {
    wording: string
    version: string
    givenBy: string
    givenAt: string
  } | null
  log: { at: string; from: string | null; to: string; by: string | null }[]
  mails: { at: string; to: string; subject: string | null; state: string }[]
}

export function packFacts(tx: Transaction, paymentId: string): Promise<PackFacts | undefined> {
  return row(
    tx,
    sql`select
      (select coalesce(jsonb_agg(jsonb_build_object('number', i.number, 'issuedOn', i.issued_on, 'total', i.total,
           'lines', (select jsonb_agg(jsonb_build_object('description', l.description, 'amount', l.amount)
              order by l.position) from invoice_line l where l.invoice_id = i.id)) order by i.number), '[]')
         from invoice i where i.id in (select invoice_id from allocation where payment_id = p.id)) as invoices,
      (select jsonb_build_object('wording', z.wording, 'version', z.wording_version, 'givenBy', z.given_by,
           'givenAt', z.created_at) from "authorization" z where z.id = p.authorization_id) as consent,
      (select coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'from', t.from_state, 'to', t.to_state,
           'by', t.by_name) order by t.seq), '[]') from payment_transition t where t.payment_id = p.id) as log,
      (select coalesce(jsonb_agg(jsonb_build_object('at', m.created_at, 'to', m.to_address, 'subject', m.subject,
           'state', m.state) order by m.created_at), '[]') from mail m
         where m.about_id in (select r.id from receipt r where r.payment_id = p.id
           union all select f.id from refund f where f.payment_id = p.id
           union all select a.invoice_id from allocation a where a.payment_id = p.id)) as mails
    from payment p where p.id = ${paymentId}`,
  )
}
