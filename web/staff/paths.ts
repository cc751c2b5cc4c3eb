/** Every address of the staff pages; nothing else builds one. */
export const paths = {
  home: () => '/',
  signIn: () => '/sign-in',
  forgotPassword: () => '/forgot-password',
  start: () => '/start',
  clients: (slug: string) => `/o/${slug}/clients`,
  newClient: (slug: string) => `/o/${slug}/clients/new`,
  billing: (slug: string, clientId: string) => `/o/${slug}/clients/${clientId}/billing`,
  editClient: (slug: string, clientId: string) => `/o/${slug}/clients/${clientId}/billing/edit`,
  newPayment: (slug: string, clientId: string) =>
    `/o/${slug}/clients/${clientId}/billing/new-payment`,
  newInvoice: (slug: string, clientId: string) =>
    `/o/${slug}/clients/${clientId}/billing/new-invoice`,
  addCard: (slug: string, clientId: string) => `/o/${slug}/clients/${clientId}/billing/add-card`,
  reconcileAccount: (slug: string, clientId: string) =>
    `/o/${slug}/clients/${clientId}/billing/use-credit`,
  giveCredit: (slug: string, clientId: string) =>
    `/o/${slug}/clients/${clientId}/billing/give-credit`,
  transferCredit: (slug: string, clientId: string) =>
    `/o/${slug}/clients/${clientId}/billing/transfer-credit`,
  credit: (slug: string, clientId: string) => `/o/${slug}/clients/${clientId}/billing/credit`,
  reconcile: (slug: string) => `/o/${slug}/payments/reconcile`,
  recordChecks: (slug: string) => `/o/${slug}/payments/checks`,
  invoices: (slug: string) => `/o/${slug}/invoices`,
  /** Opened by the browser itself, like the PDF of a receipt. */
  invoicesExport: (slug: string, filter: string) =>
    `/api/v1/invoices/export?organization=${slug}${filter && `&${filter}`}`,
  invoice: (slug: string, id: string) => `/o/${slug}/invoices/${id}`,
  editInvoice: (slug: string, id: string) => `/o/${slug}/invoices/${id}/edit`,
  /** Opened by the browser itself, like the PDF of a receipt. */
  invoicePdf: (slug: string, id: string) => `/api/v1/invoices/${id}/pdf?organization=${slug}`,
  creditNotePdf: (slug: string, id: string) =>
    `/api/v1/credit-notes/${id}/pdf?organization=${slug}`,
  payments: (slug: string) => `/o/${slug}/payments`,
  /** Opened by the browser itself, like the PDF of a receipt. */
  paymentsExport: (slug: string, filter: string) =>
    `/api/v1/payments/export?organization=${slug}${filter && `&${filter}`}`,
  payment: (slug: string, id: string) => `/o/${slug}/payments/${id}`,
  dispute: (slug: string, id: string) => `/o/${slug}/disputes/${id}`,
  refundPdf: (slug: string, id: string) => `/api/v1/refunds/${id}/pdf?organization=${slug}`,
  evidencePdf: (slug: string, id: string) => `/api/v1/disputes/${id}/evidence?organization=${slug}`,
  receipt: (slug: string, id: string) => `/o/${slug}/receipts/${id}`,
  /** Opened by the browser itself, which cannot send the header; so the query names the organization. */
  receiptPdf: (slug: string, id: string) => `/api/v1/receipts/${id}/pdf?organization=${slug}`,
  consents: (slug: string) => `/o/${slug}/consents`,
  consent: (slug: string, id: string) => `/o/${slug}/consents/${id}`,
  /** Opened by the browser itself, like the PDF of a receipt. */
  consentsExport: (slug: string, filter: string) =>
    `/api/v1/authorizations/export?organization=${slug}${filter && `&${filter}`}`,
  consentPdf: (slug: string, id: string) => `/api/v1/authorizations/${id}/pdf?organization=${slug}`,
  runs: (slug: string) => `/o/${slug}/runs`,
  run: (slug: string, id: string) => `/o/${slug}/runs/${id}`,
  /** Opened by the browser itself, like the export of payments. */
  runExport: (slug: string, id: string) => `/api/v1/runs/${id}/export?organization=${slug}`,
  payouts: (slug: string) => `/o/${slug}/payouts`,
  payout: (slug: string, id: string) => `/o/${slug}/payouts/${id}`,
  /** Opened by the browser itself, like the export of payments. */
  payoutsExport: (slug: string) => `/api/v1/payouts/export?organization=${slug}`,
  payoutExport: (slug: string, id: string) => `/api/v1/payouts/${id}/export?organization=${slug}`,
  differences: (slug: string) => `/o/${slug}/differences`,
  reports: (slug: string) => `/o/${slug}/reports`,
  dashboard: (slug: string) => `/o/${slug}/reports/dashboard`,
  transactions: (slug: string) => `/o/${slug}/reports/transactions`,
  echecks: (slug: string) => `/o/${slug}/reports/echecks`,
  takings: (slug: string) => `/o/${slug}/reports/payments`,
  aging: (slug: string) => `/o/${slug}/reports/aging`,
  endOfDay: (slug: string) => `/o/${slug}/reports/day`,
  deposits: (slug: string) => `/o/${slug}/reports/deposits`,
  deposit: (slug: string, id: string) => `/o/${slug}/reports/deposits/${id}`,
  trialBalance: (slug: string) => `/o/${slug}/reports/books`,
  ledgerAccount: (slug: string, account: string) => `/o/${slug}/reports/books/${account}`,
  closing: (slug: string) => `/o/${slug}/reports/months`,
  accounting: (slug: string) => `/o/${slug}/reports/accounting`,
  /** Opened by the browser itself, like the PDF of a receipt. */
  reportExport: (slug: string, table: string, query: Record<string, string | null | undefined>) =>
    `/api/v1/reports/${table}/export?${asked(slug, query)}`,
  entries: (slug: string, accountId: string) => `/o/${slug}/accounts/${accountId}/entries`,
  history: (slug: string, accountId: string) => `/o/${slug}/accounts/${accountId}/history`,
  statement: (slug: string, accountId: string) => `/o/${slug}/accounts/${accountId}/statement`,
  statementPdf: (
    slug: string,
    accountId: string,
    query: Record<string, string | null | undefined>,
  ) => `/api/v1/accounts/${accountId}/statement/pdf?${asked(slug, query)}`,
  attention: (slug: string) => `/o/${slug}/action-center`,
  /** Opened by the browser itself, like the PDF of a receipt. */
  attentionExport: (slug: string, filter: string) =>
    `/api/v1/attention/export?organization=${slug}${filter && `&${filter}`}`,
  approvals: (slug: string) => `/o/${slug}/approvals`,
  staff: (slug: string) => `/o/${slug}/staff`,
  inviteStaff: (slug: string) => `/o/${slug}/staff/invite`,
  settings: (slug: string) => `/o/${slug}/settings`,
  roles: (slug: string) => `/o/${slug}/settings/roles`,
  newRole: (slug: string) => `/o/${slug}/settings/roles/new`,
  role: (slug: string, id: string) => `/o/${slug}/settings/roles/${id}`,
  business: (slug: string) => `/o/${slug}/settings/business`,
  tenders: (slug: string) => `/o/${slug}/settings/tenders`,
  payers: (slug: string) => `/o/${slug}/settings/payers`,
  invoiceSettings: (slug: string) => `/o/${slug}/settings/invoices`,
  clientFees: (slug: string) => `/o/${slug}/settings/fees`,
  walletSettings: (slug: string) => `/o/${slug}/settings/saved-cards`,
  creditUse: (slug: string) => `/o/${slug}/settings/credit`,
  processor: (slug: string) => `/o/${slug}/settings/processor`,
  mailServer: (slug: string) => `/o/${slug}/settings/email`,
  outbox: (slug: string) => `/o/${slug}/settings/outbox`,
  mail: (slug: string, id: string) => `/o/${slug}/settings/outbox/${id}`,
  /** Shown by the browser itself, like the PDF above. */
  letter: (slug: string, id: string) => `/api/v1/mails/${id}/letter?organization=${slug}`,
  logo: (slug: string, version: number) =>
    `/api/v1/business/logo?organization=${slug}&version=${version}`,
  security: (slug: string) => `/o/${slug}/settings/security`,
  help: (slug: string) => `/o/${slug}/help`,
  me: (slug: string) => `/o/${slug}/me`,
}

function asked(slug: string, query: Record<string, string | null | undefined>): string {
  const known = Object.entries(query).flatMap(([key, value]) => (value ? [[key, value]] : []))
  return new URLSearchParams([['organization', slug], ...known]).toString()
}
