import {
  paperAmount,
  paperFacts,
  paperLines,
  paperNotes,
  paperPdf,
  paperSums,
} from '../organizations/paper.ts'
import { longDate, sayMoney } from '../organizations/paper-words.ts'
import type { CreditNoteDocument, InvoiceDocument } from './invoice-document.ts'
import {
  creditNoteFacts,
  creditNoteSums,
  howToPay,
  invoiceFacts,
  invoiceSums,
  lineDetails,
  whatCreditDoes,
} from './invoice-words.ts'

/** The invoice as PDF, as it stands now: what was paid since it was issued is on it. */
export function invoicePdf(invoice: InvoiceDocument, logo: Buffer | null): Promise<Buffer> {
  const { organization, number, lines, due, state } = invoice
  return paperPdf({
    title: `Invoice ${number}`,
    under: [longDate(invoice.issuedOn)],
    sender: organization,
    logo,
    currency: due.currency,
    body: [
      ...paperAmount(state === 'void' ? 'Void' : 'Amount due', sayMoney(due)),
      paperFacts(invoiceFacts(invoice)),
      paperLines(
        ['Description', 'Quantity', 'Price', 'Amount'],
        lines.map((line, n) => ({
          text: line.description,
          under: lineDetails(invoice, n),
          figures: [String(line.quantity), sayMoney(line.unitAmount), sayMoney(line.amount)],
        })),
      ),
      paperSums(invoiceSums(invoice)),
      paperNotes([invoice.note, ...howToPay(invoice), organization.policy]),
    ],
    foot: `${organization.name} · Invoice ${number}`,
  })
}

export function creditNotePdf(note: CreditNoteDocument, logo: Buffer | null): Promise<Buffer> {
  const { organization, number, lines, total } = note
  return paperPdf({
    title: `Credit note ${number}`,
    under: [longDate(note.issuedOn)],
    sender: organization,
    logo,
    currency: total.currency,
    body: [
      ...paperAmount('Credited', sayMoney(total)),
      paperFacts(creditNoteFacts(note)),
      paperLines(
        ['Description', 'Amount'],
        lines.map(({ description, amount }) => ({
          text: description,
          under: '',
          figures: [sayMoney(amount)],
        })),
      ),
      paperSums(creditNoteSums(note)),
      paperNotes([...whatCreditDoes(note), organization.policy]),
    ],
    foot: `${organization.name} · Credit note ${number} · Invoice ${note.invoice.number}`,
  })
}
