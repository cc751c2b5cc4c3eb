export type { AccountRow } from './store.ts'
export {
  clientsOfAccount,
  clientsOfAccounts,
  findAccount,
  findClient,
  lockAccount,
  lockAccounts,
} from './store.ts'
