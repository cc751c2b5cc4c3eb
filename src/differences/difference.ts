import type { ProcessorAccountRef } from '../processor/app.ts'
import type { Answer } from '../processor/processor.ts'

export const KINDS = [
  'unknown_charge',
  'unsettled_charge',
  'amount_differs',
  'missing_charge',
  'unknown_fee',
  'unknown_refund',
  'refund_differs',
  'missing_refund',
  'unknown_dispute',
  'dispute_differs',
  'unknown_payout',
  'payout_differs',
  'members_differ',
] as const
export type Kind = (typeof KINDS)[number]

export type DifferenceState = 'open' | 'absorbed' | 'explained' | 'gone'

/** Something that one side has and the other has not, or has otherwise. */
export interface Found {
  kind: Kind
  /** The processor's id of it; where the processor has none, ours. */
  subject: string
  paymentId: string | null
  /** Minor units. */
  amount: bigint
  currency: string
  happenedAt: Date
  /** What each side says, for people to read. */
  found: Record<string, string>
  /**
   * Takes it in by the very way it would have come by itself. Absent where only a person can say
   * what is right. True: it is here now.
   */
  absorb?: () => Promise<boolean>
}

/** One kind of thing, compared: how many the processor listed, and what differs. */
export interface Compared {
  count: number
  found: Found[]
}

export interface Comparison {
  account: ProcessorAccountRef
  since: Date
  now: Date
  /** Somebody asked for it, and waits. */
  byPerson: boolean
}

export function isAnswered<T>(answer: Answer<T>): answer is { is: 'answered'; value: T } {
  return answer.is === 'answered'
}

/** Whether somebody can have the processor asked again about it. */
export function mayLookAgain(kind: Kind): boolean {
  return kind !== 'unknown_charge'
}
