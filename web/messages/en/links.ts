/** What whoever opens a link reads. */
export const links = {
  forAccount: (account: string) => `For ${account}`,
  payInvoice: (number: string) => `Invoice ${number}`,
  payBalance: 'To pay',
  dueBy: (date: string) => `due ${date}`,
  nothingDue: 'Nothing to pay',
  nothingDueText: 'It was paid already. Thank you.',
  isBeingPaid: 'It is being paid at this moment. Look again in a few minutes.',
  receiptEmail: 'E-mail the receipt to',
  receiptHint: 'Optional',
  addTitle: (organization: string) => `Save a card with ${organization}`,
  savedTitle: 'Saved',
  savedText: 'Nothing was charged. You can close this page.',
  savingText: 'The bank was asked whether the card may be saved. Nothing is charged.',
  confirmText: (amount: string, organization: string) =>
    `${amount} to ${organization}. No money has moved yet.`,
  receipt: (number: string) => `Receipt ${number}`,
  getReceipt: 'Get the receipt',
  again: 'Try again',
  closedTitle: 'This link opens nothing',
  unknown:
    'Open the link from the mail once more, or ask whoever sent it for a new one. Nothing was charged.',
  ask: (organization: string) => `Ask ${organization}`,
}
