import type { AnyCaller } from '../http/caller.ts'
import { assert } from '../kit/assert.ts'
import type { App } from '../processor/app.ts'
import { makeCustomer } from '../processor/customer.ts'
import { requireKey } from '../staff/idempotency.ts'
import { chargePayment } from './charge-payment.ts'
import { openPayment } from './open-payment.ts'
import type { Payment } from './payment.ts'
import type { PaymentRequest } from './payment-request.ts'

/**
 * Takes a payment: opens it (on record before anybody is asked), charges it, settles it.
 * The same key again answers with the same payment and asks nobody.
 */
export async function takePayment(
  app: App,
  caller: AnyCaller,
  idempotencyKey: string | undefined,
  request: PaymentRequest,
): Promise<{ payment: Payment; repeated: boolean }> {
  const key = requireKey(idempotencyKey)
  const first = await openPayment(app, caller, key, request)
  if (first.is === 'customerMissing') await makeCustomer(app, caller.orgId, first)
  const opening =
    first.is === 'customerMissing' ? await openPayment(app, caller, key, request) : first
  assert(opening.is !== 'customerMissing', 'a customer that was made is there')
  if (opening.is === 'repeated') return { payment: opening.payment, repeated: true }
  app.changed(caller.orgId)
  if (opening.is === 'recorded') return { payment: opening.payment, repeated: false }
  return { payment: await chargePayment(app, opening.payment), repeated: false }
}
