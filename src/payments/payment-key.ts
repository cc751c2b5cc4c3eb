import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import { findCardNumber } from '../kit/text.ts'
import type { StaffActor } from '../staff/authorize.ts'
import type { Payment } from './payment.ts'
import { findKey, findPayment } from './store.ts'

const IDEMPOTENCY_KEY_MAX = 255

/** Refuses a key that is missing or too long, before anything else is looked at. */
export function requireKey(key: string | undefined): string {
  if (!key) {
    refuse('key_required', 'Send an Idempotency-Key.', { moneyMoved: 'no' })
  }
  if (key.length > IDEMPOTENCY_KEY_MAX) {
    refuse('key_invalid', 'Use at most 255 characters.', { moneyMoved: 'no' })
  }
  // A random UUID may hold a run of digits that looks like a card; only digits alone are one.
  const onlyDigits = /^[\d .\-_]+$/.test(key)
  if ((onlyDigits && findCardNumber(key)) || /\p{Cc}/u.test(key)) {
    refuse('key_invalid', 'Use a random key, such as a UUID.', { moneyMoved: 'no' })
  }
  return key
}

/** The payment this key opened before, if the request is the same. */
export async function takenBefore(
  tx: Transaction,
  actor: StaffActor,
  key: string,
  requestHash: Buffer,
): Promise<Payment> {
  const taken = await findKey(tx, actor.id, key)
  if (!taken) throw new Error('A key that was taken is there')
  if (!taken.requestHash.equals(requestHash)) {
    refuse('key_reused', 'This key was used for a different request.', { moneyMoved: 'no' })
  }
  const payment = await findPayment(tx, taken.paymentId)
  if (!payment) throw new Error('A key names a payment')
  if (payment.state === 'created' || payment.state === 'confirming') {
    refuse('in_progress', 'This charge is still running.', {
      moneyMoved: 'unknown',
      retryAfterSeconds: 1,
      facts: { paymentId: toTypeId('pay', payment.id) },
    })
  }
  return payment
}
