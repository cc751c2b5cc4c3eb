import type { PlainDate } from '../kit/time.ts'
import { addDays } from '../kit/time.ts'

/** A fee that a client is charged, as an invoice of its own: a late payment, a check that came back. */
export type ClientFeeKind = 'late' | 'returned_check'

export interface LateFeeRule {
  amount: bigint
  /** So many days after an invoice is due. */
  afterDays: number
  /** What was due before this day costs nothing. */
  from: PlainDate
}

/** What an organization charges; null: nothing, which is how each begins. */
export interface ClientFeeRules {
  late: LateFeeRule | null
  returnedCheck: { amount: bigint } | null
}

interface Overdue {
  dueOn: PlainDate
  due: bigint
  /** On its way by charges that have not ended. */
  reserved: bigint
}

/** The day on which an invoice costs a late fee, if it is still owed then; null: it never does. */
export function lateFeeOn({ dueOn }: Pick<Overdue, 'dueOn'>, rule: LateFeeRule): PlainDate | null {
  return dueOn < rule.from ? null : addDays(dueOn, rule.afterDays)
}

/** Whether the fee is charged today. What is on its way in full is not late. */
export function isLateFeeDue(invoice: Overdue, rule: LateFeeRule, today: PlainDate): boolean {
  const on = lateFeeOn(invoice, rule)
  return on !== null && on <= today && invoice.due > invoice.reserved
}
