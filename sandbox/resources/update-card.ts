/** What the networks change of saved cards by themselves. */
import type Stripe from 'stripe'
import type { TestCard } from '../cards.ts'
import type { Stored } from '../records.ts'
import type { Work } from '../work.ts'
import { changed } from './changed.ts'
import { detach } from './payment-methods.ts'

type Method = Stored<'payment_method'>
type Card = Stripe.PaymentMethod.Card

interface Renewal {
  expMonth: number
  expYear: number
  /** The card has a new number: this test card takes its place. */
  replacedBy: (TestCard & { fingerprint: string }) | null
}

/** The bank sent its client a new card. */
export function renewCard(
  work: Work,
  { object, hidden }: Method,
  { expMonth, expYear, replacedBy }: Renewal,
): Stripe.PaymentMethod {
  const card: Card = {
    ...(object.card as Card),
    ...(replacedBy === null ? {} : numberOf(replacedBy)),
    exp_month: expMonth,
    exp_year: expYear,
  }
  const next = { ...object, card }
  const behaviour = replacedBy?.behaviour ?? hidden.behaviour
  work.put('payment_method', next, { ...hidden, behaviour })
  const before = { card: changed(object.card as Card, card) }
  work.emit('payment_method.automatically_updated', next, before)
  return next
}

function numberOf({ brand, fingerprint, funding, number }: TestCard & { fingerprint: string }) {
  return {
    brand,
    display_brand: brand === 'amex' ? 'american_express' : brand,
    fingerprint,
    funding,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
  }
}

/** The bank closed the account of the card: nothing can be charged to it any more. */
export function closeCard(work: Work, method: Method): Promise<Stripe.PaymentMethod> {
  return detach(work, method)
}
