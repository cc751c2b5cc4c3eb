import { asOfOneMoment, inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { assert } from '../kit/assert.ts'
import { findPaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { resolve } from './look-at-refund.ts'
import { isCardRefund } from './refund.ts'
import { refundJson } from './refund-json.ts'
import { findRefund } from './store.ts'

export function seeRefund(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const refund = (await findRefund(tx, id)) ?? refuseUnknown('refund')
    const payment = await findPaidPayment(tx, refund.paymentId)
    assert(payment, 'a refund has its payment')
    return refundJson(refund, payment)
  })
}

/** Asks the processor now instead of waiting for its news. */
export async function refreshRefund(app: App, caller: Caller, id: string): Promise<void> {
  const refund = await inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    return (await findRefund(tx, id)) ?? refuseUnknown('refund')
  })
  if (isCardRefund(refund) && refund.state !== 'failed' && refund.state !== 'created') {
    await resolve(app, refund, { door: 'staff' })
  }
}
