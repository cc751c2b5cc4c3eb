/** What folders to the right may ask about returned checks. */
export { isReturned, returnOf } from './store.ts'
