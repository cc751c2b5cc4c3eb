export type { Hold, InvoiceLineRow } from './store.ts'
export {
  findInvoice,
  holdsOn,
  linesOf,
  lockInvoices,
  openInvoices,
  openInvoicesOf,
  paidInvoices,
} from './store.ts'
