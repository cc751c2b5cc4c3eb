import { TEST_BANK_ACCOUNTS, TEST_ROUTING_NUMBER } from './bank-accounts.ts'

/** What the form offers to fill in. */
export function bankAccountList() {
  const data = TEST_BANK_ACCOUNTS.map(({ number, name, does }) => ({ number, name, does }))
  return { routingNumber: TEST_ROUTING_NUMBER, data }
}
