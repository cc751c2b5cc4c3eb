import { linkOfMail, linkUrl } from '../links/links.ts'
import {
  button,
  factTable,
  heading,
  type LetterHead,
  letterPage,
  paragraph,
  small,
} from '../mail/letter.ts'
import type { Attachment, Letter } from '../mail/mail.ts'
import type { Composer } from '../mail/send-mails.ts'
import { logoOf } from '../organizations/brand.ts'
import { longDate, type PaperFact, sayMoney } from '../organizations/paper-words.ts'
import {
  type CreditNoteDocument,
  type InvoiceDocument,
  readCreditNoteDocument,
  readInvoiceDocument,
} from './invoice-document.ts'
import {
  creditNoteFacts,
  creditNoteSums,
  howToPay,
  invoiceFacts,
  invoiceSums,
  whatCreditDoes,
} from './invoice-words.ts'

/** Puts an invoice into a letter, as it stands when it leaves, with itself as a PDF beside it. */
export const composeInvoice: Composer = async (tx, { id, aboutId, createdAt }, secret) => {
  const invoice = await readInvoiceDocument(tx, aboutId ?? '', createdAt)
  const logo = invoice.organization.logo ? await logoOf(tx) : null
  const filename = `invoice-${invoice.number}.pdf`
  const link = await linkOfMail(tx, id)
  const payAt = link && invoice.due.amount > 0 ? linkUrl(secret, link) : null
  return {
    letter: invoiceLetter(invoice, payAt),
    attachments: [filename],
    // Read when it is asked for: the renderer is large, and most starts never need it.
    attach: async () =>
      attachments(
        filename,
        logo,
        await (await import('./invoice-pdf.ts')).invoicePdf(invoice, logo),
      ),
  }
}

export const composeCreditNote: Composer = async (tx, { aboutId }) => {
  const note = await readCreditNoteDocument(tx, aboutId ?? '')
  const logo = note.organization.logo ? await logoOf(tx) : null
  const filename = `credit-note-${note.number}.pdf`
  return {
    letter: creditNoteLetter(note),
    attachments: [filename],
    attach: async () =>
      attachments(
        filename,
        logo,
        await (await import('./invoice-pdf.ts')).creditNotePdf(note, logo),
      ),
  }
}

function attachments(filename: string, logo: Buffer | null, content: Buffer): Attachment[] {
  return [
    { filename, contentType: 'application/pdf', content },
    ...(logo
      ? [{ filename: 'logo.png', contentType: 'image/png', content: logo, cid: 'logo' }]
      : []),
  ]
}

function invoiceLetter(invoice: InvoiceDocument, payAt: string | null): Letter {
  const { organization, number, due, dueNext } = invoice
  const asked = dueNext
    ? `${sayMoney(dueNext.amount)} due by ${longDate(dueNext.on)}`
    : `${sayMoney(due)} due`
  return letterOf(invoice.organization, {
    subject: `Invoice ${number} from ${organization.name}: ${asked}`,
    title: `Invoice ${number}`,
    facts: invoiceFacts(invoice),
    lines: invoice.lines.map(({ description, amount }) => ({
      name: description,
      value: sayMoney(amount),
    })),
    sums: invoiceSums(invoice),
    says: howToPay(invoice),
    action: payAt === null ? null : { label: `Pay ${sayMoney(due)}`, url: payAt },
    notes: [invoice.note, organization.policy],
  })
}

function creditNoteLetter(note: CreditNoteDocument): Letter {
  const { organization, number, total } = note
  return letterOf(note.organization, {
    subject: `Credit note ${number} from ${organization.name}: ${sayMoney(total)}`,
    title: `Credit note ${number}`,
    facts: creditNoteFacts(note),
    lines: note.lines.map(({ description, amount }) => ({
      name: description,
      value: sayMoney(amount),
    })),
    sums: creditNoteSums(note),
    says: whatCreditDoes(note),
    notes: [organization.policy],
  })
}

interface Parts {
  subject: string
  title: string
  facts: PaperFact[]
  lines: PaperFact[]
  sums: PaperFact[]
  says: string[]
  /** The link by which it is paid. */
  action?: { label: string; url: string } | null
  notes: string[]
}

function letterOf(organization: InvoiceDocument['organization'], parts: Parts): Letter {
  const { subject, title, facts, lines, sums, says, action } = parts
  const head: LetterHead = {
    name: organization.name,
    accent: organization.accent,
    hasLogo: organization.logo !== null,
    foot: [organization.address.join(', '), organization.contact.join(' · ')].filter(Boolean),
  }
  const notes = parts.notes.filter(Boolean)
  const table = (of: PaperFact[]) => of.map(({ name, value }) => `${name}: ${value}`).join('\n')
  return {
    subject,
    text: [
      says.join('\n'),
      ...(action ? [`${action.label}:\n${action.url}`] : []),
      table(facts),
      table(lines),
      table(sums),
      ...notes,
      `-- \n${[head.name, ...head.foot].join('\n')}`,
    ].join('\n\n'),
    html: letterPage(head, {
      title: subject,
      inner: [
        heading(title),
        ...says.map(paragraph),
        ...(action ? [button(head, action)] : []),
        factTable(facts),
        factTable(lines),
        factTable(sums.map((sum, n) => ({ ...sum, strong: n === sums.length - 1 }))),
        ...notes.map(small),
      ].join('\n'),
    }),
  }
}
