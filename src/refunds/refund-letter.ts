import { factTable, heading, letterPage, paragraph, small } from '../mail/letter.ts'
import type { Attachment, Letter } from '../mail/mail.ts'
import type { Composer } from '../mail/send-mails.ts'
import { logoOf } from '../organizations/brand.ts'
import { sayMoney } from '../organizations/paper-words.ts'
import {
  type RefundDocument,
  readRefundDocument,
  refundFacts,
  refundNotes,
} from './refund-document.ts'

/** Puts a refund into a letter, with itself as a PDF beside it. */
export const composeRefund: Composer = async (tx, { aboutId }) => {
  const refund = await readRefundDocument(tx, aboutId ?? '')
  const logo = refund.organization.logo ? await logoOf(tx) : null
  const filename = `refund-${refund.number.replace('/', '-')}.pdf`
  return {
    letter: refundLetter(refund),
    attachments: [filename],
    attach: () => attachmentsOf(refund, logo, filename),
  }
}

async function attachmentsOf(
  refund: RefundDocument,
  logo: Buffer | null,
  filename: string,
): Promise<Attachment[]> {
  // Read when it is asked for: the renderer is large, and most starts never need it.
  const { refundPdf } = await import('./refund-pdf.ts')
  const content = await refundPdf(refund, logo)
  return [
    { filename, contentType: 'application/pdf', content },
    ...(logo
      ? [{ filename: 'logo.png', contentType: 'image/png', content: logo, cid: 'logo' }]
      : []),
  ]
}

function refundLetter(refund: RefundDocument): Letter {
  const { organization } = refund
  const foot = [organization.address.join(', '), organization.contact.join(' · ')].filter(Boolean)
  const head = {
    name: organization.name,
    accent: organization.accent,
    hasLogo: organization.logo !== null,
    foot,
  }
  const amount = sayMoney(refund.amount)
  const subject = `Refund ${refund.number} from ${organization.name}: ${amount}`
  const said = `${organization.name} has given back ${amount}, to ${refund.refundedTo}.`
  const facts = refundFacts(refund)
  const notes = refundNotes(refund)
  return {
    subject,
    text: [
      said,
      facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
      ...notes,
      `-- \n${[organization.name, ...foot].join('\n')}`,
    ].join('\n\n'),
    html: letterPage(head, {
      title: subject,
      inner: [
        heading(`Refund ${refund.number}`),
        paragraph(said),
        factTable(facts),
        ...notes.map(small),
      ].join('\n'),
    }),
  }
}
