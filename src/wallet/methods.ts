export type { AuthorizationRow } from './store.ts'
export {
  findAuthorization,
  findMethod,
  methodsOfAccount,
  setCardDoNotCharge,
  setDoNotCharge,
} from './store.ts'
