import type { PaymentState } from '../../api/contract.ts'

/** Words that several pages share. */
export const common = {
  loading: 'Loading',
  save: 'Save',
  cancel: 'Cancel',
  close: 'Close',
  clearSearch: 'Clear the search',
  searchByLast4: 'Remove the card number. Search by the last four.',
  copy: 'Copy',
  copied: 'Copied',
  exportCsv: 'Export CSV',
  page: (page: number, pages?: number) => `Page ${page}${pages ? ` of ${pages}` : ''}`,
  previous: 'Previous',
  next: 'Next',
  clients: 'Clients',
  invoices: 'Invoices',
  payments: 'Payments',
  payouts: 'Payouts',
  staff: 'Staff',
  settings: 'Settings',
  signIn: 'Sign in',
  today: 'Today',
  yesterday: 'Yesterday',
  secondsAgo: (seconds: number) => {
    if (seconds < 60) return `${seconds} s ago`
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
    return `${Math.floor(seconds / 3600)} h ago`
  },
  paymentStates: {
    created: 'Starting',
    confirming: 'Asking the bank',
    requires_action: 'Needs approval',
    processing: 'Processing',
    succeeded: 'Paid',
    failed: 'Declined',
    unknown: 'Not known yet',
    canceled: 'Canceled',
    review: 'Needs a person',
  } satisfies Record<PaymentState, string>,
  brands: {
    visa: 'Visa',
    mastercard: 'Mastercard',
    amex: 'American Express',
    discover: 'Discover',
    diners: 'Diners Club',
    jcb: 'JCB',
    unionpay: 'UnionPay',
    cartes_bancaires: 'Cartes Bancaires',
  } as Record<string, string>,
  card: (brand: string, last4: string) => `${common.brands[brand] ?? 'Card'} ${last4}`,
  mayNotPay:
    'Your role does not take payments. Ask an administrator for “Take electronic payments” or “Record cash, checks and other tenders”.',
  secondFactorFirst:
    'Set up a second factor first, under My account: this organization asks it before settings are changed.',
  notPermitted: (what: string) =>
    `Your role does not include this. Ask an administrator for “${what}”.`,
}
