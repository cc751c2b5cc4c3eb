import type { Caller } from '../http/caller.ts'
import type { App } from '../processor/app.ts'
import { requireKey } from '../staff/idempotency.ts'
import { askForRefund } from './ask-for-refund.ts'
import { openRefund } from './open-refund.ts'
import { isCardRefund, type Refund } from './refund.ts'
import type { RefundRequest } from './refund-request.ts'

/**
 * Gives money of a payment back: opens the refund (on record before anybody is asked), asks the
 * processor, settles it. The same key again answers with the same refund and asks nobody.
 */
export async function makeRefund(
  app: App,
  caller: Caller,
  idempotencyKey: string | undefined,
  paymentId: string,
  request: RefundRequest,
): Promise<{ refund: Refund; repeated: boolean }> {
  const key = requireKey(idempotencyKey)
  const { made: refund, repeated } = await openRefund(app, caller, key, paymentId, request)
  if (repeated) return { refund, repeated }
  app.changed(caller.orgId)
  if (!isCardRefund(refund)) return { refund, repeated: false }
  return { refund: await askForRefund(app, refund, { door: 'answer' }), repeated: false }
}
