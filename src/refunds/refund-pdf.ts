import { paperAmount, paperFacts, paperNotes, paperPdf } from '../organizations/paper.ts'
import { longDate, sayMoney } from '../organizations/paper-words.ts'
import { type RefundDocument, refundFacts, refundNotes } from './refund-document.ts'

/** The refund document as PDF. */
export function refundPdf(refund: RefundDocument, logo: Buffer | null): Promise<Buffer> {
  const { organization, number } = refund
  return paperPdf({
    title: `Refund ${number}`,
    under: [longDate(refund.refundedOn)],
    sender: organization,
    logo,
    currency: refund.amount.currency,
    body: [
      ...paperAmount('Amount refunded', sayMoney(refund.amount)),
      paperFacts(refundFacts(refund)),
      paperNotes(refundNotes(refund)),
    ],
    foot: `${organization.name} · Refund ${number} · Confirmation ${refund.id}`,
  })
}
