import { refuseUnknown } from '../http/ids.ts'
import { factTable, heading, type LetterHead, letterPage, paragraph } from '../mail/letter.ts'
import type { Attachment, Letter } from '../mail/mail.ts'
import type { Composer } from '../mail/send-mails.ts'
import { longDate } from '../organizations/paper-words.ts'
import { printedStatement, type Statement } from './statement.ts'
import { findSent } from './statement-store.ts'
import { agingFacts, sayBalance, statementFacts } from './statement-words.ts'

/** Puts a statement into a letter, with itself as a PDF beside it. */
export const composeStatement: Composer = async (tx, { aboutId }) => {
  const sent = (await findSent(tx, aboutId ?? '')) ?? refuseUnknown('statement')
  const { statement, logo } = await printedStatement(tx, sent.accountId, sent)
  const filename = `statement-${statement.from}-${statement.to}.pdf`
  return {
    letter: statementLetter(statement),
    attachments: [filename],
    attach: () => attachmentsOf(statement, logo, filename),
  }
}

async function attachmentsOf(
  statement: Statement,
  logo: Buffer | null,
  filename: string,
): Promise<Attachment[]> {
  // Read when it is asked for: the renderer is large, and most starts never need it.
  const { statementPdf } = await import('./statement-pdf.ts')
  const content = await statementPdf(statement, logo)
  return [
    { filename, contentType: 'application/pdf', content },
    ...(logo
      ? [{ filename: 'logo.png', contentType: 'image/png', content: logo, cid: 'logo' }]
      : []),
  ]
}

function statementLetter(statement: Statement): Letter {
  const { organization, closing, to } = statement
  const head: LetterHead = {
    name: organization.name,
    accent: organization.accent,
    hasLogo: organization.logo !== null,
    foot: [organization.address.join(', '), organization.contact.join(' · ')].filter(Boolean),
  }
  const subject = `Statement from ${organization.name}: ${sayBalance(closing)}`
  const lead =
    closing.amount > 0
      ? `On ${longDate(to)}, ${sayBalance(closing)} was owed. Every line is in the statement attached.`
      : `On ${longDate(to)}, nothing was owed. Every line is in the statement attached.`
  const facts = statementFacts(statement)
  const aging = agingFacts(statement)
  return {
    subject,
    text: [
      lead,
      facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
      aging.map(({ name, value }) => `${name}: ${value}`).join('\n'),
      `-- \n${[organization.name, ...head.foot].join('\n')}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    html: letterPage(head, {
      title: subject,
      inner: [
        heading('Statement'),
        paragraph(lead),
        factTable(facts),
        ...(aging.length > 0 ? [factTable(aging)] : []),
      ].join('\n'),
    }),
  }
}
