import type { Transaction } from '../database/transaction.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import type { Payment } from './payment.ts'
import { findPayment } from './store.ts'

/** The payment of this account that this one is another try of. */
export async function readRetryOf(
  tx: Transaction,
  given: string | undefined,
  accountId: string,
): Promise<string | null> {
  if (given === undefined) return null
  return (await paymentOfAccount(tx, given, accountId)).id
}

/** The first payment of the sitting this one is a further part of. */
export async function readSitting(
  tx: Transaction,
  given: string | undefined,
  accountId: string,
): Promise<string | null> {
  if (given === undefined) return null
  const first = await paymentOfAccount(tx, given, accountId)
  if (first.sitting) {
    refuse('field_invalid', 'Name the first payment of the sitting.', { field: 'splitOf' })
  }
  return first.id
}

async function paymentOfAccount(
  tx: Transaction,
  given: string,
  accountId: string,
): Promise<Payment> {
  const payment = await findPayment(tx, readId('pay', given, 'payment'))
  return payment?.accountId === accountId ? payment : refuseUnknown('payment')
}
