import type Stripe from 'stripe'
import { afterBankDays } from '../bank-days.ts'
import { behaviourOf } from '../cards.ts'
import type { IdSource } from '../ids.ts'
import type { Work } from '../work.ts'
import { balanceOf, book, inBalance } from './balance.ts'

/** How long after a charge its fee is known, when capture is asynchronous. */
export const POSTING_DELAY_MS = 1_000
export const POST_CHARGE = 'post_charge'

/** How many of its working days a bank has to send a debit back. */
export const DEBIT_DAYS = 4
const DAY_SECONDS = 86_400

/** 2.9 % and 30 minor units. */
function cardFee(amount: number): number {
  return Math.round((amount * 29) / 1000) + 30
}

const LARGEST_BANK_FEE = 500

/** 0.8 %, five dollars at most. */
function bankFee(amount: number): number {
  return Math.min(Math.round((amount * 8) / 1000), LARGEST_BANK_FEE)
}

/** Bank payments leave with a payout once the bank has had its days to answer. */
function midnightAfterAnswer(charge: Stripe.Charge): number {
  const answer = afterBankDays(charge.created * 1000, DEBIT_DAYS) / 1000
  return (Math.floor(answer / DAY_SECONDS) + 1) * DAY_SECONDS
}

/** Gives a captured charge its balance transaction, and so its fee. Doing it twice changes nothing. */
export async function postCharge(
  work: Work,
  ids: IdSource,
  charge: Stripe.Charge,
): Promise<Stripe.Charge> {
  if (charge.balance_transaction !== null || !charge.captured) return charge
  if (charge.status === 'failed') return charge
  const method = await work.find('payment_method', charge.payment_method ?? '')
  const available = behaviourOf(method?.hidden.behaviour ?? '').availableAtOnce === true
  const amount = charge.amount_captured
  const isBank = charge.payment_method_details?.type === 'us_bank_account'
  const fee = isBank ? bankFee(amount) : cardFee(amount)
  const transaction = book(work, ids, {
    type: isBank ? 'payment' : 'charge',
    category: 'charge',
    amount,
    fee: { amount: fee, description: 'Stripe processing fees' },
    currency: charge.currency,
    description: charge.description,
    source: charge.id,
    available,
    ...(isBank ? { availableOn: midnightAfterAnswer(charge) } : {}),
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
