export type { AccountRow } from './store.ts'
export { clientsOfAccount, findAccount, findClient, lockAccount } from './store.ts'
