/** Bank accounts in the wallet, and eChecks. */
export const bankAccounts = {
  types: { checking: 'Checking', savings: 'Savings' },
  account: 'Bank account',
  pending: (on: string) => `Not verified yet: two small deposits arrive by ${on}`,
  failed: 'Not verified: the client did not confirm it',
  verifyingTitle: 'In the wallet, not verified yet',
}
