import type { App } from '../processor/app.ts'
import { problemOf } from './charge-payment.ts'
import { endIntent } from './end-intent.ts'
import type { Charge, PaymentState } from './payment.ts'
import { type News, settlePayment } from './settle-payment.ts'

const WAITS_FOR_NOBODY: PaymentState[] = ['requires_action', 'processing']

/**
 * Door two, and a person who asks: something happened to an intent, so it is read again and
 * settled by what it is now. Unlike the sweeper this ends nothing that somebody still works on;
 * only what nobody else is waiting for is closed.
 * Answers false when the processor did not answer, so that the caller comes back.
 */
export async function hearOfIntent(app: App, payment: Charge, news: News): Promise<boolean> {
  if (!payment.intentId) return true
  const ref = { orgId: payment.orgId, paymentId: payment.id }
  const processor = await app.processors.of(payment)
  const read = await processor.readIntent(payment.intentId)
  if (read.is !== 'answered') return false
  const intent = read.value
  switch (intent.state) {
    case 'succeeded':
      await settlePayment(app, ref, { to: 'succeeded', intent }, news)
      return true
    case 'processing':
    case 'requires_action':
      await settlePayment(app, ref, { to: intent.state }, news)
      return true
    case 'canceled': {
      const problem = intent.decline ? problemOf(intent) : { reason: 'canceled_at_processor' }
      const to = intent.decline ? 'failed' : 'canceled'
      const { intentId } = payment
      await settlePayment(app, ref, { to, intentId, problem, card: intent.card }, news)
      return true
    }
    default:
      // A debit that the client's bank sent back, or a challenge that the client failed.
      if (WAITS_FOR_NOBODY.includes(payment.state) && intent.decline) {
        await endIntent(app, payment, problemOf(intent), news, intent.card)
      }
      return true
  }
}
