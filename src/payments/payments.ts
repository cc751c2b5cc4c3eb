/** What folders to the right may ask about payments. */
export { type ListedPayment, listedPayments } from './store.ts'
