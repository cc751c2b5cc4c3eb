import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { allocateMoney, formatMoney, money } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import type { Organization } from '../organizations/organization.ts'
import type { RecentPayment } from './duplicate-store.ts'
import { isFinal } from './payment.ts'
import { DESCRIPTION_MAX } from './payment-details.ts'

export const DUPLICATE_HOURS = 24
/** Amounts within five parts of a hundred are similar: a tip forgotten, a cent mistyped. */
const SIMILAR_PARTS = [5n, 95n]

/** From and to which amount another payment counts as similar. */
export function similarAmounts(amount: bigint): { least: bigint; most: bigint } {
  // In minor units of whatever currency: the parts are the same.
  const margin = allocateMoney(money(amount, 'USD'), SIMILAR_PARTS)[0]?.amount ?? 0n
  return { least: amount - margin, most: amount + margin }
}

/** A similar amount again within a day is asked about once; the answer is kept. */
export function confirmDuplicate(
  recent: RecentPayment | undefined,
  organization: Organization,
  given: string | undefined,
  now: Date,
): string | null {
  const reason = readText(given, 'duplicateReason', { max: DESCRIPTION_MAX, called: 'Reasons' })
  if (!recent) return null
  if (reason) return reason
  const what = formatMoney(money(recent.amount, organization.currency))
  const when = momentIn(organization.timeZone, recent.at, now)
  const inFlight = !isFinal(recent.state)
  const sentence = inFlight
    ? `${recent.by} is taking ${what} on this account, started ${when}. Take it again? Say why.`
    : `${recent.by} took ${what} on this account ${when}. Take it again? Say why.`
  return refuse('possible_duplicate', sentence, {
    field: 'duplicateReason',
    moneyMoved: 'no',
    facts: {
      by: recent.by,
      at: recent.at.toISOString(),
      amount: Number(recent.amount),
      inFlight,
    },
  })
}

/** `at 9:14 AM` today, `yesterday at 4:02 PM`. */
function momentIn(timeZone: string, at: Date, now: Date): string {
  const time = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hour: 'numeric',
    minute: '2-digit',
  }).format(at)
  return todayIn(timeZone, at) === todayIn(timeZone, now) ? `at ${time}` : `yesterday at ${time}`
}
