import type { App } from '../processor/app.ts'
import type { Card } from '../processor/processor.ts'
import type { Charge, Payment, PaymentProblem } from './payment.ts'
import { type News, settlePayment } from './settle-payment.ts'

/**
 * Ends a payment without money. The intent is canceled at the processor first: only its answer
 * makes sure that no late confirm can charge. If it refuses because the money was taken after
 * all, the payment is settled as paid; if it does not answer, the payment is unknown.
 */
export async function endIntent(
  app: App,
  payment: Charge,
  problem: PaymentProblem,
  news: News,
  card: Card | null = null,
): Promise<Payment> {
  const ref = { orgId: payment.orgId, paymentId: payment.id }
  if (!payment.intentId) {
    return settlePayment(app, ref, { to: 'canceled', intentId: null, problem }, news)
  }
  const { intentId } = payment
  const processor = await app.processors.of(payment)
  const canceled = await processor.cancelIntent(intentId)
  if (canceled.is !== 'answered') {
    // Kept with the payment: the sweeper cancels again, and the reason is still known then.
    return settlePayment(app, ref, { to: 'unknown', problem }, news)
  }
  const intent = canceled.value
  switch (intent.state) {
    case 'canceled': {
      const decline = problem.decline ?? intent.decline
      return decline
        ? settlePayment(
            app,
            ref,
            {
              to: 'failed',
              intentId,
              problem: { reason: 'declined', decline },
              card: card ?? intent.card,
            },
            news,
          )
        : settlePayment(app, ref, { to: 'canceled', intentId, problem, card }, news)
    }
    case 'succeeded':
      return settlePayment(app, ref, { to: 'succeeded', intent }, news)
    case 'processing':
      return settlePayment(app, ref, { to: 'processing' }, news)
    default:
      return settlePayment(app, ref, { to: 'unknown', problem }, news)
  }
}
