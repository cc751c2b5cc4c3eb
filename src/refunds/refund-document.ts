import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { assert } from '../kit/assert.ts'
import { toTypeId } from '../kit/id.ts'
import { logoOf, senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import { longDate, type PaperFact, sayMoney } from '../organizations/paper-words.ts'
import { receiptNumber } from '../payments/payment.ts'
import { findPaidPayment } from '../payments/payments.ts'
import { findProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { refundNumber } from './refund-json.ts'
import { refundedTo } from './refund-words.ts'
import { findRefund } from './store.ts'

export type RefundDocument = Awaited<ReturnType<typeof readRefundDocument>>

/** What is handed to the client: that money went back, how much, where to and when. */
export async function readRefundDocument(tx: Transaction, id: string) {
  const refund = (await findRefund(tx, id)) ?? refuseUnknown('refund')
  const payment = await findPaidPayment(tx, refund.paymentId)
  const account = await findAccount(tx, refund.accountId)
  assert(payment && account, 'a refund has its payment and its account')
  const [client] = await clientsOfAccount(tx, refund.accountId)
  const { name } = await theOrganization(tx)
  const processor = refund.processorAccountId
    ? await findProcessorAccount(tx, refund.processorAccountId)
    : null
  return {
    id: toTypeId('rfd', refund.id),
    number: refundNumber(refund, payment),
    organization: await senderOf(tx, name),
    sandbox: processor?.kind === 'sandbox',
    to: client && client.name !== account.name ? `${client.name}, ${account.name}` : account.name,
    email: client?.email ?? null,
    amount: moneyJson(refund.amount, refund.currency),
    refundedTo: refundedTo(refund, payment),
    refundedOn: refund.refundedOn,
    state: refund.state,
    receipt: payment.receiptNumber === null ? '' : receiptNumber(payment.receiptNumber),
    paid: moneyJson(payment.amount, payment.currency),
    paidOn: payment.postedOn,
    by: refund.openedByName,
    handedOutBy: refund.handedOutBy,
    isCard: refund.tender === 'card',
  }
}

/** For the PDF, which holds the picture itself. */
export function seeRefundDocument(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const refund = await readRefundDocument(tx, id)
    return { refund, logo: refund.organization.logo ? await logoOf(tx) : null }
  })
}

/** What a refund document must say, in the order it is read; the same on paper and in mails. */
export function refundFacts(refund: RefundDocument): PaperFact[] {
  const facts: [string, string | null][] = [
    ['Refund', refund.number],
    ['Date', longDate(refund.refundedOn)],
    ['Kind', 'Refund'],
    ['To', refund.to],
    ['Refunded to', refund.refundedTo],
    ['Handed out by', refund.handedOutBy],
    [
      'For the payment',
      `${refund.receipt} of ${longDate(refund.paidOn)}, ${sayMoney(refund.paid)}`,
    ],
    ['Refunded by', refund.by],
    ['Confirmation', refund.id],
  ]
  return facts.flatMap(([name, value]) => (value ? [{ name, value }] : []))
}

export function refundNotes(refund: RefundDocument): string[] {
  const when = refund.isCard
    ? 'Your bank shows it in 5 to 10 days, as a credit or as the payment gone from your statement.'
    : ''
  const failed = refund.state === 'failed' ? 'This refund did not succeed: no money went back.' : ''
  const sandbox = refund.sandbox ? 'Sandbox: no real money was moved.' : ''
  return [failed || when, refund.organization.policy, sandbox].filter(Boolean)
}
