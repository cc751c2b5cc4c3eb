import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { assert } from '../kit/assert.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { endIntent } from './end-intent.ts'
import { isCharge, type Payment, whyNotCancel } from './payment.ts'
import { findPayment } from './store.ts'

/**
 * Ends a payment that staff no longer want, as long as no bank has been asked or while it waits
 * for the client's approval. Money that was taken meanwhile is settled as paid, never lost.
 */
export async function cancelPayment(app: App, caller: Caller, id: string): Promise<Payment> {
  const { payment, actor } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.cancel')
    const payment = (await findPayment(tx, id)) ?? refuseUnknown('payment')
    const why = whyNotCancel(payment)
    if (why) {
      refuse('payment_state', why, {
        moneyMoved: payment.state === 'succeeded' ? 'yes' : 'unknown',
      })
    }
    assert(isCharge(payment), 'what is recorded is paid')
    await recordAct(app, tx, caller, actor, 'payment.cancel_asked', id)
    return { payment, actor }
  })
  const after = await endIntent(
    app,
    payment,
    { reason: 'canceled_by_staff' },
    { door: 'staff', byName: actor.name },
  )
  if (after.state === 'processing') {
    refuse(
      'payment_state',
      'The bank has it already, so it cannot be canceled any more. Once it is paid, refund it.',
      { moneyMoved: 'unknown' },
    )
  }
  return after
}
