export type { Hold, InvoiceLineRow } from './store.ts'
export {
  holdsOn,
  linesOf,
  lockInvoices,
  openInvoices,
  openInvoicesOf,
  paidInvoices,
} from './store.ts'
