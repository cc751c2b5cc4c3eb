import { longDate, type PaperFact, sayMoney } from '../organizations/paper-words.ts'
import { BUCKETS } from './aging.ts'
import type { Statement } from './statement.ts'

/** What a statement comes to, in the order it is read; the same on paper and in mails. */
export function statementFacts(statement: Statement): PaperFact[] {
  const { account, from, to, before, opening, charges, payments, closing } = statement
  return [
    { name: 'Account', value: account.name },
    { name: 'Period', value: `${longDate(from)} to ${longDate(to)}` },
    { name: `Balance on ${longDate(before)}`, value: sayBalance(opening) },
    { name: 'Invoiced', value: sayMoney(charges) },
    { name: 'Paid and credited', value: sayMoney(payments) },
    { name: `Balance on ${longDate(to)}`, value: sayBalance(closing) },
  ]
}

/** How old is what is open; nothing where nothing is. */
export function agingFacts({ aging, open }: Statement): PaperFact[] {
  if (open.length === 0) return []
  return [
    ...BUCKETS.map((bucket) => ({ name: BUCKET_NAMES[bucket], value: sayMoney(aging[bucket]) })),
    { name: 'Open in all', value: sayMoney(aging.total) },
  ]
}

export const BUCKET_NAMES = {
  current: 'Not due yet',
  days30: '1 to 30 days late',
  days60: '31 to 60 days late',
  days90: '61 to 90 days late',
  older: 'More than 90 days late',
} as const

/** Less than nothing owed is credit. */
export function sayBalance({ amount, currency }: { amount: number; currency: string }): string {
  return amount < 0
    ? `${sayMoney({ amount: -amount, currency })} credit`
    : sayMoney({ amount, currency })
}
