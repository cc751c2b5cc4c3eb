import type Stripe from 'stripe'
import { noSuchPath } from '../errors.ts'
import type { IdSource } from '../ids.ts'
import { type Call, EXPAND, type Route } from '../route.ts'
import type { Work } from '../work.ts'

/** How long after a charge its fee is known, when capture is asynchronous. */
export const POSTING_DELAY_MS = 1_000
export const POST_CHARGE = 'post_charge'

const AVAILABLE_AFTER_SECONDS = 2 * 86_400

/** 2.9 % and 30 minor units. */
function feeOf(amount: number): number {
  return Math.round((amount * 29) / 1000) + 30
}

/** Gives a captured charge its balance transaction, and so its fee. Doing it twice changes nothing. */
export function postCharge(work: Work, ids: IdSource, charge: Stripe.Charge): Stripe.Charge {
  if (charge.balance_transaction !== null || !charge.captured) return charge
  const created = Math.floor(work.now / 1000)
  const fee = feeOf(charge.amount_captured)
  const transaction: Stripe.BalanceTransaction = {
    id: ids.next('txn'),
    object: 'balance_transaction',
    amount: charge.amount_captured,
    available_on: created + AVAILABLE_AFTER_SECONDS,
    balance_type: 'payments',
    created,
    currency: charge.currency,
    description: charge.description,
    exchange_rate: null,
    fee,
    fee_details: [
      {
        amount: fee,
        application: null,
        currency: charge.currency,
        description: 'Stripe processing fees',
        type: 'stripe_fee',
      },
    ],
    net: charge.amount_captured - fee,
    reporting_category: 'charge',
    source: charge.id,
    status: 'pending',
    type: 'charge',
  }
  const posted = { ...charge, balance_transaction: transaction.id }
  work.put('balance_transaction', transaction, null)
  work.put('charge', posted, null)
  return posted
}

/** The posting that follows a charge by itself, with its event. */
export async function postChargeLater(work: Work, ids: IdSource, chargeId: string): Promise<void> {
  const stored = await work.find('charge', chargeId)
  if (stored === null) return
  const posted = postCharge(work, ids, stored.object)
  if (posted !== stored.object) work.emit('charge.updated', posted, { balance_transaction: null })
}

async function retrieve(call: Call): Promise<Stripe.BalanceTransaction> {
  const id = call.ids[0] as string
  const stored = await call.work.find('balance_transaction', id)
  if (stored === null) throw noSuchPath('balance transaction', id)
  return stored.object
}

export const BALANCE_TRANSACTION_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/balance_transactions/:id', params: EXPAND, handle: retrieve },
]
