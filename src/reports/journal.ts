import { sql } from 'kysely'
import { asOfOneMoment, rows, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { decimal } from '../http/csv.ts'
import { toTypeId } from '../kit/id.ts'
import { addDays, nthMonthlyDate, todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type AccountCodes, accountCodes } from './account-codes.ts'
import type { Columns, SheetPage } from './csv.ts'
import type { LedgerAccount } from './ledger-accounts.ts'
import { type LinePlace, linesOfLedgerAccount } from './ledger-store.ts'
import { lineWords } from './line-words.ts'
import { firstOfMonth, readPeriod } from './period.ts'

export type JournalForm = 'journal' | 'quickbooks' | 'xero'

/** Half of an entry: what moves onto one account or off it. Its two halves add up to nothing. */
export interface JournalRow {
  date: string
  entry: string
  code: string
  account: string
  memo: string
  side: 'debit' | 'credit'
  amount: { amount: number; currency: string }
}

const LINES_AT_A_TIME = 1_000

interface JournalQuery {
  from?: string | undefined
  to?: string | undefined
  /** An entry for every line of the books, or one a day for each two accounts. */
  by?: 'line' | 'day' | undefined
}

/** The journal of a period, for an accountant or their program: last month unless said otherwise. */
export async function journalSheet(app: App, caller: Caller, query: JournalQuery) {
  const page = (after: LinePlace | null): Promise<SheetPage<JournalRow>> =>
    asOfOneMoment(app.db, caller.orgId, async (tx) => {
      await authorize(tx, caller, 'reports.read')
      await authorize(tx, caller, 'books.read')
      const { currency, timeZone } = await theOrganization(tx)
      const today = todayIn(timeZone, app.clock.now())
      const lastMonth = nthMonthlyDate(firstOfMonth(today), -1)
      const { from, to } = readPeriod(query, {
        from: lastMonth,
        to: addDays(firstOfMonth(today), -1),
      })
      const codes = await accountCodes(tx)
      if (query.by !== 'line') {
        const days = await sumsByDay(tx, from, to)
        return { rows: days.flatMap((day) => halves(day, codes, currency)), next: null }
      }
      const lines = await linesOfLedgerAccount(
        tx,
        { account: null, from, to },
        after,
        LINES_AT_A_TIME,
      )
      const last = lines.at(-1)
      const entries = lines.map((line) => ({
        date: line.effectiveOn as string,
        entry: `${toTypeId('ldg', line.sourceId)}.${line.event}.${line.n}`,
        debit: line.debit,
        credit: line.credit,
        amount: line.amount,
        memo: [lineWords(line), line.accountName].filter(Boolean).join(', '),
      }))
      return {
        rows: entries.flatMap((entry) => halves(entry, codes, currency)),
        next: lines.length === LINES_AT_A_TIME && last ? () => page(last) : null,
      }
    })
  return page(null)
}

interface Entry {
  date: string
  entry: string
  debit: string
  credit: string
  amount: bigint
  memo: string
}

async function sumsByDay(tx: Transaction, from: string, to: string): Promise<Entry[]> {
  const found = await rows<{
    date: string
    debit: string
    credit: string
    amount: bigint
    count: bigint
  }>(
    tx,
    sql`select effective_on as date, debit, credit, sum(amount)::bigint as amount, count(*) as count
        from ledger_line where effective_on between ${from}::date and ${to}::date
        group by 1, 2, 3 order by 1, 2, 3`,
  )
  return found.map(({ count, ...sums }) => ({
    ...sums,
    entry: `${sums.date.replaceAll('-', '')}-${sums.debit}-${sums.credit}`,
    memo: count === 1n ? 'Onfile, 1 line' : `Onfile, ${count} lines`,
  }))
}

function halves(entry: Entry, codes: AccountCodes, currency: string): JournalRow[] {
  const { date, entry: number, memo, amount, debit, credit } = entry
  const half = (account: string, side: 'debit' | 'credit'): JournalRow => {
    const { code, name } = codes[account as LedgerAccount]
    const value = { amount: Number(amount), currency }
    return { date, entry: number, code, account: name, memo, side, amount: value }
  }
  return [half(debit, 'debit'), half(credit, 'credit')]
}

const on = (side: 'debit' | 'credit') => (row: JournalRow) =>
  row.side === side ? decimal(row.amount) : ''
const signed = ({ side, amount }: JournalRow) =>
  decimal({ ...amount, amount: side === 'debit' ? amount.amount : -amount.amount })

/** `11/22/2026` where the dollar is at home, `22/11/2026` elsewhere: as the programs there read it. */
function localDate({ date, amount }: JournalRow): string {
  const [year, month, day] = date.split('-')
  return amount.currency === 'USD' ? `${month}/${day}/${year}` : `${day}/${month}/${year}`
}

export const JOURNAL_COLUMNS: Record<JournalForm, Columns<JournalRow>> = {
  journal: [
    ['Date', ({ date }) => date],
    ['Entry', ({ entry }) => entry],
    ['Account', ({ code }) => code],
    ['Account name', ({ account }) => account],
    ['Debit', on('debit')],
    ['Credit', on('credit')],
    ['Memo', ({ memo }) => memo],
  ],
  // The names that the import of journal entries asks for.
  quickbooks: [
    ['Journal No.', ({ entry }) => entry],
    ['Journal Date', localDate],
    ['Account Name', ({ account }) => account],
    ['Debits', on('debit')],
    ['Credits', on('credit')],
    ['Description', ({ memo }) => memo],
    ['Currency', ({ amount }) => amount.currency],
  ],
  // The template for manual journals: one amount, credits below zero, each narration adds up to nothing.
  xero: [
    ['*Narration', ({ entry }) => entry],
    ['*Date', localDate],
    ['Description', ({ memo }) => memo],
    ['*AccountCode', ({ code }) => code],
    ['*TaxRate', () => 'Tax Exempt'],
    ['*Amount', signed],
    ['TrackingName1', () => ''],
    ['TrackingOption1', () => ''],
    ['TrackingName2', () => ''],
    ['TrackingOption2', () => ''],
  ],
}
