import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { CardRefund, Door, Refund, RefundProblem, RefundRef, RefundState } from './refund.ts'

const REFUND = sql`r.id, r.org_id as "orgId", r.payment_id as "paymentId", r.account_id as "accountId", r.n, r.amount,
  r.currency, r.tender, r.state, r.origin, r.processor_account_id as "processorAccountId", r.parameters,
  r.processor_refund_id as "processorRefundId", r.invoices, r.credit_id as "creditId", r.reason, r.note,
  r.check_number as "checkNumber", r.handed_out_by as "handedOutBy", r.tell, r.refunded_on as "refundedOn",
  r.approval_id as "approvalId", r.problem, r.made_good as "madeGood", r.opened_by as "openedBy", r.opened_by_name as "openedByName",
  r.created_at as "createdAt", r.changed_at as "changedAt", r.settled_at as "settledAt", r.look_at as "lookAt",
  r.looks`

export function findRefund(tx: Transaction, id: string): Promise<Refund | undefined> {
  return row(tx, sql`select ${REFUND} from refund r where r.id = ${id}`)
}

export function lockRefund(tx: Transaction, id: string): Promise<Refund | undefined> {
  return row(tx, sql`select ${REFUND} from refund r where r.id = ${id} for update`)
}

export function refundsOf(tx: Transaction, paymentId: string): Promise<Refund[]> {
  return rows(
    tx,
    sql`select ${REFUND} from refund r where r.payment_id = ${paymentId} order by r.n`,
  )
}

export function findProcessorRefund(
  tx: Transaction,
  processorAccountId: string,
  processorRefundId: string,
): Promise<Refund | undefined> {
  return row(
    tx,
    sql`select ${REFUND} from refund r
        where r.processor_account_id = ${processorAccountId} and r.processor_refund_id = ${processorRefundId}`,
  )
}

export async function insertRefund(tx: Transaction, refund: Refund, door: Door): Promise<void> {
  const r = refund
  await run(
    tx,
    sql`with opened as (
          insert into refund (org_id, id, payment_id, account_id, n, amount, currency, tender, state, origin,
            processor_account_id, parameters, processor_refund_id, invoices, credit_id, reason, note, check_number,
            handed_out_by, tell, refunded_on, approval_id, problem, opened_by, opened_by_name, created_at, changed_at, settled_at, look_at)
          values (${r.orgId}, ${r.id}, ${r.paymentId}, ${r.accountId}, ${r.n}, ${r.amount}, ${r.currency}, ${r.tender},
            ${r.state}, ${r.origin}, ${r.processorAccountId}, ${json(r.parameters)}, ${r.processorRefundId},
            ${r.invoices}, ${r.creditId}, ${r.reason}, ${r.note}, ${r.checkNumber}, ${r.handedOutBy}, ${r.tell},
            ${r.refundedOn}, ${r.approvalId}, ${json(r.problem)},
            ${r.openedBy}, ${r.openedByName}, ${r.createdAt}, ${r.changedAt}, ${r.settledAt}, ${r.lookAt}))
        insert into refund_transition (org_id, refund_id, seq, to_state, at, door, by_name)
        values (${r.orgId}, ${r.id}, 1, ${r.state}, ${r.createdAt}, ${door}, ${r.openedByName})`,
  )
}

function json(value: object | null): string | null {
  return value && JSON.stringify(value)
}

export interface Move {
  from: RefundState
  to: RefundState
  at: Date
  door: Door
  byName: string | null
  lookAt: Date | null
  problem: RefundProblem | null
  processorRefundId: string | null
}

/** Moves a locked refund into another state, with its transition: one statement. */
export async function moveRefund(tx: Transaction, ref: RefundRef, move: Move): Promise<void> {
  const problem = json(move.problem)
  await run(
    tx,
    sql`with moved as (
          update refund set state = ${move.to}, changed_at = ${move.at}, look_at = ${move.lookAt}, looks = 0,
            settled_at = ${move.lookAt === null ? move.at : null}, problem = ${problem},
            processor_refund_id = coalesce(${move.processorRefundId}, processor_refund_id)
          where id = ${ref.refundId})
        insert into refund_transition (org_id, refund_id, seq, from_state, to_state, at, door, by_name, detail)
        select ${ref.orgId}, ${ref.refundId},
          (select max(seq) + 1 from refund_transition where refund_id = ${ref.refundId}),
          ${move.from}, ${move.to}, ${move.at}, ${move.door}, ${move.byName}, ${problem}::jsonb`,
  )
}

/** So much of a refund that failed is no credit. */
export async function writeMadeGood(tx: Transaction, id: string, amount: bigint): Promise<void> {
  await run(tx, sql`update refund set made_good = ${amount} where id = ${id}`)
}

/** Takes a due refund for one worker: whoever else comes finds it not due. */
export function claimLook(
  tx: Transaction,
  id: string,
  now: Date,
  lease: Date,
): Promise<CardRefund | undefined> {
  return row(
    tx,
    sql`update refund r set look_at = ${lease}, looks = looks + 1
        where r.id = ${id} and r.look_at <= ${now} returning ${REFUND}`,
  )
}

/** Postpones the next look at a refund whose state did not change. */
export async function postponeLook(tx: Transaction, id: string, lookAt: Date): Promise<void> {
  await run(tx, sql`update refund set look_at = ${lookAt} where id = ${id} and look_at is not null`)
}

export function refundsToLookAt(tx: Transaction, now: Date, limit: number): Promise<RefundRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", refund_id as "refundId" from refunds_to_look_at(${now}, ${limit})`,
  )
}

/** What an account owes and has, and each invoice that a payment was ever put against. */
export interface Owed {
  account: { owed: bigint; credit: bigint }
  invoices: { id: string; number: bigint; due: bigint; allocated: bigint }[]
}

export async function owedOf(
  tx: Transaction,
  payment: { id: string; accountId: string },
): Promise<Owed> {
  const account = await row<Owed['account']>(
    tx,
    sql`select receivable as owed, unapplied as credit from account where id = ${payment.accountId}`,
  )
  const invoices = await rows<Owed['invoices'][number]>(
    tx,
    sql`select i.id, i.number, i.due, a.amount as allocated
        from (select org_id, invoice_id, sum(amount)::bigint as amount from allocation
              where payment_id = ${payment.id} group by 1, 2) a
          join invoice i on i.org_id = a.org_id and i.id = a.invoice_id
        order by i.due_on, i.id`,
  )
  return { account: account ?? { owed: 0n, credit: 0n }, invoices }
}
