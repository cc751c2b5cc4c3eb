export type { AuthorizationRow } from './store.ts'
export { findAuthorization, findMethod, methodsOfAccount, setDoNotCharge } from './store.ts'
