export type { ProcessorAccount } from './store.ts'
export {
  currentProcessorAccount,
  findProcessorAccount,
  insertProcessorAccount,
  setWebhookSecret,
} from './store.ts'
