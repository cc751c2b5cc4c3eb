import type { Hearer } from '../processor/hear-events.ts'
import { recordDispute } from './record-dispute.ts'

/** Something happened to a dispute, so it is read. */
export const hearDisputeEvent: Hearer<void> = {
  find: async () => {},
  async hear(app, account, event) {
    const processor = await app.processors.of(account)
    const read = await processor.readDispute(event.objectId)
    if (read.is === 'refused') return 'unknown_object'
    if (read.is !== 'answered') return 'no_answer'
    const recorded = await recordDispute(app, account, read.value, { door: event.door })
    if (recorded === 'not_yet') return 'no_answer'
    return recorded === 'no_payment' ? 'unknown_object' : 'heard'
  },
}
