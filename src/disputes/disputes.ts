/** What folders to the right may ask about disputes. */
export { disputesOf, openDisputeOf } from './store.ts'
