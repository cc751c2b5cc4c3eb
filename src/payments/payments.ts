/** What folders to the right may ask about payments. */
export {
  findPaidPayment,
  findPaymentOfIntent,
  LISTED,
  LISTED_FROM,
  type ListedPayment,
  listedPayments,
  lockToGiveBack,
  openChargesOf,
  type PaidPayment,
  paymentsOfAccount,
} from './store.ts'
