import { expect, test } from 'vitest'
import { IIF_HEAD, iif } from './journal-iif.ts'

const half = (side: 'debit' | 'credit', account: string, entry = 'ldg_1.issued.0') => ({
  date: '2026-03-09',
  entry,
  code: '1200',
  account,
  memo: 'Invoice INV-104, Zoë\t"Żółkiewska"',
  side,
  amount: { amount: 12_505, currency: 'USD' },
})

test('a journal entry of QuickBooks Desktop', () => {
  const rows = [half('debit', 'Owed by clients'), half('credit', 'Income')]
  expect(IIF_HEAD + iif(rows)).toBe(
    [
      '!TRNS\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO',
      '!SPL\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\tDOCNUM\tMEMO',
      '!ENDTRNS',
      'TRNS\tGENERAL JOURNAL\t03/09/2026\tOwed by clients\t125.05\tldg_1.issued.0\tInvoice INV-104, Zoe Zo?kiewska ',
      'SPL\tGENERAL JOURNAL\t03/09/2026\tIncome\t-125.05\tldg_1.issued.0\tInvoice INV-104, Zoe Zo?kiewska ',
      'ENDTRNS',
      '',
    ].join('\r\n'),
  )
})
