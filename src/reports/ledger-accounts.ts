/** The accounts of the books, in the order an accountant reads them. */
export const LEDGER_ACCOUNTS = [
  'bank',
  'cash',
  'checks',
  'terminal',
  'other',
  'clearing',
  'receivable',
  'unapplied',
  'tax',
  'transfers',
  'revenue',
  'goodwill',
  'bad_debt',
  'fees',
] as const

export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number]

export const LEDGER_ACCOUNT_NAMES: Record<LedgerAccount, string> = {
  bank: 'Bank',
  cash: 'Cash in the drawer',
  checks: 'Checks in hand',
  terminal: 'Card terminal',
  other: 'Other tenders',
  clearing: 'Card processor',
  receivable: 'Owed by clients',
  unapplied: 'Account credit of clients',
  tax: 'Sales tax',
  transfers: 'Transfers between accounts',
  revenue: 'Revenue',
  goodwill: 'Credit given',
  bad_debt: 'Bad debt',
  fees: 'Processor fees',
}

/** Whether more of it stands on the left: what one has and what one spends. */
export const DEBIT_ACCOUNTS: ReadonlySet<string> = new Set<LedgerAccount>([
  'bank',
  'cash',
  'checks',
  'terminal',
  'other',
  'clearing',
  'receivable',
  'goodwill',
  'bad_debt',
  'fees',
])
