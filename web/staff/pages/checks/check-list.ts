import { parseAmount } from '../../../../src/kit/money.ts'
import type { CheckToRecord, RowProblem } from '../../../api/contract.ts'

/** A line of the list as typed. */
export interface CheckTyped {
  key: number
  client: string
  amount: string
  checkNumber: string
  invoice: string
}

export const COLUMNS = ['client', 'amount', 'checkNumber', 'invoice'] as const
export type Column = (typeof COLUMNS)[number]

export const CHECKS_MAX = 1_000

let lastKey = 0

export function emptyLines(count: number): CheckTyped[] {
  return Array.from({ length: count }, () => ({
    key: ++lastKey,
    client: '',
    amount: '',
    checkNumber: '',
    invoice: '',
  }))
}

export function isEmpty(line: CheckTyped): boolean {
  return COLUMNS.every((column) => line[column].trim() === '')
}

/** Cells as a spreadsheet copies them; null for text of one cell, which goes where it is pasted. */
export function cellsOf(text: string): string[][] | null {
  const rows = text
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .split('\n')
    .map((row) => row.split('\t').map((cell) => cell.trim()))
  if (rows.length === 1 && rows[0]?.length === 1) return null
  const [first] = rows
  // The names of the columns, copied along.
  return first?.some((cell) => /^amount$/i.test(cell)) ? rows.slice(1) : rows
}

/** The list with pasted cells from a place on; lines are added as they are needed. */
export function withPasted(
  lines: CheckTyped[],
  at: { line: number; column: Column },
  cells: string[][],
): CheckTyped[] {
  const missing = at.line + cells.length + 1 - lines.length
  const all = [...lines, ...emptyLines(Math.max(0, missing))]
  const from = COLUMNS.indexOf(at.column)
  return all.map((line, n) => {
    const pasted = cells[n - at.line]
    if (!pasted) return line
    const changed = { ...line }
    for (const [place, cell] of pasted.entries()) {
      const column = COLUMNS[from + place]
      if (column) changed[column] = cell
    }
    return changed
  })
}

/** What is sent, or what is wrong with amounts already; empty lines count for nothing. */
export function readLines(lines: CheckTyped[], currency: string) {
  const used = lines.filter((line) => !isEmpty(line))
  const problems: RowProblem[] = []
  const checks: CheckToRecord[] = used.map((line, n) => {
    const amount = parseAmount(line.amount, currency)
    if (!amount.ok) {
      problems.push({ row: n + 1, field: 'amount', code: amount.code, detail: amount.message })
    }
    return {
      client: line.client.trim(),
      amount: amount.ok ? Number(amount.amount) : null,
      ...(line.checkNumber.trim() ? { checkNumber: line.checkNumber.trim() } : {}),
      ...(line.invoice.trim() ? { invoice: line.invoice.trim() } : {}),
    }
  })
  return { keys: used.map(({ key }) => key), checks, problems }
}
