export const checks = {
  title: 'Record checks',
  lead: 'One line for each check. Lines copied from a spreadsheet can be pasted into the list.',
  back: 'Payments',
  date: 'Received on',
  list: 'Checks',
  columns: {
    client: 'Client',
    amount: 'Amount',
    checkNumber: 'Check number',
    invoice: 'Invoice',
  },
  cell: (column: string, row: number) => `${column}, check ${row}`,
  clientHint: 'Name, number or e-mail',
  invoiceHint: 'Oldest first',
  removal: 'Remove',
  remove: (row: number) => `Remove check ${row}`,
  keepCredit: 'What exceeds what is owed becomes account credit',
  reason: 'Why similar amounts are recorded again',
  review: 'Review',
  record: (count: number, amount: string) =>
    count === 1
      ? `Record 1 check · ${amount}`
      : `Record ${count.toLocaleString('en-US')} checks · ${amount}`,
  empty: 'Enter a check first.',
  tooMany: 'Record at most 1,000 checks at once. Take some lines out.',
  problems: (wrong: number, all: number) =>
    `${wrong.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} checks cannot be recorded yet. Nothing was recorded.`,
  pays: (account: string, invoices: string) => `${account}: pays ${invoices}`,
  invoicePart: (amount: string, number: string) => `${amount} of ${number}`,
  creditPart: (amount: string) => `${amount} as credit`,
  asking: 'The answer takes long. It is asked again; nothing is recorded twice.',
  done: (count: number, amount: string) =>
    count === 1
      ? `1 check recorded, ${amount}.`
      : `${count.toLocaleString('en-US')} checks recorded, ${amount}.`,
  receipt: 'Receipt',
  credit: 'Credit',
  again: 'Record more checks',
  deposit: 'Bring them to the bank',
}
