/** What folders to the right may ask about returned checks and eChecks. */
export { isReturned, returnOf } from './store.ts'
