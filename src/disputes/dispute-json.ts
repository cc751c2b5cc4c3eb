import { moneyJson } from '../http/money-json.ts'
import { toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import { type Dispute, isOpen, lossOf, reasonText, takenBack } from './dispute.ts'

/** A dispute as its payment and its own page show it. */
export function disputeJson(dispute: Dispute) {
  const says = (amount: bigint) => moneyJson(amount, dispute.currency)
  return {
    id: toTypeId('dsp', dispute.id),
    paymentId: toTypeId('pay', dispute.paymentId),
    amount: says(dispute.amount),
    state: dispute.state,
    isOpen: isOpen(dispute.state),
    isInquiry: dispute.isInquiry,
    sentence: disputeSentence(dispute),
    reason: dispute.reason,
    reasonText: reasonText(dispute.reason),
    dueBy: dispute.dueBy?.toISOString() ?? null,
    withdrawn: says(takenBack(dispute)),
    lost: says(lossOf(dispute)),
    reinstated: says(dispute.reinstated + dispute.reinstatedMore),
    fee: says(dispute.fee),
    openedAt: dispute.openedAt.toISOString(),
    closedAt: dispute.closedAt?.toISOString() ?? null,
    evidenceSent: dispute.evidenceSentAt && {
      at: dispute.evidenceSentAt.toISOString(),
      by: dispute.evidenceSentBy ?? '',
    },
    processorDisputeId: dispute.processorDisputeId,
  }
}

function disputeSentence(dispute: Dispute): string {
  const amount = formatMoney(money(dispute.amount, dispute.currency))
  const { isInquiry, state } = dispute
  switch (state) {
    case 'needs_response':
      return isInquiry
        ? `The bank asks about ${amount}. No money was withdrawn. Answer before the due date.`
        : `The bank took back ${amount}. Send evidence before the due date to get it again.`
    case 'under_review':
      return `The bank looks at the evidence for ${amount}.`
    case 'won':
      return `Won: the bank gave ${amount} again. It is account credit.`
    case 'lost':
      return `Lost: the client has ${amount} back from their bank.`
    case 'closed':
      return isInquiry
        ? `The bank asked about ${amount} and closed it. No money was withdrawn.`
        : `Closed: the bank did not take up ${amount}.`
  }
}
