import { returnedCheckFee } from '../client-fees/returned-check-fee.ts'
import { asOfOneMoment } from '../database/transaction.ts'
import { disputeJson } from '../disputes/dispute-json.ts'
import { disputesOf, openDisputeOf } from '../disputes/disputes.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { automaticChargesJson } from '../payments/automatic-charge.ts'
import { whyNotCancel } from '../payments/payment.ts'
import { findPaidPayment, type PaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { returnJson, whyNotReturn } from '../returns/return-check.ts'
import { returnOf } from '../returns/returns.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES } from '../staff/roles.ts'
import { refundJson } from './refund-json.ts'
import { whyNotRefund } from './refundable.ts'
import { refundsOf } from './store.ts'

/** What of a payment has gone back, how, and what may be done now. */
export function seeMoneyBack(app: App, caller: Caller, paymentId: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const payment = (await findPaidPayment(tx, paymentId)) ?? refuseUnknown('payment')
    const refunds = await refundsOf(tx, paymentId)
    const inHand = await paymentInHand(tx, paymentId)
    const disputed = await openDisputeOf(tx, paymentId)
    const returned = await returnOf(tx, paymentId)
    const disputes = await disputesOf(tx, paymentId)
    const automaticCharges = await automaticChargesJson(tx, payment.accountId)
    const fee = await returnedCheckFee(tx)
    const says = (amount: bigint) => moneyJson(amount, payment.currency)
    const isPaid = payment.state === 'succeeded'
    const refundable = isPaid ? (inHand?.left ?? 0n) + (inHand?.allocated ?? 0n) : 0n
    const obstacle = whyNotRefund(payment, {
      refunds,
      disputed,
      isReturned: returned !== undefined,
    })
    return {
      goneBack: says(inHand?.goneBack ?? 0n),
      refundable: says(refundable),
      onNoInvoice: says(isPaid ? (inHand?.left ?? 0n) : 0n),
      refunds: refunds.map((refund) => refundJson(refund, payment)),
      disputes: disputes.map(disputeJson),
      returned: returned ? await returnJson(tx, returned) : null,
      automaticChargesFrozen: !automaticCharges.allowed,
      automaticCharges,
      can: {
        cancel: cancelOrRefund(actor, payment, obstacle?.sentence ?? nothingLeft(refundable)),
        returnCheck: {
          ...returning(actor, whyNotReturn(payment, returned !== undefined)),
          fee: fee === null ? null : says(fee),
        },
      },
    }
  })
}

function nothingLeft(refundable: bigint): string | null {
  return refundable === 0n ? 'All of it has gone back, or was moved to another account.' : null
}

function returning(actor: StaffActor, whyNot: string | null) {
  const reason = may(actor, 'payments.refund')
    ? whyNot
    : `Ask an administrator for "${PERMISSION_NAMES['payments.refund']}".`
  return { allowed: reason === null, reason }
}

/** One action: it voids what is not settled, and refunds what is. */
function cancelOrRefund(actor: StaffActor, payment: PaidPayment, whyNot: string | null) {
  const isPaid = payment.state === 'succeeded'
  const permission = isPaid ? ('payments.refund' as const) : ('payments.cancel' as const)
  const reason = may(actor, permission)
    ? isPaid
      ? whyNot
      : whyNotCancel(payment)
    : `Ask an administrator for "${PERMISSION_NAMES[permission]}".`
  return {
    does: isPaid ? ('refund' as const) : ('void' as const),
    allowed: reason === null,
    reason,
  }
}
