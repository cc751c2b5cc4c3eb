import { sql } from 'kysely'
import { admit, requireOwnAccount } from '../clients/admit.ts'
import { asOfOneMoment, type Transaction } from '../database/transaction.ts'
import type { AnyCaller, Caller } from '../http/caller.ts'
import { moneyJson } from '../http/money-json.ts'
import { readPlace, writeCursor } from '../http/paging.ts'
import { refuse } from '../http/problem.ts'
import { invoiceNumber } from '../invoices/invoice.ts'
import { toTypeId } from '../kit/id.ts'
import { addDays, nthMonthlyDate, todayIn } from '../kit/time.ts'
import { mailsAbout } from '../mail/outbox.ts'
import { logoOf, senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { mailRowJson } from '../settings/mail-json.ts'
import { authorize } from '../staff/authorize.ts'
import { bucketsOf } from './aging.ts'
import { lineWords, linkOf } from './line-words.ts'
import { firstOfMonth, type Period, readPeriod } from './period.ts'
import { accountOf } from './see-entries.ts'
import { openAtEndOf, statementLines, statementSums } from './statement-store.ts'

const LINES_A_PAGE = 100
/** More is a file for a program, not a letter for a person. */
const LINES_PRINTED_MAX = 2_000
const USUAL_MONTHS = 3

interface StatementQuery {
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** The story of an account over a period, a page of its lines at a time. */
export function seeStatement(app: App, caller: Caller, accountId: string, query: StatementQuery) {
  const skip = readPlace(query.cursor)
  const limit = query.limit ?? LINES_A_PAGE
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'payments.read')
    const period = await periodOf(app, tx, query)
    const statement = await readStatement(tx, accountId, period, skip, limit)
    const sent = sql`any(array(select s.id from statement_sent s where s.account_id = ${accountId}))`
    return { ...statement, mailings: (await mailsAbout(tx, sent)).map(mailRowJson) }
  })
}

/** All of it at once, to print: refused where nobody would read it. */
export function seePrintedStatement(
  app: App,
  caller: AnyCaller,
  accountId: string,
  query: StatementQuery,
) {
  return asOfOneMoment(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'payments.read')
    requireOwnAccount(actor, accountId)
    return printedStatement(tx, accountId, await periodOf(app, tx, query))
  })
}

export async function printedStatement(tx: Transaction, accountId: string, period: Period) {
  const statement = await readStatement(tx, accountId, period, 0, LINES_PRINTED_MAX)
  if (statement.nextCursor) {
    refuse('field_invalid', 'This period has more than 2,000 lines. Choose a shorter one.', {
      field: 'from',
    })
  }
  return { statement, logo: statement.organization.logo ? await logoOf(tx) : null }
}

/** The last three months and this one, unless others are asked for. */
export async function periodOf(app: App, tx: Transaction, query: StatementQuery): Promise<Period> {
  const { timeZone } = await theOrganization(tx)
  const today = todayIn(timeZone, app.clock.now())
  return readPeriod(query, {
    from: nthMonthlyDate(firstOfMonth(today), -USUAL_MONTHS),
    to: today,
  })
}

export type Statement = Awaited<ReturnType<typeof readStatement>>

async function readStatement(
  tx: Transaction,
  accountId: string,
  period: Period,
  skip: number,
  limit: number,
) {
  const { name, currency } = await theOrganization(tx)
  const [account, sums, open, organization] = await Promise.all([
    accountOf(tx, accountId),
    statementSums(tx, accountId, period),
    openAtEndOf(tx, accountId, period.to),
    senderOf(tx, name),
  ])
  const { opening, charges, payments, count } = sums
  const lines = await statementLines(tx, accountId, period, { skip, limit: limit + 1, count })
  const money = (amount: bigint) => moneyJson(amount, currency)
  return {
    organization,
    account,
    from: period.from as string,
    to: period.to as string,
    before: addDays(period.from, -1) as string,
    opening: money(opening),
    charges: money(charges),
    payments: money(payments),
    closing: money(opening + charges - payments),
    data: lines.slice(0, limit).map((line) => ({
      on: line.effectiveOn as string,
      words: lineWords(line),
      link: linkOf(line),
      change: money(line.change),
      balance: money(opening + line.balance),
    })),
    open: open.map((invoice) => ({
      id: toTypeId('inv', invoice.id),
      number: invoiceNumber(invoice.number),
      issuedOn: invoice.issuedOn as string,
      dueOn: invoice.dueOn as string,
      due: money(invoice.due),
    })),
    aging: bucketsOf(open, period.to, currency),
    nextCursor: lines.length > limit ? writeCursor([String(skip + limit)]) : null,
  }
}
