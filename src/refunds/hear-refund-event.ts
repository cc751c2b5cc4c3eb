import type { Hearer } from '../processor/hear-events.ts'
import { recordProcessorRefund } from './record-processor-refund.ts'

/** Something happened to a refund, so it is read. */
export const hearRefundEvent: Hearer<void> = {
  find: async () => {},
  async hear(app, account, event) {
    const processor = await app.processors.of(account)
    const read = await processor.readRefund(event.objectId)
    if (read.is === 'refused') return 'unknown_object'
    if (read.is !== 'answered') return 'no_answer'
    const recorded = await recordProcessorRefund(app, account, read.value, { door: event.door })
    return recorded === 'no_payment' ? 'unknown_object' : 'heard'
  },
}
