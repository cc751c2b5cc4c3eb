import { refuse } from '../http/problem.ts'
import { formatMoney, money } from '../kit/money.ts'
import { explainDecline } from '../processor/explain-decline.ts'
import type { Decline } from '../processor/processor.ts'

/** Networks allow 15 to 35 tries of a card in 30 days; we stop long before. */
const DECLINES_MAX = 8
export const COUNTED_DAYS = 30
const DAY_MS = 86_400_000

/** A payment by a card that a bank declined, from any account and any row it is saved in. */
export interface DeclinedTry {
  amount: bigint
  at: Date
  decline: Decline | null
}

/** Until when a card is not to be charged, and why. */
export interface RetryLock {
  is: 'tooOften' | 'tooEarly'
  opensAt: Date
  /** Less than this may be charged all the same. */
  lessThan: bigint | null
  declinedAt: Date
}

/** Whether a card that was declined may be charged this amount now. */
export function lockOf(tries: DeclinedTry[], amount: bigint, now: Date): RetryLock | null {
  const since = now.getTime() - COUNTED_DAYS * DAY_MS
  const counted = tries.filter((one) => one.at.getTime() > since).sort(byTime)
  const oldestCounted = counted.at(-DECLINES_MAX)
  const last = counted.at(-1)
  if (oldestCounted && last) {
    const opensAt = new Date(oldestCounted.at.getTime() + COUNTED_DAYS * DAY_MS)
    return { is: 'tooOften', opensAt, lessThan: null, declinedAt: last.at }
  }
  return counted
    .map(lockAfter)
    .filter((lock) => lock !== null)
    .filter(({ opensAt, lessThan }) => opensAt > now && (lessThan === null || amount >= lessThan))
    .reduce<RetryLock | null>((a, b) => (a && a.opensAt >= b.opensAt ? a : b), null)
}

function lockAfter({ amount, at, decline }: DeclinedTry): RetryLock | null {
  if (!decline) return null
  const explained = explainDecline(decline)
  const opensAt = retryFrom(explained, at)
  if (!opensAt) return null
  const lessThan = explained.steps.includes('smallerAmount') ? amount : null
  return { is: 'tooEarly', opensAt, lessThan, declinedAt: at }
}

/** From when a declined card may be tried again; null: nothing to wait for. */
export function retryFrom(
  explained: { retry: string; retryAfterMinutes?: number },
  declinedAt: Date,
): Date | null {
  if (explained.retry !== 'later') return null
  return new Date(declinedAt.getTime() + (explained.retryAfterMinutes ?? 0) * 60_000)
}

/** Refuses a card that has to rest, with the moment when it opens. */
export function requireRested(
  tries: DeclinedTry[],
  charge: { amount: bigint; currency: string; timeZone: string; now: Date },
): void {
  const lock = lockOf(tries, charge.amount, charge.now)
  if (!lock) return
  const details = {
    field: 'method',
    moneyMoved: 'no' as const,
    retryAfterSeconds: Math.ceil((lock.opensAt.getTime() - charge.now.getTime()) / 1000),
    facts: { opensAt: lock.opensAt.toISOString() },
  }
  if (lock.is === 'tooOften') {
    refuse(
      'retry_limit',
      `This card was declined ${DECLINES_MAX} times in ${COUNTED_DAYS} days. Ask for another method.`,
      details,
    )
  }
  const opens = momentText(lock.opensAt, charge.timeZone)
  const less =
    lock.lessThan === null
      ? ''
      : ` Less than ${formatMoney(money(lock.lessThan, charge.currency))} can be tried now.`
  refuse(
    'retry_too_early',
    `The bank declined this card. It can be tried again from ${opens}.${less}`,
    details,
  )
}

/** "Tue, Nov 24, 9:00 AM", by the organization's clock. */
export function momentText(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  }).format(at)
}

function byTime(a: DeclinedTry, b: DeclinedTry): number {
  return a.at.getTime() - b.at.getTime()
}
