export type { Hold, InvoiceLineRow } from './store.ts'
export {
  addAllocated,
  holdsOn,
  linesOf,
  lockInvoices,
  openInvoices,
  paidInvoices,
} from './store.ts'
