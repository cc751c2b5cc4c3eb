import { recordAct } from '../audit/record.ts'
import { findAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { requireCurrency } from '../invoices/issue-invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { CHARGE_MAXIMUM, checkAmount } from '../kit/money.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { type Approval, approvalState, whyNotDecide } from './approval.ts'
import {
  approvalsSince,
  decideApproval,
  findApproval,
  insertApproval,
  lockApproval,
} from './approval-store.ts'
import { findPayment } from './store.ts'

/** How long a second person has, and how long their yes may be used. */
export const APPROVAL_HOURS = 24
export const REASON_MAX = 200

export interface ApprovalRequest {
  accountId: string
  /** Set for a refund of this payment; absent for a charge. */
  refundOf?: string | undefined
  amount: unknown
  currency: string
  reason: string
}

/** Asks a second person for a charge or a refund above one's own limit. */
export async function askApproval(app: App, caller: Caller, request: ApprovalRequest) {
  const asked = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(
      tx,
      caller,
      request.refundOf === undefined ? 'payments.charge' : 'payments.refund',
    )
    const { currency } = await theOrganization(tx)
    requireCurrency(request.currency, currency)
    const amount = checkAmount(request.amount, currency, { maximum: CHARGE_MAXIMUM })
    if (!amount.ok) return refuse(amount.code, amount.message, { field: 'amount' })
    const reason = readText(request.reason, 'reason', {
      max: REASON_MAX,
      called: 'The reason',
      required: true,
    })
    const accountId = readId('acc', request.accountId, 'account')
    if (!(await findAccount(tx, accountId))) refuseUnknown('account')
    const paymentId = await readRefundOf(tx, request.refundOf, accountId)
    const id = app.newId()
    const now = app.clock.now()
    await insertApproval(tx, {
      orgId: caller.orgId,
      id,
      purpose: paymentId ? 'refund' : 'charge',
      paymentId,
      runId: null,
      accountId,
      amount: amount.amount,
      currency,
      reason,
      askedBy: actor.id,
      askedByName: actor.name,
      askedAt: now,
      expiresAt: new Date(now.getTime() + APPROVAL_HOURS * 3_600_000),
    })
    await recordAct(app, tx, caller, actor, 'approval.asked', id)
    return approvalJson(await theApproval(tx, id), actor, now)
  })
  app.changed(caller.orgId)
  return asked
}

async function readRefundOf(
  tx: Transaction,
  id: string | undefined,
  accountId: string,
): Promise<string | null> {
  if (id === undefined) return null
  const payment = await findPayment(tx, readId('pay', id, 'payment'))
  return payment?.accountId === accountId ? payment.id : refuseUnknown('payment')
}

export function seeApproval(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    return approvalJson(await theApproval(tx, id), actor, app.clock.now())
  })
}

/** What waits for a second person, and what was decided within the last day. */
export function listApprovals(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const now = app.clock.now()
    const since = new Date(now.getTime() - APPROVAL_HOURS * 3_600_000)
    const found = await approvalsSince(tx, since)
    return { data: found.map((approval) => approvalJson(approval, actor, now)) }
  })
}

/** The second person's answer: once, and never their own. */
export async function decide(
  app: App,
  caller: Caller,
  id: string,
  decision: 'approved' | 'refused',
  noteText: string | undefined,
) {
  const decided = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.approve')
    const approval = (await lockApproval(tx, id)) ?? refuseUnknown('approval')
    const now = app.clock.now()
    const why = whyNotDecide(actor, approval, now)
    if (why) refuse('approval_state', why)
    await decideApproval(tx, id, {
      decision,
      by: actor.id,
      byName: actor.name,
      at: now,
      note: readText(noteText, 'note', { max: REASON_MAX, called: 'Notes' }),
    })
    await recordAct(app, tx, caller, actor, `approval.${decision}`, id)
    return approvalJson(await theApproval(tx, id), actor, now)
  })
  app.changed(caller.orgId)
  return decided
}

export function approvalJson(approval: Approval, actor: StaffActor, now: Date) {
  const { client, currency } = approval
  const why = whyNotDecide(actor, approval, now)
  return {
    id: toTypeId('apv', approval.id),
    purpose: approval.purpose,
    refundOf: approval.paymentId && toTypeId('pay', approval.paymentId),
    runId: approval.runId && toTypeId('run', approval.runId),
    accountId: approval.accountId && toTypeId('acc', approval.accountId),
    client: client && { id: toTypeId('cli', client.id), name: client.name },
    amount: moneyJson(approval.amount, currency),
    reason: approval.reason,
    askedBy: approval.askedByName,
    askedById: toTypeId('stf', approval.askedBy),
    askedAt: approval.askedAt.toISOString(),
    expiresAt: approval.expiresAt.toISOString(),
    state: approvalState(approval, now),
    decidedBy: approval.decidedByName,
    decidedAt: approval.decidedAt?.toISOString() ?? null,
    decisionNote: approval.decisionNote,
    can: { decide: { allowed: why === null, reason: why } },
  }
}

async function theApproval(tx: Transaction, id: string): Promise<Approval> {
  return (await findApproval(tx, id)) ?? refuseUnknown('approval')
}
