import { refuse } from '../http/problem.ts'
import { formatMoney, money } from '../kit/money.ts'
import type { StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES, type Rights } from '../staff/roles.ts'

/** A charge or a refund above the limit of somebody's role, put before a second person. */
export interface Approval {
  id: string
  purpose: ApprovalPurpose
  /** The payment to be refunded. */
  paymentId: string | null
  /** The run to be started, whose total it is for. */
  runId: string | null
  /** Null for a run. */
  accountId: string | null
  client: { id: string; name: string } | null
  /** Minor units; at most so much. */
  amount: bigint
  currency: string
  reason: string
  askedBy: string
  askedByName: string
  askedAt: Date
  expiresAt: Date
  decision: 'approved' | 'refused' | null
  decidedByName: string | null
  decidedAt: Date | null
  decisionNote: string
  /** A payment or refund was opened with it and has not come to nothing. */
  used: boolean
}

export type ApprovalPurpose = 'charge' | 'refund' | 'run'

export type ApprovalState = 'open' | 'approved' | 'refused' | 'expired' | 'used'

export function approvalState(approval: Approval, now: Date): ApprovalState {
  if (approval.used) return 'used'
  if (approval.decision === 'refused') return 'refused'
  if (approval.expiresAt <= now) return 'expired'
  return approval.decision ?? 'open'
}

/** Why somebody cannot decide; null if they can. */
export function whyNotDecide(actor: StaffActor, approval: Approval, now: Date): string | null {
  if (!may(actor, 'payments.approve')) {
    return `Ask an administrator for "${PERMISSION_NAMES['payments.approve']}".`
  }
  if (actor.id === approval.askedBy) return 'Somebody else has to decide what you asked for.'
  const own = limitFor(actor, approval.purpose)
  if (own !== null && approval.amount > own) {
    const limit = formatMoney(money(own, approval.currency))
    return `Your own limit is ${limit}. Somebody with a higher one has to decide.`
  }
  switch (approvalState(approval, now)) {
    case 'open':
      return null
    case 'expired':
      return 'It was asked for more than a day ago. It has to be asked for again.'
    default:
      return `${approval.decidedByName ?? 'Somebody'} has decided already.`
  }
}

/** The most somebody may charge, or give back, without a second person. */
export function limitFor(
  actor: Pick<Rights, 'chargeLimit' | 'refundLimit'>,
  purpose: ApprovalPurpose,
): bigint | null {
  return purpose === 'refund' ? actor.refundLimit : actor.chargeLimit
}

/** What is to be done, and needs a second person above a limit. */
export interface LimitedAct {
  purpose: ApprovalPurpose
  /** The payment to be refunded. */
  paymentId: string | null
  /** The run to be started. */
  runId?: string
  accountId: string | null
  amount: bigint
  currency: string
}

/**
 * Lets what is above the limit of the role go on only with a second person's approval: for this
 * account, at least this amount, of the last day, and not used yet. Answers the approval it needed.
 */
export function requireWithinLimit(
  actor: Pick<Rights, 'chargeLimit' | 'refundLimit'>,
  act: LimitedAct,
  approval: Approval | undefined,
  now: Date,
): string | null {
  const most = limitFor(actor, act.purpose)
  if (most === null || act.amount <= most) return null
  const limit = formatMoney(money(most, act.currency))
  const facts = { limit: { amount: Number(most), currency: act.currency } }
  const ask = (sentence: string): never =>
    refuse('amount_over_limit', sentence, { field: 'amount', moneyMoved: 'no', facts })
  if (!approval) return ask(`Your limit is ${limit}. Ask a manager to approve.`)
  if (!isFor(approval, act)) {
    const approved = formatMoney(money(approval.amount, act.currency))
    return ask(`What was approved is ${approved} for another ${approval.purpose}. Ask again.`)
  }
  const why = NOT_APPROVED[approvalState(approval, now)]
  return why ? ask(why) : approval.id
}

function isFor(approval: Approval, act: LimitedAct): boolean {
  return (
    approval.purpose === act.purpose &&
    approval.paymentId === act.paymentId &&
    approval.runId === (act.runId ?? null) &&
    approval.accountId === act.accountId &&
    approval.amount >= act.amount
  )
}

const NOT_APPROVED: Partial<Record<ApprovalState, string>> = {
  open: 'Nobody has approved it yet. Wait for the answer.',
  refused: 'It was not approved. Choose a smaller amount, or ask again.',
  expired: 'The approval is older than a day. Ask again.',
  used: 'The approval was used already. Ask again.',
}
