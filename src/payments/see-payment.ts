import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { ledgerOf } from '../ledger/read.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { findAuthorization } from '../wallet/methods.ts'
import { type Payment, receiptNumber, whyNotCancel } from './payment.ts'
import { paymentRowJson } from './payment-json.ts'
import { declineJson } from './payment-words.ts'
import { allocationsOf, receiptOfPayment, targetsWithNumbers, transitionsOf } from './queries.ts'
import { findPayment } from './store.ts'

/** A payment with its whole story: what it paid, its timeline, its lines in the books. */
export function seePayment(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'payments.read')
    const payment = (await findPayment(tx, id)) ?? refuseUnknown('payment')
    return paymentJson(tx, payment, actor)
  })
}

async function paymentJson(tx: Transaction, payment: Payment, actor: StaffActor) {
  const { currency } = payment
  const account = (await findAccount(tx, payment.accountId)) ?? refuseUnknown('account')
  const [client] = await clientsOfAccount(tx, payment.accountId)
  const receipt = await receiptOfPayment(tx, payment.id)
  const allocations = await allocationsOf(tx, payment.id)
  const applied = allocations.reduce((sum, one) => sum + one.amount, 0n)
  const decline = declineJson(payment, may(actor.role, 'books.read'))
  const cancel = whyNotCancel(payment.state)
  return {
    ...paymentRowJson({ ...payment, receiptNumber: receipt?.number ?? null }),
    account: { id: toTypeId('acc', account.id), name: account.name },
    client: client ? { id: toTypeId('cli', client.id), name: client.name } : null,
    note: payment.note,
    decline,
    reason: payment.problem?.reason ?? null,
    receipt: receipt
      ? { id: toTypeId('rcp', receipt.id), number: receiptNumber(receipt.number) }
      : null,
    balanceAfter: moneyJson(account.receivable, currency),
    targets: (await targetsWithNumbers(tx, payment.id)).map((target) => ({
      invoiceId: target.invoiceId && toTypeId('inv', target.invoiceId),
      number: target.number === null ? null : invoiceNumber(target.number),
      amount: moneyJson(target.amount, currency),
    })),
    allocations: allocations.map((one) => ({
      invoiceId: toTypeId('inv', one.invoiceId),
      number: invoiceNumber(one.number),
      amount: moneyJson(one.amount, currency),
    })),
    credit: moneyJson(payment.state === 'succeeded' ? payment.amount - applied : 0n, currency),
    authorization: await authorizationJson(tx, payment),
    timeline: (await transitionsOf(tx, payment.id)).map((one) => ({
      at: one.at.toISOString(),
      from: one.from,
      to: one.to,
      door: one.door,
      by: one.by,
      reason: one.detail?.reason ?? null,
    })),
    ledger: may(actor.role, 'books.read') ? await ledgerJson(tx, payment) : null,
    can: {
      cancel: { allowed: cancel === null, reason: cancel },
      act:
        payment.state === 'requires_action'
          ? { allowed: true, reason: null }
          : { allowed: false, reason: 'This payment does not wait for the client’s approval.' },
    },
    nextLookAt: payment.lookAt?.toISOString() ?? null,
    retryOf: payment.retryOf && toTypeId('pay', payment.retryOf),
    intentId: payment.intentId,
  }
}

async function authorizationJson(tx: Transaction, payment: Payment) {
  if (!payment.authorizationId) return null
  const found = await findAuthorization(tx, payment.authorizationId)
  if (!found) return null
  return {
    id: toTypeId('aut', found.id),
    wording: found.wording,
    version: found.wordingVersion,
    givenBy: found.givenBy,
    givenAt: found.createdAt.toISOString(),
  }
}

async function ledgerJson(tx: Transaction, payment: Payment) {
  const lines = await ledgerOf(tx, 'payment', payment.id)
  return lines.map((line) => ({
    event: line.event,
    debit: line.debit,
    credit: line.credit,
    amount: moneyJson(line.amount, payment.currency),
    postedAt: line.postedAt.toISOString(),
    effectiveOn: line.effectiveOn,
  }))
}
