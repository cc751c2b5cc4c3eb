export type { AuthorizationRow } from './store.ts'
export {
  closeToDebits as closeBankAccount,
  endAuthorizations as endConsent,
  findAuthorization,
  findMethod,
  methodsOfAccount,
  setCardDoNotCharge,
  setDoNotCharge,
} from './store.ts'
