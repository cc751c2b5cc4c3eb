/** What folders to the right may ask about payments. */
export { LISTED, LISTED_FROM, type ListedPayment, listedPayments } from './store.ts'
