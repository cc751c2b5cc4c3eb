import type { PayoutMember, ProcessorPayout } from '../processor/processor-money.ts'

export type PayoutState = ProcessorPayout['state']

/** What we know of a payout. */
export interface Payout {
  orgId: string
  id: string
  processorAccountId: string
  processorPayoutId: string
  amount: bigint
  currency: string
  state: PayoutState
  /** Whether its members were read. */
  hasMembers: boolean
  /** Whether it is in the books as brought to the bank, and as come back. */
  isBooked: boolean
}

/** It is with the bank, or came back from there. */
export function isOver(state: PayoutState): boolean {
  return state === 'failed' || state === 'canceled'
}

/** Whether the members are all there: then they add up to what arrives. */
export function addsUp(payout: ProcessorPayout, members: PayoutMember[]): boolean {
  return members.reduce((sum, { net }) => sum + net, 0) === payout.amount
}

/** Whether a payout as the processor has it tells something that is not known here. */
export function isNews(known: Payout | undefined, found: ProcessorPayout): boolean {
  if (!known || known.state !== found.state) return true
  return !known.hasMembers && found.isReconciled
}

/** What a line of a payout is, in words; the rest is told as the processor names it. */
export const MEMBER_WORDS: Record<string, string> = {
  charge: 'Payment',
  charge_failure: 'Payment that failed',
  refund: 'Refund',
  refund_failure: 'Refund that came back',
  dispute: 'Dispute',
  dispute_reversal: 'Dispute won',
  fee: 'Fee of the processor',
  payout: 'Payout by hand',
  payout_reversal: 'Payout that came back',
}
