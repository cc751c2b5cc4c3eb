import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import type { Approval, ApprovalPurpose } from './approval.ts'

const APPROVAL = sql`v.id, v.purpose, v.payment_id as "paymentId", v.run_id as "runId", v.account_id as "accountId", v.amount, v.currency, v.reason, v.asked_by as "askedBy",
  v.asked_by_name as "askedByName", v.asked_at as "askedAt", v.expires_at as "expiresAt", v.decision,
  v.decided_by_name as "decidedByName", v.decided_at as "decidedAt", v.decision_note as "decisionNote",
  (select jsonb_build_object('id', c.id, 'name', c.name) from client c where c.account_id = v.account_id
     order by c.name collate "und-x-icu", c.id limit 1) as client,
  (exists (select from payment p where p.approval_id = v.id and p.state not in ('failed', 'canceled'))
     or exists (select from refund r where r.approval_id = v.id and r.state <> 'failed')
     or exists (select from run where run.approval_id = v.id)) as used
  from approval v`

export async function insertApproval(
  tx: Transaction,
  approval: {
    orgId: string
    id: string
    purpose: ApprovalPurpose
    paymentId: string | null
    runId: string | null
    accountId: string | null
    amount: bigint
    currency: string
    reason: string
    askedBy: string
    askedByName: string
    askedAt: Date
    expiresAt: Date
  },
): Promise<void> {
  const a = approval
  await run(
    tx,
    sql`insert into approval (org_id, id, purpose, payment_id, run_id, account_id, amount, currency, reason, asked_by, asked_by_name, asked_at,
          expires_at)
        values (${a.orgId}, ${a.id}, ${a.purpose}, ${a.paymentId}, ${a.runId}, ${a.accountId}, ${a.amount}, ${a.currency}, ${a.reason}, ${a.askedBy},
          ${a.askedByName}, ${a.askedAt}, ${a.expiresAt})`,
  )
}

export function findApproval(tx: Transaction, id: string): Promise<Approval | undefined> {
  return row(tx, sql`select ${APPROVAL} where v.id = ${id}`)
}

/** Locks it: it is decided once, and used once. */
export function lockApproval(tx: Transaction, id: string): Promise<Approval | undefined> {
  return row(tx, sql`select ${APPROVAL} where v.id = ${id} for update of v`)
}

/** Those of the last day, what waits for somebody first. */
export function approvalsSince(tx: Transaction, since: Date): Promise<Approval[]> {
  return rows(
    tx,
    sql`select ${APPROVAL} where v.asked_at > ${since} order by (v.decision is not null), v.asked_at desc limit 100`,
  )
}

export async function decideApproval(
  tx: Transaction,
  id: string,
  decided: {
    decision: 'approved' | 'refused'
    by: string
    byName: string
    at: Date
    note: string
  },
): Promise<void> {
  await run(
    tx,
    sql`update approval set decision = ${decided.decision}, decided_by = ${decided.by},
          decided_by_name = ${decided.byName}, decided_at = ${decided.at}, decision_note = ${decided.note}
        where id = ${id}`,
  )
}

const OF_RUN = sql`order by v.asked_at desc, v.id desc limit 1`

/** The newest that was asked for a run. */
export function approvalOfRun(tx: Transaction, runId: string): Promise<Approval | undefined> {
  return row(tx, sql`select ${APPROVAL} where v.run_id = ${runId} ${OF_RUN}`)
}

/** The same, locked: it is used once. */
export function lockApprovalOfRun(tx: Transaction, runId: string): Promise<Approval | undefined> {
  return row(tx, sql`select ${APPROVAL} where v.run_id = ${runId} ${OF_RUN} for update of v`)
}
