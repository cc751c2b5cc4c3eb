import { recordAct } from '../audit/record.ts'
import { chargeReturnedCheckFee, returnedCheckFeeJson } from '../client-fees/returned-check-fee.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { assert } from '../kit/assert.ts'
import { toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import { todayIn } from '../kit/time.ts'
import { paymentInHand } from '../ledger/allocate.ts'
import { theOrganization } from '../organizations/organization.ts'
import { holdAutomaticCharges } from '../payments/automatic-charge.ts'
import { lockToGiveBack, type PaidPayment } from '../payments/payments.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { bookReturn } from './book-return.ts'
import { type PaymentReturn, returnOf } from './store.ts'

/**
 * The client's bank did not honor a check: the whole of it is gone. Its invoices are owed again;
 * what had been refunded or moved on before is our loss.
 */
export async function returnCheck(
  app: App,
  caller: Caller,
  paymentId: string,
  request: { reason: string; note?: string | undefined; waiveFee?: boolean | undefined },
) {
  const returned = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.refund')
    const payment = (await lockToGiveBack(tx, paymentId)) ?? refuseUnknown('payment')
    const whyNot = whyNotReturn(payment, (await returnOf(tx, paymentId)) !== undefined)
    if (whyNot) refuse('payment_state', whyNot)
    const text = (field: 'reason' | 'note', called: string, required: boolean) =>
      readText(request[field], field, { max: 200, called, required })
    const inHand = await paymentInHand(tx, paymentId)
    assert(inHand, 'a payment that was locked is there')
    const { timeZone } = await theOrganization(tx)
    const now = app.clock.now()
    const { orgId } = caller
    const { accountId, amount, currency } = payment
    const made: PaymentReturn = {
      id: app.newId(),
      orgId,
      paymentId,
      accountId,
      amount,
      taken: inHand.left + inHand.allocated,
      currency,
      origin: 'staff',
      code: null,
      reason: text('reason', 'The reason', true),
      note: text('note', 'Notes', false),
      returnedOn: todayIn(timeZone, now),
      processorAccountId: null,
      processorDisputeId: null,
      fee: 0n,
      openedBy: actor.id,
      openedByName: actor.name,
      createdAt: now,
    }
    await bookReturn(app, tx, made, 'checks')
    await app.react(tx, {
      is: 'moved',
      what: 'return',
      orgId: caller.orgId,
      id: made.id,
      at: now,
    })
    await recordAct(app, tx, caller, actor, 'payment.returned', paymentId, { reason: made.reason })
    const why = `A check for ${formatMoney(money(amount, currency))} came back.`
    await holdAutomaticCharges(tx, accountId, { at: now, by: actor.name, why })
    if (request.waiveFee !== true) {
      const { checkNumber } = payment
      await chargeReturnedCheckFee(app, tx, { orgId, paymentId, accountId, checkNumber, actor })
    }
    return returnJson(tx, made)
  })
  app.changed(caller.orgId)
  return returned
}

export function whyNotReturn(
  payment: Pick<PaidPayment, 'tender' | 'state'>,
  isReturned: boolean,
): string | null {
  if (payment.tender !== 'check') return 'Only a check is returned by the bank.'
  return isReturned ? 'This check was returned already.' : null
}

export async function returnJson(tx: Transaction, made: PaymentReturn) {
  const { currency } = made
  return {
    id: toTypeId('rtn', made.id),
    paymentId: toTypeId('pay', made.paymentId),
    amount: moneyJson(made.amount, currency),
    taken: moneyJson(made.taken, currency),
    reason: made.reason,
    code: made.code,
    fee: moneyJson(made.fee, currency),
    note: made.note,
    returnedOn: made.returnedOn,
    clientFee: await returnedCheckFeeJson(tx, made.paymentId),
    by: made.openedByName,
    createdAt: made.createdAt.toISOString(),
  }
}
