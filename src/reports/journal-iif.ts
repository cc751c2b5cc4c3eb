import { decimal } from '../http/csv.ts'
import type { JournalRow } from './journal.ts'

/** What stands above the entries: the fields of each line, in their order. */
export const IIF_HEAD = ['!TRNS', '!SPL']
  .map((line) => `${line}\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO\r\n`)
  .concat('!ENDTRNS\r\n')
  .join('')

/**
 * Journal entries in the Intuit Interchange Format of QuickBooks Desktop: debits above zero, credits
 * below, each entry adds up to nothing. Accounts go by the names that they have there.
 */
export function iif(rows: readonly JournalRow[]): string {
  return [...Map.groupBy(rows, ({ entry }) => entry).values()]
    .map((halves) => `${halves.map(lineOf).join('')}ENDTRNS\r\n`)
    .join('')
}

function lineOf({ date, entry, account, memo, side, amount }: JournalRow, n: number): string {
  const [year, month, day] = date.split('-')
  const signed = { ...amount, amount: side === 'debit' ? amount.amount : -amount.amount }
  const line = n === 0 ? 'TRNS' : 'SPL'
  const cells = [`${month}/${day}/${year}`, plain(account), decimal(signed), plain(entry)]
  return `${[line, 'GENERAL JOURNAL', ...cells, plain(memo)].join('\t')}\r\n`
}

/** The format knows no quoting and no letters beyond ASCII. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[\p{Cc}"]+/gu, ' ')
    .replaceAll(/[^ -~]/g, '?')
}
