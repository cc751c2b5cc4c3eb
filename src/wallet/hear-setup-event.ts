import type { Hearer } from '../processor/hear-events.ts'
import { type MethodSetup, setupIsFinal } from './method-setup.ts'
import { hearOfSetup } from './resolve-setup.ts'
import { findSetupOfIntent } from './setup-store.ts'

/** Something happened to a set-up: the small deposits of a bank account were confirmed, or not. */
export const hearSetupEvent: Hearer<MethodSetup | undefined> = {
  find: (tx, account, intentId) => findSetupOfIntent(tx, account.processorAccountId, intentId),
  async hear(app, _, __, setup) {
    if (!setup) return 'unknown_object'
    if (setupIsFinal(setup.state)) return 'known'
    return (await hearOfSetup(app, setup)) ? 'heard' : 'no_answer'
  },
}
