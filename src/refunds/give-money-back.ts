import type { Transaction } from '../database/transaction.ts'
import {
  allocatedOf,
  applyMoney,
  type Occasion,
  type PaymentInHand,
  upTo,
} from '../ledger/allocate.ts'
import { giveBack, type MoneyBack } from '../ledger/give-back.ts'
import { giveCredit } from '../ledger/give-credit.ts'
import type { PaidPayment } from '../payments/payments.ts'
import { placeOfMoney } from '../payments/place-of-money.ts'
import type { App } from '../processor/app.ts'
import type { Refund } from './refund.ts'

/** The refund in the books' words. */
export function moneyBackOf(refund: Refund): MoneyBack & { source: 'refund' } {
  return {
    source: 'refund',
    sourceId: refund.id,
    n: 0,
    paymentId: refund.paymentId,
    amount: refund.amount,
    place: placeOfMoney(refund.tender),
    processorAccountId: refund.processorAccountId,
  }
}

export function occasionOf(refund: Refund, at: Date, effectiveOn: string): Occasion {
  const { orgId, accountId, currency, openedByName } = refund
  return { orgId, accountId, currency, at, effectiveOn, byName: openedByName, why: 'refund' }
}

/**
 * Takes the money of a refund out of its payment. Where the invoices are to stay settled, credit
 * takes its place on them. Answers the id of that credit.
 */
export async function giveMoneyBack(
  app: App,
  tx: Transaction,
  refund: Refund,
  payment: PaidPayment,
  inHand: PaymentInHand,
): Promise<string | null> {
  const occasion = occasionOf(refund, refund.createdAt, refund.refundedOn)
  const lies = await allocatedOf(tx, { kind: 'payment', id: payment.id })
  const comesOff = upTo(lies, refund.amount - inHand.left, app.newId)
  await giveBack(tx, occasion, moneyBackOf(refund), app.newId)
  if (refund.invoices !== 'settle' || comesOff.length === 0) return null

  const creditId = app.newId()
  const amount = comesOff.reduce((sum, part) => sum + part.amount, 0n)
  const reason = 'Given for money that was refunded'
  await giveCredit(tx, occasion, {
    id: creditId,
    kind: 'goodwill',
    amount,
    reason,
    createdBy: refund.openedBy,
  })
  const source = { kind: 'credit' as const, id: creditId }
  const parts = comesOff.map((part) => ({
    id: app.newId(),
    source,
    invoiceId: part.invoiceId,
    amount: part.amount,
  }))
  await applyMoney(tx, occasion, parts)
  return creditId
}
