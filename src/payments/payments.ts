/** What folders to the right may ask about payments. */
export {
  findListedPayment,
  findPayment,
  findPaymentOfIntent,
  LISTED,
  LISTED_FROM,
  type ListedPayment,
  listedPayments,
  lockToGiveBack,
} from './store.ts'
