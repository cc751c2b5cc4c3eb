/** Bank accounts in the wallet, and eChecks. */
export const bankAccounts = {
  sendNotice: 'Send the notice',
  noticeSent: (to: string, date: string) =>
    `The notice was sent to ${to}. Charge it on ${date} or later.`,
  types: { checking: 'Checking', savings: 'Savings' },
  account: 'Bank account',
  pending: (on: string) => `Not verified yet: two small deposits arrive by ${on}`,
  failed: 'Not verified: the client did not confirm it',
  verifyingTitle: 'In the wallet, not verified yet',
  kind: 'What is saved',
  card: 'Card',
  bank: 'Bank account',
  verify: 'Confirm the deposits',
  code: 'Code of the deposit',
  codeHint: 'SM and four characters, in the text of the deposit of $0.01',
  amounts: 'The two deposits, in cents',
  first: 'First deposit',
  second: 'Second deposit',
  confirm: 'Confirm',
  save: 'Save bank account',
}
