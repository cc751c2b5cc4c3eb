/** What folders to the right may ask about disputes. */
export { disputesOf, hasOpenDispute, openDisputeOf } from './store.ts'
