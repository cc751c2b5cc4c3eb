import type { z } from '@hono/zod-openapi'
import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { decimal } from '../http/csv.ts'
import { readId } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { BUCKETS, seeAging } from './aging.ts'
import type { EcheckState, ReportExportPath, ReportExportQuery } from './contract.ts'
import { type Columns, csvStream, type SheetPage, textStream } from './csv.ts'
import { seeDeposits } from './deposits.ts'
import { seeDay } from './end-of-day.ts'
import { JOURNAL_COLUMNS, type JournalForm, journalSheet } from './journal.ts'
import { IIF_HEAD, iif } from './journal-iif.ts'
import { seeEchecks } from './see-echecks.ts'
import { seeEntries } from './see-entries.ts'
import { seeDashboard, seeHistory, seeTakings, seeTransactions } from './see-reports.ts'
import { seeStatement } from './statement.ts'
import { BUCKET_NAMES } from './statement-words.ts'
import { seeLedgerAccount, seeTrialBalance } from './trial-balance.ts'

export type ReportTable = z.infer<typeof ReportExportPath>['table']
export type ExportQuery = z.infer<typeof ReportExportQuery>

const ROWS_AT_A_TIME = 1_000

/** A report as text of a file of comma separated values. */
export async function exportReport(
  app: App,
  caller: Caller,
  table: ReportTable,
  query: ExportQuery,
): Promise<ReadableStream<Uint8Array>> {
  const inTurn = <T>(work: (tx: Transaction, actor: StaffActor) => Promise<T>) =>
    inOrganization(app.db, caller.orgId, async (tx) =>
      work(tx, await authorize(tx, caller, 'reports.read')),
    )
  await inTurn(async () => {})
  const file = await SHEETS[table](app, caller, query)
  // Its first page was read, so it is there to be taken.
  await inTurn((tx, actor) => recordAct(app, tx, caller, actor, 'report.exported', null, { table }))
  return file
}

const ECHECK_WORDS: Record<EcheckState, string> = {
  onItsWay: 'On its way',
  paid: 'Paid',
  sentBack: 'Sent back unpaid',
  returned: 'Returned after it was paid',
  canceled: 'Canceled',
}

type Sheet = (app: App, caller: Caller, query: ExportQuery) => Promise<ReadableStream<Uint8Array>>

/** Pages one after the other; the first is asked for at once, so that a refusal is an answer. */
async function paged<Row>(
  ask: (
    cursor: string | undefined,
    limit: number,
  ) => Promise<{ data: Row[]; nextCursor: string | null }>,
  columns: Columns<Row>,
): Promise<ReadableStream<Uint8Array>> {
  const page = async (cursor?: string): Promise<SheetPage<Row>> => {
    const { data, nextCursor } = await ask(cursor, ROWS_AT_A_TIME)
    return { rows: data, next: nextCursor === null ? null : () => page(nextCursor) }
  }
  return csvStream(columns, await page())
}

function whole<Row>(columns: Columns<Row>, rows: Row[]): ReadableStream<Uint8Array> {
  return csvStream(columns, { rows, next: null })
}

function accountId({ accountId: text }: ExportQuery): string {
  if (!text) refuse('field_required', '"accountId" is missing.', { field: 'accountId' })
  return readId('acc', text, 'account')
}

type Wire = { amount: number; currency: string }
const or = (value: Wire | null) => (value ? decimal(value) : '')

const journal =
  (form: JournalForm): Sheet =>
  async (app, caller, query) =>
    csvStream(JOURNAL_COLUMNS[form], await journalSheet(app, caller, query))

