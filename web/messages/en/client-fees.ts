export const clientFees = {
  title: 'Fees for clients',
  intro: 'What a client is charged for paying late, or for a check that comes back.',
  late: 'Charge a late fee',
  lateText:
    'An invoice that is still owed so many days after it was due costs one fee: an invoice of its own, which can be credited like any other.',
  lateAmount: 'Late fee',
  afterDays: 'Days after the invoice was due',
  badDays: 'Enter 1 to 365 days.',
  check: 'Charge a fee for a returned check',
  checkText:
    'When a check is recorded as returned, the fee is shown and charged with it. It can be left out each time.',
  checkAmount: 'Returned check fee',
  save: 'Save',
  preview: 'What this would do',
  none: 'Nobody is charged a fee.',
  owed: (count: number, days: number) =>
    count === 0
      ? 'No invoice that is owed today would cost the late fee.'
      : `${count === 1 ? '1 invoice that is owed costs' : `${count} invoices that are owed cost`} the late fee if not paid ${days === 1 ? '1 day' : `${days} days`} after the due date.`,
  before: (count: number) =>
    count === 0
      ? ''
      : `${count === 1 ? '1 invoice was' : `${count} invoices were`} due before and costs nothing.`,
  first: (number: string, account: string, due: string, on: string) =>
    `${number}, ${account}, ${due}: on ${on}`,
  since: (day: string) => `For what is due from ${day} on.`,
}
