import type { Transaction } from '../database/transaction.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { chargeFee } from './charge-fee.ts'
import { clientFeeRules } from './rules.ts'
import { feeForPayment } from './store.ts'

interface ReturnedCheck {
  orgId: string
  paymentId: string
  accountId: string
  checkNumber: string | null
  actor: { id: string; name: string }
}

/** What a check that comes back costs its client; null: nothing. */
export async function returnedCheckFee(tx: Transaction): Promise<bigint | null> {
  return (await clientFeeRules(tx)).returnedCheck?.amount ?? null
}

/** Charges it, where there is such a fee, in the transaction of the return. */
export async function chargeReturnedCheckFee(
  app: App,
  tx: Transaction,
  { orgId, paymentId, accountId, checkNumber, actor }: ReturnedCheck,
): Promise<void> {
  const amount = await returnedCheckFee(tx)
  if (amount === null) return
  await chargeFee(app, tx, {
    orgId,
    accountId,
    kind: 'returned_check',
    amount,
    forInvoiceId: null,
    forPaymentId: paymentId,
    description: checkNumber ? `Fee for returned check ${checkNumber}` : 'Fee for a returned check',
    actor,
  })
}

/** The invoice of the fee for a check that came back, if one was charged. */
export async function returnedCheckFeeJson(tx: Transaction, paymentId: string) {
  const fee = await feeForPayment(tx, paymentId)
  return fee
    ? {
        invoiceId: toTypeId('inv', fee.invoiceId),
        number: invoiceNumber(fee.number),
        amount: moneyJson(fee.amount, fee.currency),
      }
    : null
}