const SHEETS: Record<ReportTable, Sheet> = {
  entries: (app, caller, query) => {
    const { figure = 'owed', asOf } = query
    return paged(
      (cursor, limit) => seeEntries(app, caller, accountId(query), { figure, asOf, cursor, limit }),
      [
        ['Date', (row) => row.on],
        ['What', (row) => row.words],
        ['Amount', (row) => decimal(row.change)],
        ['Balance', (row) => decimal(row.balance)],
      ],
    )
  },
  statement: (app, caller, query) =>
    paged(
      (cursor, limit) =>
        seeStatement(app, caller, accountId(query), {
          from: query.from,
          to: query.to,
          cursor,
          limit,
        }),
      [
        ['Date', (row) => row.on],
        ['What', (row) => row.words],
        ['Amount', (row) => decimal(row.change)],
        ['Balance', (row) => decimal(row.balance)],
      ],
    ),
  history: async (app, caller, query) =>
    whole(
      [
        ['Month', (row) => row.month],
        ['Invoiced', (row) => decimal(row.invoiced)],
        ['Collected', (row) => decimal(row.collected)],
      ],
      (await seeHistory(app, caller, accountId(query))).months,
    ),
  trialBalance: async (app, caller, query) =>
    whole(
      [
        ['Account', (row) => row.name],
        ['Debit', (row) => decimal(row.debit)],
        ['Credit', (row) => decimal(row.credit)],
        ['Lines', (row) => String(row.count)],
      ],
      (await seeTrialBalance(app, caller, { asOf: query.asOf })).data,
    ),
  ledgerAccount: (app, caller, { ledgerAccount = '', from, to }) =>
    paged(
      (cursor, limit) => seeLedgerAccount(app, caller, ledgerAccount, { from, to, cursor, limit }),
      [
        ['Date', (row) => row.on],
        ['What', (row) => row.words],
        ['Who', (row) => row.who ?? ''],
        ['Other account', (row) => row.other],
        ['Debit', (row) => (row.side === 'debit' ? decimal(row.amount) : '')],
        ['Credit', (row) => (row.side === 'credit' ? decimal(row.amount) : '')],
      ],
    ),
  transactions: (app, caller, { from, to }) =>
    paged(
      (cursor, limit) => seeTransactions(app, caller, { from, to, cursor, limit }),
      [
        ['Date', (row) => row.on],
        ['What', (row) => row.words],
        ['Who', (row) => row.who ?? ''],
        ['Paid with', (row) => row.paidWith ?? ''],
        ['Income', (row) => or(row.income)],
        ['Cashflow', (row) => or(row.cashflow)],
      ],
    ),
  takings: async (app, caller, { from, to }) => {
    const { tenders, days } = await seeTakings(app, caller, { from, to })
    const columns: Columns<(typeof days)[number]> = [
      ['Date', (row) => row.day],
      ...tenders.map(({ name }, n): Columns<(typeof days)[number]>[number] => [
        name,
        (row) => or(row.byTender[n] ?? null),
      ]),
      ['Payments', (row) => String(row.count)],
      ['Taken', (row) => decimal(row.paid)],
      ['Given back', (row) => decimal(row.back)],
      ['Net', (row) => decimal(row.net)],
    ]
    return whole(columns, days)
  },
  echecks: (app, caller, { from, to }) =>
    paged(
      (cursor, limit) => seeEchecks(app, caller, { from, to, cursor, limit }),
      [
        ['Date posted', (row) => row.on],
        ['Account', (row) => row.who],
        ['Bank account', (row) => row.bankAccount],
        ['Amount', (row) => decimal(row.amount)],
        ['State', (row) => ECHECK_WORDS[row.state]],
        ['Code', (row) => row.code ?? ''],
        ['Cause', (row) => row.cause ?? ''],
        ['Returned on', (row) => row.returnedOn ?? ''],
        ['Payment', (row) => row.paymentId],
      ],
    ),
  aging: (app, caller, { asOf }) =>
    paged(
      (cursor, limit) => seeAging(app, caller, { asOf, cursor, limit }),
      [
        ['Account', (row) => row.account.name],
        ['Oldest due', (row) => row.oldestDueOn ?? ''],
        ['Invoices', (row) => String(row.invoices)],
        ...BUCKETS.map(
          (bucket): Columns<Awaited<ReturnType<typeof seeAging>>['data'][number]>[number] => [
            BUCKET_NAMES[bucket],
            (row) => decimal(row[bucket]),
          ],
        ),
        ['Total', (row) => decimal(row.total)],
      ],
    ),
  day: async (app, caller, { day }) =>
    whole(
      [
        ['What', (row) => row.name],
        ['Before', (row) => decimal(row.opening)],
        ['Came in', (row) => decimal(row.cameIn)],
        ['Given back', (row) => decimal(row.wentBack)],
        ['Brought to the bank', (row) => decimal(row.deposited)],
        ['Expected', (row) => decimal(row.expected)],
        ['Counted', (row) => or(row.count?.counted ?? null)],
        ['Difference', (row) => or(row.count?.difference ?? null)],
        ['Note', (row) => row.count?.note ?? ''],
      ],
      (await seeDay(app, caller, { day })).places,
    ),
  deposits: async (app, caller, { place = 'cash' }) =>
    whole(
      [
        ['Date', (row) => row.depositedOn],
        ['From', (row) => row.name],
        ['Amount', (row) => decimal(row.amount)],
        ['By', (row) => row.by],
        ['Note', (row) => row.note],
        ['Undone on', (row) => row.undone?.on ?? ''],
        ['Why undone', (row) => row.undone?.why ?? ''],
      ],
      (await seeDeposits(app, caller, { place })).data,
    ),
  months: async (app, caller, { from, to }) =>
    whole(
      [
        ['Month', (row) => row.month],
        ['Invoiced', (row) => decimal(row.invoiced)],
        ['Collected', (row) => decimal(row.collected)],
      ],
      (await seeDashboard(app, caller, { from, to })).months,
    ),
  journal: journal('journal'),
  quickbooks: journal('quickbooks'),
  xero: journal('xero'),
  quickbooksDesktop: async (app, caller, query) =>
    textStream(IIF_HEAD, iif, await journalSheet(app, caller, query)),
}
