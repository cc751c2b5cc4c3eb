import type { Hearer } from '../processor/hear-events.ts'
import { hearOfIntent } from './hear-of-intent.ts'
import { type Charge, isFinal, type PaymentState } from './payment.ts'
import { findPaymentOfIntent } from './store.ts'

/** Something happened to an intent, so it is read. */
export const hearPaymentEvent: Hearer<Charge | undefined> = {
  find: (tx, account, intentId) => findPaymentOfIntent(tx, account.processorAccountId, intentId),
  async hear(app, _, event, payment) {
    if (!payment) return 'unknown_object'
    if (isKnown(payment.state, event.type)) return 'known'
    return (await hearOfIntent(app, payment, { door: event.door })) ? 'heard' : 'no_answer'
  },
}

/** Nothing new: most events tell what the answer to our own call told before. */
function isKnown(state: PaymentState, type: string): boolean {
  if (state === 'succeeded') return true
  // Money for a payment that we closed is the one thing that must be looked at.
  return isFinal(state) && type !== 'payment_intent.succeeded'
}
