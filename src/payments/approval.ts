import { refuse } from '../http/problem.ts'
import { formatMoney, money } from '../kit/money.ts'
import type { StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES } from '../staff/roles.ts'

/** A charge above the limit of somebody's role, put before a second person. */
export interface Approval {
  id: string
  accountId: string
  client: { id: string; name: string } | null
  /** Minor units; a charge of at most so much. */
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
  /** A payment was opened with it and has not come to nothing. */
  used: boolean
}

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
  if (actor.chargeLimit !== null && approval.amount > actor.chargeLimit) {
    const limit = formatMoney(money(actor.chargeLimit, approval.currency))
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

/**
 * Lets a charge above the limit of the role go on only with a second person's approval: for this
 * account, at least this amount, of the last day, and not used yet. Answers the approval it needed.
 */
export function requireWithinLimit(
  actor: StaffActor,
  charge: { accountId: string; amount: bigint; currency: string },
  approval: Approval | undefined,
  now: Date,
): string | null {
  const { chargeLimit } = actor
  if (chargeLimit === null || charge.amount <= chargeLimit) return null
  const limit = formatMoney(money(chargeLimit, charge.currency))
  const facts = { limit: { amount: Number(chargeLimit), currency: charge.currency } }
  const ask = (sentence: string): never =>
    refuse('amount_over_limit', sentence, { field: 'amount', moneyMoved: 'no', facts })
  if (!approval) return ask(`Your limit is ${limit}. Ask a manager to approve.`)
  if (approval.accountId !== charge.accountId || approval.amount < charge.amount) {
    const approved = formatMoney(money(approval.amount, charge.currency))
    return ask(`What was approved is ${approved} for another charge. Ask again.`)
  }
  const why = NOT_APPROVED[approvalState(approval, now)]
  return why ? ask(why) : approval.id
}

const NOT_APPROVED: Partial<Record<ApprovalState, string>> = {
  open: 'Nobody has approved it yet. Wait for the answer.',
  refused: 'It was not approved. Take a smaller amount, or ask again.',
  expired: 'The approval is older than a day. Ask again.',
  used: 'The approval was used for another payment. Ask again.',
}
