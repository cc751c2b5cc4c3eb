import { ahead, asOfOneMoment, commitBehind } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { mailRowJson } from '../settings/mail-json.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import { declineJson } from './decline-json.ts'
import { feeOf, type PaymentFee } from './fee-store.ts'
import { whyNotCancel } from './payment.ts'
import { paymentRowJson } from './payment-json.ts'
import { type ControlPage, processorPage } from './processor-page.ts'
import { findPaymentStory, type PaymentStory } from './queries.ts'
import { mailingsOf } from './receipt.ts'

/** A payment with its whole story: what it paid, its timeline, its lines in the books. */
export async function seePayment(app: App, caller: Caller, id: string, controlPage: ControlPage) {
  const { story, actor, mailings, fee } = await asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = ahead(authorize(tx, caller, 'payments.read'))
    const story = ahead(findPaymentStory(tx, id))
    const mailings = ahead(mailingsOf(tx, id))
    const fee = ahead(feeOf(tx, id))
    commitBehind(tx)
    return {
      actor: await actor,
      story: (await story) ?? refuseUnknown('payment'),
      mailings: await mailings,
      fee: await fee,
    }
  })
  const shown = may(actor, 'books.read') && fee
  return {
    ...paymentJson(story, actor),
    mailings: mailings.map(mailRowJson),
    processorFee: shown ? feeJson(fee, story.amount) : null,
    processorUrl: may(actor, 'processor.open') ? processorPage(story, controlPage) : null,
  }
}

/** What the processor kept, and what it left where both are of one currency. */
function feeJson({ amount, currency, availableOn }: PaymentFee, paid: bigint) {
  return {
    amount: amount === null || currency === null ? null : moneyJson(amount, currency),
    net: amount === null || currency === null ? null : moneyJson(paid - amount, currency),
    availableOn,
  }
}

function paymentJson(story: PaymentStory, actor: StaffActor) {
  const { currency, account, client, receipt, authorization } = story
  const money = (amount: number) => ({ amount, currency })
  const applied = story.allocations.reduce((sum, one) => sum + one.amount, 0)
  const cancel = whyNotCancel(story)
  const seesBooks = may(actor, 'books.read')
  return {
    ...paymentRowJson({
      ...story,
      receiptId: receipt?.id ?? null,
      receiptNumber: receipt && BigInt(receipt.number),
    }),
    account: { id: toTypeId('acc', account.id), name: account.name },
    client: client && { id: toTypeId('cli', client.id), name: client.name },
    note: story.note,
    duplicateReason: story.duplicateReason,
    payerCategory: story.payerCategory && {
      ...story.payerCategory,
      id: toTypeId('pyc', story.payerCategory.id),
    },
    receiptEmail: story.receiptEmail,
    refundableUntil: story.refundableUntil,
    tendered: story.tendered === null ? null : money(Number(story.tendered)),
    change: story.tendered === null ? null : money(Number(story.tendered - story.amount)),
    checkNumber: story.checkNumber,
    externalBrand: story.externalBrand,
    authorizationCode: story.authorizationCode,
    sitting: story.sitting && toTypeId('pay', story.sitting),
    decline: declineJson(story, may(actor, 'processor.open')),
    reason: story.problem?.reason ?? null,
    balanceAfter: money(account.owed),
    targets: story.targets.map((target) => ({
      invoiceId: target.invoiceId && toTypeId('inv', target.invoiceId),
      number: target.number === null ? null : invoiceNumber(target.number),
      amount: money(target.amount),
    })),
    allocations: story.allocations.map((one) => ({
      invoiceId: toTypeId('inv', one.invoiceId),
      number: invoiceNumber(one.number),
      amount: money(one.amount),
    })),
    credit: money(story.state === 'succeeded' ? Number(story.amount) - applied : 0),
    left: money(story.state === 'succeeded' ? Number(story.leftOver) : 0),
    authorization: authorization && {
      ...authorization,
      id: toTypeId('aut', authorization.id),
      givenAt: instant(authorization.givenAt),
    },
    timeline: story.transitions.map((one) => ({ ...one, at: instant(one.at) })),
    ledger: seesBooks
      ? story.ledger.map((line) => ({
          ...line,
          amount: money(line.amount),
          postedAt: instant(line.postedAt),
        }))
      : null,
    can: {
      cancel: { allowed: cancel === null, reason: cancel },
      act:
        story.state === 'requires_action'
          ? { allowed: true, reason: null }
          : { allowed: false, reason: 'This payment does not wait for the client’s approval.' },
    },
    nextLookAt: story.lookAt?.toISOString() ?? null,
    retryOf: story.retryOf && toTypeId('pay', story.retryOf),
    methodId: story.methodId && toTypeId('pm', story.methodId),
    intentId: story.intentId,
  }
}

/** PostgreSQL's text of a moment, as the API writes moments. */
function instant(text: string): string {
  return new Date(text).toISOString()
}
