/** What folders to the right may ask about disputes. */
export { openDisputeOf } from './store.ts'
