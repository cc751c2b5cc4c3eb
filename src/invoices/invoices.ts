export type { Hold, InvoiceLineRow } from './store.ts'
export {
  holdsOn,
  linesOf,
  lockInvoices,
  openInvoices,
  paidInvoices,
} from './store.ts'
