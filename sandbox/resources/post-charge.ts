import type Stripe from 'stripe'
import { behaviourOf } from '../cards.ts'
import type { IdSource } from '../ids.ts'
import type { Work } from '../work.ts'
import { balanceOf, book, inBalance } from './balance.ts'

/** How long after a charge its fee is known, when capture is asynchronous. */
export const POSTING_DELAY_MS = 1_000
export const POST_CHARGE = 'post_charge'

/** 2.9 % and 30 minor units. */
function feeOf(amount: number): number {
  return Math.round((amount * 29) / 1000) + 30
}

/** Gives a captured charge its balance transaction, and so its fee. Doing it twice changes nothing. */
export async function postCharge(
  work: Work,
  ids: IdSource,
  charge: Stripe.Charge,
): Promise<Stripe.Charge> {
  if (charge.balance_transaction !== null || !charge.captured) return charge
  const method = await work.find('payment_method', charge.payment_method ?? '')
  const available = behaviourOf(method?.hidden.behaviour ?? '').availableAtOnce === true
  const transaction = book(work, ids, {
    type: 'charge',
    category: 'charge',
    amount: charge.amount_captured,
    fee: { amount: feeOf(charge.amount_captured), description: 'Stripe processing fees' },
    currency: charge.currency,
    description: charge.description,
    source: charge.id,
    available,
  })
  const posted = { ...charge, balance_transaction: transaction.id }
  work.put('charge', posted, null)
  if (available) {
    work.emit('balance.available', balanceOf([transaction, ...(await inBalance(work))]))
  }
  return posted
}

/** The posting that follows a charge by itself, with its event. */
export async function postChargeLater(work: Work, ids: IdSource, chargeId: string): Promise<void> {
  const stored = await work.find('charge', chargeId)
  if (stored !== null) await postNow(work, ids, stored.object)
}

/** Posts a charge that something is about to change, telling of it. */
export async function postNow(
  work: Work,
  ids: IdSource,
  charge: Stripe.Charge,
): Promise<Stripe.Charge> {
  const posted = await postCharge(work, ids, charge)
  if (posted !== charge) work.emit('charge.updated', posted, { balance_transaction: null })
  return posted
}
