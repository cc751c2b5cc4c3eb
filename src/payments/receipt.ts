import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { receiptNumber } from './payment.ts'
import { cardJson } from './payment-json.ts'
import { paidWith } from './payment-words.ts'
import { allocationsOf, dueAfterPayment, findReceipt } from './queries.ts'
import { findListedPayment } from './store.ts'

/** Proof of one payment, as it was when it was issued. */
export function seeReceipt(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const receipt = (await findReceipt(tx, id)) ?? refuseUnknown('receipt')
    const payment = (await findListedPayment(tx, receipt.paymentId)) ?? refuseUnknown('payment')
    const account = (await findAccount(tx, payment.accountId)) ?? refuseUnknown('account')
    const [client] = await clientsOfAccount(tx, payment.accountId)
    const { name, timeZone } = await theOrganization(tx)
    const { currency } = payment
    const allocations = await allocationsOf(tx, payment.id)
    const dueAfter = await dueAfterPayment(tx, payment.id)
    const applied = allocations.reduce((sum, one) => sum + one.amount, 0n)
    return {
      id: toTypeId('rcp', receipt.id),
      number: receiptNumber(receipt.number),
      paymentId: toTypeId('pay', payment.id),
      issuedAt: receipt.issuedAt.toISOString(),
      issuedOn: todayIn(timeZone, receipt.issuedAt) as string,
      organization: { name },
      account: { id: toTypeId('acc', account.id), name: account.name },
      client: client
        ? { id: toTypeId('cli', client.id), name: client.name, email: client.email }
        : null,
      amount: moneyJson(payment.amount, currency),
      card: cardJson(payment.card),
      paidWith: paidWith(payment),
      description: payment.description,
      paid: allocations.map((one) => ({
        invoiceId: toTypeId('inv', one.invoiceId),
        number: invoiceNumber(one.number),
        amount: moneyJson(one.amount, currency),
        total: moneyJson(one.total, currency),
        stillDue: moneyJson(
          dueAfter.find((due) => due.invoiceId === one.invoiceId)?.stillDue ?? 0n,
          currency,
        ),
      })),
      credit: moneyJson(payment.amount - applied, currency),
      balanceAfter: moneyJson(receipt.balanceAfter, currency),
      takenBy: payment.openedByName,
    }
  })
}
