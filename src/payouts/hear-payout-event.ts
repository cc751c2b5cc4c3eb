import type { Hearer } from '../processor/hear-events.ts'
import type { Payout } from './payout.ts'
import { takeIn } from './read-payouts.ts'
import { knownPayouts } from './store.ts'

/** Something happened to a payout, so it is read. */
export const hearPayoutEvent: Hearer<Payout | undefined> = {
  find: async (tx, account, id) => (await knownPayouts(tx, account.processorAccountId, [id]))[0],
  async hear(app, account, event, known) {
    const processor = await app.processors.of(account)
    const read = await processor.readPayout(event.objectId)
    if (read.is === 'refused') return 'unknown_object'
    if (read.is !== 'answered') return 'no_answer'
    return (await takeIn(app, account, known, read.value)) ? 'heard' : 'known'
  },
}
