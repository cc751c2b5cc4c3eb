import { formatMoney, money } from '../kit/money.ts'

/** Something a document says: its name on the left, what it is on the right. */
export interface PaperFact {
  name: string
  value: string
}

/** Money of an answer of ours as documents and letters write it. */
export function sayMoney({ amount, currency }: { amount: number; currency: string }): string {
  return formatMoney(money(BigInt(amount), currency))
}

/** `2026-11-22` as "November 22, 2026". */
export function longDate(date: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  )
}
