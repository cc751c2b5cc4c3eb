import type Stripe from 'stripe'
import { badRequest } from '../errors.ts'
import { mergeMetadata } from '../params.ts'
import { idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { postCharge } from './post-charge.ts'

/** Takes an authorized amount, or a part of it; what is left is released. */
export async function capturePayment(
  call: Call,
  { object, hidden }: Stored<'payment_intent'>,
): Promise<Stripe.PaymentIntent> {
  if (object.status !== 'requires_capture') {
    const message = `This PaymentIntent could not be captured because it has a status of ${object.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`
    throw badRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: object })
  }
  const amount = (call.params.amount_to_capture as number | undefined) ?? object.amount_capturable
  if (amount < 1 || amount > object.amount_capturable) {
    const message = `The amount_to_capture must be between 1 and ${object.amount_capturable}.`
    throw badRequest(message, { code: 'amount_too_large', param: 'amount_to_capture' })
  }
  const stored = await call.work.find('charge', idOf(object.latest_charge) ?? '')
  if (stored !== null) {
    const captured = { ...stored.object, amount_captured: amount, captured: true }
    call.work.put('charge', captured, null)
    call.work.emit('charge.captured', await postCharge(call.work, call.newId, captured))
  }
  const next: Stripe.PaymentIntent = {
    ...object,
    amount_capturable: 0,
    amount_received: amount,
    metadata: mergeMetadata(object.metadata, call.params.metadata),
    status: 'succeeded',
  }
  call.work.put('payment_intent', next, hidden)
  call.work.emit('payment_intent.succeeded', next)
  return next
}
