import type { HeldMoney } from '../../../api/contract.ts'
import { money as t } from '../../../messages/en/money.ts'
import { dateText } from '../../../ui/dates.ts'

/** What people call a payment or a credit: what it was paid with, or why it was given. */
export function sourceLabel({ source, label }: { source: HeldMoney['source']; label: string }) {
  return source === 'credit' ? t.credit(label) : label
}

/** The same with its day, because two of them may be called alike. */
export function sourceName(held: HeldMoney | undefined): string {
  return held ? t.on(sourceLabel(held), dateText(held.on)) : ''
}
