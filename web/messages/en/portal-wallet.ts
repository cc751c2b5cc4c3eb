/** What clients read in their wallet. */
export const portalWallet = {
  walletLead: 'Your payment methods, and who may charge them.',
  walletEmpty: 'No payment method is saved.',
  addCard: 'Add a card',
  addBank: 'Add a bank account',
  addLead: 'Nothing is charged.',
  bankLead:
    'Nothing is charged. Sign in to your bank to confirm it at once, or type its numbers and wait for small deposits.',
  noConsent: 'Tick this to agree. Without it nothing can be saved.',
  noAnswer: 'No answer has come yet. Nothing is charged. Asking again is safe.',
  askAgain: 'Ask again',
  save: 'Save the card',
  saveBank: 'Save the bank account',
  payNow: 'Pay what is due',
  isDefault: 'Default',
  makeDefault: 'Use first',
  rename: 'Name',
  saveName: 'Save the name',
  renameTitle: (method: string) => `What do you call ${method}?`,
  cardName: 'Name of the card',
  bankName: 'Name of the bank account',
  nameKept: (name: string) => `Leave it empty to keep “${name}”.`,
  limit: (amount: string) => `Up to ${amount} at a time.`,
  depositBy: (date: string) =>
    `A deposit of $0.01 reaches your bank account by ${date}. Look for its code on the statement and tell us.`,
  depositsBy: (date: string) =>
    `Two small deposits reach your bank account by ${date}. Look at its statement and tell us what they were.`,
  triesLeft: (left: number, until: string) =>
    left === 1 ? `One try is left, until ${until}.` : `${left} tries are left, until ${until}.`,
  allowOther: (organization: string) => `Allow ${organization}, too`,
  allowTitle: (organization: string, method: string) => `Allow ${organization} to charge ${method}`,
  allowText: (other: string, method: string) =>
    `Enter ${method} once more: each organization keeps a permission of its own. Withdrawing it here leaves the one at ${other}, and the other way round.`,
  alsoAt: (organizations: string) => `Also in your wallet at ${organizations}.`,
  replace: 'Replace',
  replaceTitle: (method: string) => `Replace ${method}`,
  replaceInstead: 'Replace it instead',
  replaceText: (method: string) => `${method} leaves your wallet once the new one is saved.`,
  moves: 'What moves to the new one',
  hangs: 'What hangs on it',
  planned: (date: string, amount: string) => `${amount} planned for ${date}`,
  plannedStays: 'Planned payments stay and need another payment method. Replacing it moves them.',
  underWay: (amount: string) => `A payment of ${amount} is under way; it is not called off.`,
  withdraw: 'Withdraw permission',
  withdrawTitle: (organization: string) => `${organization} shall no longer charge it?`,
  withdrawText:
    'From that moment nothing is charged to it without you. You can still pay with it here.',
  withdrawBankText:
    'From that moment nothing is charged to it. To pay with it again, add it to your wallet once more.',
  remove: 'Remove',
  removeTitle: (method: string) => `Remove ${method}?`,
  removeText: 'It leaves your wallet and is never charged again. You can add it again later.',
  mayCharge: (organization: string, since: string) =>
    `${organization} may charge it since ${since}.`,
  mayNotCharge: (organization: string) =>
    `${organization} may not charge it. You can still pay with it here.`,
  mayNotDebit: (organization: string) => `${organization} may not charge it.`,
  cancel: 'Cancel',
}
