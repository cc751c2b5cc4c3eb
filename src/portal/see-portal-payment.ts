import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization } from '../database/transaction.ts'
import type { ClientCaller, LinkCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import { moneyMoved, receiptNumber } from '../payments/payment.ts'
import { paidWith } from '../payments/payment-words.ts'
import { findPaymentStory, type PaymentStory } from '../payments/queries.ts'
import type { App } from '../processor/app.ts'

/** A payment as a client sees it: nothing of notes, books, staff or a bank's codes. */
export function seePortalPayment(app: App, caller: ClientCaller | LinkCaller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'payments.read')
    const story = (await findPaymentStory(tx, id)) ?? refuseUnknown('payment')
    requireOwnAccount(actor, story.accountId, 'payment')
    return {
      id: toTypeId('pay', story.id),
      amount: moneyJson(story.amount, story.currency),
      state: story.state,
      moneyMoved: moneyMoved(story.state),
      sentence: sentenceFor(story),
      paidWith: paidWith(story),
      paidBy: story.openedByName,
      createdAt: story.createdAt.toISOString(),
      receipt: story.receipt && {
        id: toTypeId('rcp', story.receipt.id),
        number: receiptNumber(BigInt(story.receipt.number)),
      },
    }
  })
}

/**
 * Where it stands, to the client. The same words for every decline: who tries out cards that are
 * not theirs learns nothing from them (charging §3.4).
 */
function sentenceFor(story: PaymentStory): string {
  const amount = formatMoney(money(story.amount, story.currency))
  switch (story.state) {
    case 'succeeded':
      return `Paid: ${amount}, ${paidWith(story)}. Thank you.`
    case 'processing':
      return `Sent to your bank: ${amount}. Not paid yet.`
    case 'requires_action':
      return 'Your bank wants your approval. No money has moved.'
    case 'failed':
      return 'Your bank did not allow this payment. No money was taken. Try another payment method, or ask your bank.'
    case 'canceled':
      return 'This payment was not made. No money was taken. Try again.'
    case 'unknown':
    case 'review':
      return 'We do not know yet whether your bank allowed it. Do not pay again; this page updates itself.'
    default:
      return `Asking your bank for ${amount}. Do not pay again.`
  }
}
