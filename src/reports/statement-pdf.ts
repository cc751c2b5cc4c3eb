import {
  paperAmount,
  paperFacts,
  paperNotes,
  paperPdf,
  paperSection,
  paperTable,
} from '../organizations/paper.ts'
import { longDate, sayMoney } from '../organizations/paper-words.ts'
import type { Statement } from './statement.ts'
import { agingFacts, sayBalance, statementFacts } from './statement-words.ts'

/** The statement as PDF, on the organization's paper. */
export function statementPdf(statement: Statement, logo: Buffer | null): Promise<Buffer> {
  const { organization, account, from, to, before, opening, closing, data } = statement
  const period = `${longDate(from)} to ${longDate(to)}`
  return paperPdf({
    title: 'Statement',
    under: [account.name, period],
    sender: organization,
    logo,
    currency: closing.currency,
    body: [
      ...paperAmount(`Balance on ${longDate(to)}`, sayBalance(closing)),
      paperFacts(statementFacts(statement)),
      ...paperTable(
        'What happened',
        ['Date', 'What', 'Amount', 'Balance'],
        [
          [longDate(before), 'Balance before', '', sayBalance(opening)],
          ...data.map((line) => [
            longDate(line.on),
            line.words,
            sayMoney(line.change),
            sayBalance(line.balance),
          ]),
        ],
      ),
      ...paperSection('How old is what is open', agingFacts(statement)),
      paperNotes([organization.policy]),
    ],
    foot: `${organization.name} · Statement for ${account.name} · ${period}`,
  })
}
