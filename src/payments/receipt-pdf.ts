import {
  paperAmount,
  paperFacts,
  paperNotes,
  paperPdf,
  paperSection,
} from '../organizations/paper.ts'
import { longDate, sayMoney } from '../organizations/paper-words.ts'
import type { Receipt } from './receipt.ts'
import { receiptFacts, receiptLines, SANDBOX_NOTE, whatRemains } from './receipt-words.ts'

/** The receipt as PDF, A4 or Letter by the currency's usual paper. */
export function receiptPdf(receipt: Receipt, logo: Buffer | null): Promise<Buffer> {
  const { organization, number } = receipt
  return paperPdf({
    title: `Receipt ${number}`,
    under: [longDate(receipt.issuedOn)],
    sender: organization,
    logo,
    currency: receipt.amount.currency,
    body: [
      ...paperAmount('Amount paid', sayMoney(receipt.amount)),
      paperFacts(receiptFacts(receipt)),
      ...paperSection('What it paid', receiptLines(receipt)),
      paperNotes([
        ...whatRemains(receipt),
        organization.policy,
        receipt.sandbox ? SANDBOX_NOTE : '',
      ]),
    ],
    foot: `${organization.name} · Receipt ${number} · Confirmation ${receipt.paymentId}`,
  })
}
