import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import { madeUnder } from '../staff/idempotency.ts'
import type { Payment } from './payment.ts'
import { findPayment } from './store.ts'

/** The payment this key opened before, if the request is the same. */
export async function takenBefore(
  tx: Transaction,
  holder: string,
  key: string,
  requestHash: Buffer,
): Promise<Payment> {
  const payment = await findPayment(tx, await madeUnder(tx, holder, key, requestHash))
  if (!payment) {
    return refuse('key_reused', 'This key was used for a different request.', { moneyMoved: 'no' })
  }
  if (payment.state === 'created' || payment.state === 'confirming') {
    refuse('in_progress', 'This charge is still running.', {
      moneyMoved: 'unknown',
      retryAfterSeconds: 1,
      facts: { paymentId: toTypeId('pay', payment.id) },
    })
  }
  return payment
}
