import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { formatMoney, money } from '../kit/money.ts'
import type { Link } from './link.ts'
import { dueByLink, findLink } from './store.ts'

/**
 * Refuses to do again what a link was for. Under the lock of the account: of two at once, the second
 * finds what the first one made.
 */
export async function requireUnused(tx: Transaction, link: Link): Promise<void> {
  const { use } = (await findLink(tx, link.id)) ?? link
  if (use === 'none') return
  refuse(
    'link_used',
    use === 'underWay'
      ? 'This link is being used now. Wait for the result; nothing is charged twice.'
      : 'This link was used, and what it was for is done. Nothing was charged again.',
    { moneyMoved: 'no' },
  )
}

/** Refuses to pay with a link for something else, or any amount but what is due of what it is for. */
export async function requireToPay(
  tx: Transaction,
  link: Link,
  paid: { amount: bigint; currency: string },
): Promise<void> {
  if (link.purpose !== 'pay_invoice' && link.purpose !== 'pay_balance') {
    refuse('forbidden', 'This link is for something else.', { moneyMoved: 'no' })
  }
  await requireUnused(tx, link)
  const due = await dueByLink(tx, link)
  if (due === paid.amount) return
  const say = formatMoney(money(due, paid.currency))
  refuse(
    'exceeds_balance',
    due === 0n
      ? 'Nothing is due any more. Nothing was charged.'
      : `${say} is due now. Load the page again and pay that. Nothing was charged.`,
    {
      field: 'amount',
      moneyMoved: 'no',
      facts: { due: { amount: Number(due), currency: paid.currency } },
    },
  )
}
