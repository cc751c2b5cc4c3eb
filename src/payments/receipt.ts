import { sql } from 'kysely'
import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { admit, requireOwnAccount } from '../clients/admit.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { AnyCaller, Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { mailsAbout } from '../mail/outbox.ts'
import { logoOf, senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import { findPayerCategory } from '../organizations/tender.ts'
import { findProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { mailRowJson } from '../settings/mail-json.ts'
import { authorize } from '../staff/authorize.ts'
import { cardName } from '../wallet/authorization.ts'
import type { Payment } from './payment.ts'
import { receiptNumber } from './payment.ts'
import { paidWith } from './payment-words.ts'
import { accountOfReceipt, allocationsOf, findReceipt } from './queries.ts'
import { findPaidPayment } from './store.ts'

/** Proof of one payment, as it was when it was issued, with what became of its mailings. */
export function seeReceipt(app: App, caller: Caller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    return readReceipt(tx, id)
  })
}

/** For the PDF, which holds the picture itself. */
export function seeReceiptWithLogo(app: App, caller: AnyCaller, id: string) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'payments.read')
    requireOwnAccount(
      actor,
      (await accountOfReceipt(tx, id)) ?? refuseUnknown('receipt'),
      'receipt',
    )
    const receipt = await readReceipt(tx, id)
    return { receipt, logo: receipt.organization.logo ? await logoOf(tx) : null }
  })
}

export type Receipt = Awaited<ReturnType<typeof readReceipt>>

export async function readReceipt(tx: Transaction, id: string) {
  const receipt = (await findReceipt(tx, id)) ?? refuseUnknown('receipt')
  const payment = (await findPaidPayment(tx, receipt.paymentId)) ?? refuseUnknown('payment')
  const account = (await findAccount(tx, payment.accountId)) ?? refuseUnknown('account')
  const [client] = await clientsOfAccount(tx, payment.accountId)
  const { name, timeZone } = await theOrganization(tx)
  const { currency } = payment
  const money = (amount: bigint) => moneyJson(amount, currency)
  const paid = await allocationsOf(tx, payment.id)
  const applied = paid.reduce((sum, one) => sum + one.amount, 0n)
  return {
    id: toTypeId('rcp', receipt.id),
    number: receiptNumber(receipt.number),
    paymentId: toTypeId('pay', payment.id),
    issuedAt: receipt.issuedAt.toISOString(),
    issuedOn: todayIn(timeZone, receipt.issuedAt) as string,
    postedOn: payment.postedOn,
    organization: await senderOf(tx, name),
    sandbox: await isSandbox(tx, payment),
    account: { id: toTypeId('acc', account.id), name: account.name },
    client: client
      ? { id: toTypeId('cli', client.id), name: client.name, email: client.email }
      : null,
    amount: money(payment.amount),
    tender: payment.tender,
    // Brand and last four, never the expiry.
    card: payment.card && { name: cardName(payment.card), ...lastFourOf(payment.card) },
    paidWith: paidWith(payment),
    tendered: payment.tendered === null ? null : money(payment.tendered),
    change: payment.tendered === null ? null : money(payment.tendered - payment.amount),
    checkNumber: payment.checkNumber,
    externalBrand: payment.externalBrand,
    authorizationCode: payment.authorizationCode ?? payment.card?.authorizationCode ?? null,
    payerCategory: payment.payerCategoryId
      ? ((await findPayerCategory(tx, payment.payerCategoryId))?.name ?? null)
      : null,
    reference: payment.reference,
    description: payment.description,
    paid: paid.map((one) => ({
      invoiceId: toTypeId('inv', one.invoiceId),
      number: invoiceNumber(one.number),
      amount: money(one.amount),
      total: money(one.total),
      stillDue: money(one.stillDue),
    })),
    credit: money(payment.amount - applied),
    balanceAfter: money(receipt.balanceAfter),
    takenBy: payment.openedByName,
    sendTo: sendTo(payment.receiptEmail, client?.email ?? null),
    mailings: (await mailsAbout(tx, receipt.id)).map(mailRowJson),
  }
}

/** What became of each mailing of a payment's receipt: asked with the payment, in the same trip. */
export function mailingsOf(tx: Transaction, paymentId: string) {
  return mailsAbout(tx, sql`(select r.id from receipt r where r.payment_id = ${paymentId})`)
}

/** The address typed with the payment, else the one on file; and which of the two it is. */
function sendTo(typed: string | null, onFile: string | null) {
  if (typed) return { address: typed, from: 'payment' as const }
  return onFile ? { address: onFile, from: 'client' as const } : null
}

async function isSandbox(tx: Transaction, { processorAccountId }: Payment): Promise<boolean> {
  if (!processorAccountId) return false
  return (await findProcessorAccount(tx, processorAccountId))?.kind === 'sandbox'
}

function lastFourOf({ brand, last4 }: { brand: string; last4: string }) {
  return { brand, last4 }
}
