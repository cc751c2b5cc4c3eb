import { payFromCredit } from './allocations/reconcile.ts'
import type { AttentionKind } from './attention/kinds.ts'
import { openTold } from './attention/open-told.ts'
import { reviewMatters, reviewPayment } from './attention/review-matters.ts'
import type { Transaction } from './database/transaction.ts'
import { queueMail } from './mail/queue-mail.ts'
import { theOrganization } from './organizations/organization.ts'
import { expectFees } from './payments/fee-store.ts'
import { moveScheduled } from './payments/move-scheduled.ts'
import type {
  BusinessEvent,
  InvoiceIssued,
  MethodReplaced,
  PaymentsSucceeded,
  PaymentTrouble,
  RefundSucceeded,
} from './processor/app.ts'

const NEEDS_A_PERSON: Record<PaymentTrouble['is'], AttentionKind> = {
  moneyOnClosedPayment: 'money_on_closed_payment',
  amountDiffers: 'amount_differs',
  refundTooMuch: 'refund_too_much',
}

/** The processor knows its fee a little after the payment. */
const FEE_AFTER_MS = 3_000

/** "When X happened, do Y": the only list of it, run in the transaction of X. */
export function reactions(newId: () => string) {
  return async (tx: Transaction, event: BusinessEvent): Promise<void> => {
    if (event.is === 'paymentsSucceeded') {
      const paymentIds = event.payments.map(({ paymentId }) => paymentId)
      // Both begun at once: the commit is sent right behind what a settlement begins.
      await Promise.all([
        expectFees(tx, paymentIds, new Date(event.at.getTime() + FEE_AFTER_MS)),
        ...sendReceipts(tx, event, newId),
      ])
      return
    }
    if (event.is === 'invoiceIssued') return payNewInvoice(tx, event, newId)
    if (event.is === 'refundSucceeded') return sendRefundDocument(tx, event, newId)
    if (event.is === 'paymentMoved') return reviewPayment(tx, event)
    if (event.is === 'moved') return reviewMatters(tx, event)
    if (event.is === 'methodReplaced') return carryOver(tx, event)
    await openTold(tx, { ...event, kind: NEEDS_A_PERSON[event.is] })
  }
}

/** What was planned with a card is planned with the one that took its place. */
async function carryOver(tx: Transaction, event: MethodReplaced): Promise<void> {
  const { orgId, methodId, byMethodId, at } = event
  await moveScheduled(tx, methodId, byMethodId)
  await reviewMatters(tx, { is: 'moved', what: 'method', orgId, id: methodId, at })
  await reviewMatters(tx, { is: 'moved', what: 'method', orgId, id: byMethodId, at })
}

/** Credit that the account holds pays it at once, where the organization wants that. */
async function payNewInvoice(
  tx: Transaction,
  event: InvoiceIssued,
  newId: () => string,
): Promise<void> {
  if ((await theOrganization(tx)).creditUse !== 'always') return
  const { orgId, accountId, currency, at, issuedOn: effectiveOn, byName } = event
  const occasion = { orgId, accountId, currency, at, effectiveOn, byName }
  await payFromCredit({ newId }, tx, { ...occasion, why: 'automatic' })
}

/** To the address that was typed with the payment; without one nothing goes by itself. */
function sendReceipts(
  tx: Transaction,
  event: PaymentsSucceeded,
  newId: () => string,
): Promise<void>[] {
  return event.payments.flatMap(({ receiptId, receiptEmail }) =>
    receiptEmail === null
      ? []
      : queueMail(tx, {
          orgId: event.orgId,
          id: newId(),
          to: receiptEmail,
          about: 'receipt',
          aboutId: receiptId,
          letter: null,
          automatic: true,
          byName: event.byName,
          now: event.at,
        }),
  )
}

/** To the client, where whoever gave the money back asked for it. */
async function sendRefundDocument(
  tx: Transaction,
  { refund, at }: RefundSucceeded,
  newId: () => string,
): Promise<void> {
  if (refund.tell === null) return
  await queueMail(tx, {
    orgId: refund.orgId,
    id: newId(),
    to: refund.tell,
    about: 'refund',
    aboutId: refund.id,
    letter: null,
    automatic: true,
    byName: refund.openedByName,
    now: at,
  })
}
