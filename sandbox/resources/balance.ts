import type Stripe from 'stripe'
import type { IdSource } from '../ids.ts'
import { IN_BALANCE } from '../records.ts'
import { type Call, EXPAND, type Route } from '../route.ts'
import type { Work } from '../work.ts'

/**
 * Whoever books holds this name: refunds, disputes and payouts change charges and the balance, and
 * reach them by many names.
 */
export const BOOKS = 'books'

export const PAY_OUT_DAILY = 'pay_out_daily'

const DAY_SECONDS = 86_400
const AVAILABLE_AFTER_DAYS = 2
const EVERYTHING = 1_000_000

interface Entry {
  type: Stripe.BalanceTransaction.Type
  category: string
  amount: number
  fee?: { amount: number; description: string }
  currency: string
  description: string | null
  /** What it is about; fees of the processor itself are about nothing. */
  source: string | null
  /** At once, instead of two days later. */
  available?: boolean
  /** A midnight (seconds), instead of two days later; one that has passed means at once. */
  availableOn?: number
}

/** Writes one line of the balance; it leaves with a payout, the next daily one unless named. */
export function book(
  work: Work,
  ids: IdSource,
  entry: Entry,
  payout: string | null = null,
): Stripe.BalanceTransaction {
  const created = Math.floor(work.now / 1000)
  const fee = entry.fee?.amount ?? 0
  const wanted = entry.available === true ? created : (entry.availableOn ?? availableOn(created))
  const isAvailable = wanted <= created
  const transaction: Stripe.BalanceTransaction = {
    id: ids.next('txn'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: isAvailable ? created : wanted,
    balance_type: 'payments',
    created,
    currency: entry.currency,
    description: entry.description,
    exchange_rate: null,
    fee,
    fee_details: entry.fee === undefined ? [] : [feeDetail(entry.fee, entry.currency)],
    net: entry.amount - fee,
    reporting_category: entry.category,
    source: entry.source,
    status: isAvailable ? 'available' : 'pending',
    type: entry.type,
  }
  work.put('balance_transaction', transaction, { payout })
  if (payout === null) work.onceAt(PAY_OUT_DAILY, nextMidnight(work, transaction))
  return transaction
}

/** The first midnight at which it can leave. */
function nextMidnight(work: Work, { status, available_on }: Stripe.BalanceTransaction): number {
  if (status !== 'available') return available_on * 1000
  return (Math.floor(work.now / 1000 / DAY_SECONDS) + 1) * DAY_SECONDS * 1000
}

function feeDetail(
  { amount, description }: { amount: number; description: string },
  currency: string,
): Stripe.BalanceTransaction.FeeDetail {
  return { amount, application: null, currency, description, type: 'stripe_fee' }
}

/** The midnight that ends the second day. */
function availableOn(created: number): number {
  return (Math.floor(created / DAY_SECONDS) + AVAILABLE_AFTER_DAYS) * DAY_SECONDS
}

/** As it is now: what was pending when it was written is available once its day has come. */
export function asOfNow(
  transaction: Stripe.BalanceTransaction,
  now: number,
): Stripe.BalanceTransaction {
  const due = transaction.status === 'pending' && transaction.available_on * 1000 <= now
  return due ? { ...transaction, status: 'available' } : transaction
}

/** What has not left with a payout, newest first; as committed. */
export async function inBalance(work: Work): Promise<Stripe.BalanceTransaction[]> {
  const rows = await work.list({
    type: 'balance_transaction',
    customer: IN_BALANCE,
    limit: EVERYTHING,
  })
  return rows.map(({ object }) => asOfNow(object, work.now))
}

export function balanceOf(open: readonly Stripe.BalanceTransaction[]): Stripe.Balance {
  const sums = new Map<string, { available: number; pending: number }>()
  for (const { currency, net, status } of open) {
    const sum = sums.get(currency) ?? { available: 0, pending: 0 }
    sum[status === 'available' ? 'available' : 'pending'] += net
    sums.set(currency, sum)
  }
  if (sums.size === 0) sums.set('usd', { available: 0, pending: 0 })
  const list = (kind: 'available' | 'pending') =>
    [...sums].map(([currency, sum]) => ({
      amount: sum[kind],
      currency,
      source_types: { card: sum[kind] },
    }))
  return {
    object: 'balance',
    available: list('available'),
    livemode: false,
    pending: list('pending'),
  }
}

export const BALANCE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/balance',
    params: EXPAND,
    handle: async (call: Call) => balanceOf(await inBalance(call.work)),
  },
]
