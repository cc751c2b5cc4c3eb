/** What folders to the right may ask about payouts. */
export { takeIn } from './read-payouts.ts'
export { knownPayouts, processorAccounts } from './store.ts'
