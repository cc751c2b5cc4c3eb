import { refuse } from '../http/problem.ts'
import { addBankingDays } from '../kit/banking-days.ts'
import { todayIn } from '../kit/time.ts'
import { codeMeaning } from '../processor/return-codes.ts'

/** The rules of the ACH network for a debit that was not covered. */
const RETRIES_MAX = 2
export const COUNTED_DAYS = 180
const BANKING_DAYS_BETWEEN = 3

/** A debit of this bank account that was paid, or that its bank sent back. */
export interface PastDebit {
  amount: bigint
  /** Null: it was paid and stayed so. */
  code: string | null
  at: Date
  invoiceIds: string[]
}

/**
 * Refuses a debit too many, or too early, of what the account did not cover before: the same
 * amount, or the same invoice. A debit that was paid since begins anew.
 */
export function requireReinitiable(
  past: PastDebit[],
  debit: { amount: bigint; invoiceIds: string[]; timeZone: string; now: Date },
): void {
  const same = past
    .filter((one) => isSameDebt(one, debit))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const lastPaid = same.findLastIndex(({ code }) => code === null)
  const uncovered = same
    .slice(lastPaid + 1)
    .filter(({ code }) => codeMeaning(code).retry === 'twice')
  const last = uncovered.at(-1)
  if (!last) return
  const about = { field: 'method', moneyMoved: 'no' as const }
  if (uncovered.length > RETRIES_MAX) {
    refuse('ach_retry_limit', 'Bank rules allow 2 retries; both were used.', about)
  }
  const opensOn = addBankingDays(todayIn(debit.timeZone, last.at), BANKING_DAYS_BETWEEN)
  if (todayIn(debit.timeZone, debit.now) >= opensOn) return
  refuse(
    'retry_too_early',
    `The account did not cover this eCheck. It can be tried again from ${opensOn}.`,
    { ...about, facts: { opensOn } },
  )
}

function isSameDebt(past: PastDebit, debit: { amount: bigint; invoiceIds: string[] }): boolean {
  return past.amount === debit.amount || past.invoiceIds.some((id) => debit.invoiceIds.includes(id))
}
