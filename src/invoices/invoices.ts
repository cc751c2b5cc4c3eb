export { isDraftOf } from './draft-store.ts'
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
