/** What folders to the right may ask about payments. */
export { LISTED, LISTED_FROM, type ListedPayment } from './store.ts'
