export { usedInPeriod } from './authorization-store.ts'
export { endConsents } from './save-method.ts'
export {
  closeToDebits as closeBankAccount,
  findMethod,
  findMethodShown,
  methodsOfAccount,
  setCardDoNotCharge,
  setDoNotCharge,
} from './store.ts'
