export { moveScheduled } from './scheduled-store.ts'
