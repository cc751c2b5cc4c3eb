import {
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
import { theOrganization } from '../organizations/organization.ts'
import { sayMoney } from '../organizations/paper-words.ts'
import { type Receipt, readReceipt } from './receipt.ts'
import { receiptFacts, receiptLines, SANDBOX_NOTE, whatRemains } from './receipt-words.ts'

/** Puts a receipt into a letter, with itself as a PDF beside it. */
export const composeReceipt: Composer = async (tx, { aboutId }) => {
  const whole = await readReceipt(tx, aboutId ?? '')
  const { healthMode } = await theOrganization(tx)
  // Mails are read by others on their way: what it was for stays on the receipt that is handed over.
  const receipt = healthMode ? { ...whole, description: '' } : whole
  const logo = receipt.organization.logo ? await logoOf(tx) : null
  const filename = `receipt-${receipt.number}.pdf`
  return {
    letter: receiptLetter(receipt),
    attachments: [filename],
    attach: () => attachmentsOf(receipt, logo, filename),
  }
}

async function attachmentsOf(
  receipt: Receipt,
  logo: Buffer | null,
  filename: string,
): Promise<Attachment[]> {
  // Read when it is asked for: the renderer is large, and most starts never need it.
  const { receiptPdf } = await import('./receipt-pdf.ts')
  const content = await receiptPdf(receipt, logo)
  return [
    { filename, contentType: 'application/pdf', content },
    ...(logo
      ? [{ filename: 'logo.png', contentType: 'image/png', content: logo, cid: 'logo' }]
      : []),
  ]
}

export function receiptLetter(receipt: Receipt): Letter {
  const { organization } = receipt
  const head: LetterHead = {
    name: organization.name,
    accent: organization.accent,
    hasLogo: organization.logo !== null,
    foot: [organization.address.join(', '), organization.contact.join(' · ')].filter(Boolean),
  }
  const amount = sayMoney(receipt.amount)
  const subject = `Receipt ${receipt.number} from ${organization.name}: ${amount}`
  const thanks = `${organization.name} received ${amount}. Thank you.`
  const facts = receiptFacts(receipt)
  const lines = [...receiptLines(receipt), { name: 'Total paid', value: amount }]
  const remains = whatRemains(receipt)
  const notes = [organization.policy, receipt.sandbox ? SANDBOX_NOTE : ''].filter(Boolean)
  return {
    subject,
    text: [
      thanks,
      facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
      lines.map(({ name, value }) => `${name}: ${value}`).join('\n'),
      remains.join('\n'),
      ...notes,
      `-- \n${[organization.name, ...head.foot].join('\n')}`,
    ].join('\n\n'),
    html: letterPage(head, {
      title: subject,
      inner: [
        heading(`Receipt ${receipt.number}`),
        paragraph(thanks),
        factTable(facts),
        factTable(lines.map((line, n) => ({ ...line, strong: n === lines.length - 1 }))),
        ...remains.map(paragraph),
        ...notes.map(small),
      ].join('\n'),
    }),
  }
}
