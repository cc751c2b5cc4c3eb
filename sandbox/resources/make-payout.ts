import type Stripe from 'stripe'
import type { IdSource } from '../ids.ts'
import type { Work } from '../work.ts'
import { balanceOf, book, inBalance } from './balance.ts'
import { RECONCILE_PAYOUT, RECONCILED_AFTER_MS, SEND_PAYOUT } from './settle-payout.ts'

const DAY_SECONDS = 86_400
const BANK_ACCOUNT = 'ba_sandbox'

/** Every midnight what has become available leaves for the bank, in one payout a currency. */
export async function payOutDaily(work: Work, ids: IdSource): Promise<void> {
  const open = await inBalance(work)
  if (open.some(({ status }) => status === 'available')) {
    work.emit('balance.available', balanceOf(open))
  }
  payOut(
    work,
    ids,
    open.filter(({ status }) => status === 'available'),
  )
}

/** One payout for each currency that has something to pay out. */
export function payOut(
  work: Work,
  ids: IdSource,
  transactions: readonly Stripe.BalanceTransaction[],
): Stripe.Payout[] {
  const made: Stripe.Payout[] = []
  for (const [currency, members] of Map.groupBy(transactions, (one) => one.currency)) {
    const amount = members.reduce((sum, { net }) => sum + net, 0)
    if (amount <= 0) continue
    const payout = newPayout(work, ids, { amount, currency, automatic: true, description: null })
    for (const member of members) {
      const settled = { ...member, status: 'available' }
      work.put('balance_transaction', settled, { payout: payout.id })
    }
    made.push(payout)
  }
  return made
}

interface Wanted {
  amount: number
  currency: string
  automatic: boolean
  description: string | null
  metadata?: Record<string, string>
}

export function newPayout(work: Work, ids: IdSource, wanted: Wanted): Stripe.Payout {
  const { amount, automatic, currency } = wanted
  const id = ids.next('po')
  const created = Math.floor(work.now / 1000)
  const transaction = book(
    work,
    ids,
    {
      type: 'payout',
      category: 'payout',
      amount: -amount,
      currency,
      description: wanted.description ?? 'STRIPE PAYOUT',
      source: id,
      available: true,
    },
    automatic ? id : null,
  )
  const payout: Stripe.Payout = {
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: (Math.floor(created / DAY_SECONDS) + 1) * DAY_SECONDS,
    automatic,
    balance_transaction: transaction.id,
    created,
    currency,
    description: wanted.description ?? 'STRIPE PAYOUT',
    destination: BANK_ACCOUNT,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: wanted.metadata ?? {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  }
  work.put('payout', payout, null)
  work.emit('payout.created', payout)
  work.later(RECONCILE_PAYOUT, id, RECONCILED_AFTER_MS)
  work.later(SEND_PAYOUT, id, payout.arrival_date * 1000 - work.now)
  return payout
}
