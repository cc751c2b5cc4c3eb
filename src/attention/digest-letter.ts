import { toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import { type LetterHead, plainLetter } from '../mail/letter.ts'
import type { Letter } from '../mail/mail.ts'
import type { Failure } from './digest-store.ts'
import type { AttentionKind } from './kinds.ts'

interface Sender {
  business: string
  /** Where the pages of the organization begin. */
  address: string
  healthMode: boolean
}

/** What failed since the last mail: whose, how much, what it was, and where it is seen. */
export function digestLetter(
  head: LetterHead,
  failures: Failure[],
  { business, address, healthMode }: Sender,
): Letter {
  const open = failures.filter(({ solved }) => !solved).length
  const many = failures.length === 1 ? '1 payment matter' : `${failures.length} payment matters`
  return plainLetter(head, {
    subject: `${many} at ${business} in the last day, ${open} still open`,
    paragraphs: healthMode ? countsOf(failures) : failures.map((one) => lineOf(one, address)),
    action: { label: 'Open the Payment Action Center', url: `${address}/action-center` },
    note: 'You asked for this mail under My account, where you can end it.',
  })
}

/** Where health detail must not leave, a mail names nobody: how many there were of each. */
function countsOf(failures: Failure[]): string[] {
  const counts = new Map<AttentionKind, number>()
  for (const { kind } of failures) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => `${NAMES[kind]}: ${count}`)
}

function lineOf({ kind, account, amount, currency, paymentId, solved }: Failure, address: string) {
  const id = paymentId && toTypeId('pay', paymentId)
  const what = [
    account ?? 'No client',
    amount !== null && currency !== null ? formatMoney(money(amount, currency)) : null,
    solved ? `${NAMES[kind]} (solved since)` : NAMES[kind],
  ].filter((part) => part !== null)
  return id ? `${what.join(' · ')}\n${id}: ${address}/payments/${id}` : what.join(' · ')
}

const NAMES: Record<AttentionKind, string> = {
  scheduled_declined: 'Planned payment declined',
  echeck_failed: 'eCheck sent back by the bank',
  unclear_payment: 'Payment unclear',
  amount_differs: 'Another amount was taken',
  money_on_closed_payment: 'Money on a closed payment',
  refund_failed: 'Refund failed',
  refund_unclear: 'Refund unclear',
  refund_at_processor: 'Refunded at the processor',
  refund_too_much: 'Too much refunded at the processor',
  dispute_opened: 'Dispute to answer',
  dispute_closed: 'Dispute decided',
  check_returned: 'Returned by the bank',
  method_expiring: 'Card expires',
  difference: 'Difference with the processor',
}
