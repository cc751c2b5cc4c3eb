import type { Hearer } from '../processor/hear-events.ts'
import { type MethodSetup, setupIsFinal } from './method-setup.ts'
import { hearOfSetup } from './resolve-setup.ts'
import { findSetupOfIntent } from './setup-store.ts'

/** Something happened to a set-up, so it is read: at the bank's page, or with small deposits. */
export const hearSetupEvent: Hearer<MethodSetup | undefined> = {
  find: (tx, account, intentId) => findSetupOfIntent(tx, account.processorAccountId, intentId),
  async hear(app, _, event, setup) {
    if (!setup) return 'unknown_object'
    if (isKnown(setup, event.type)) return 'known'
    return (await hearOfSetup(app, setup)) ? 'heard' : 'no_answer'
  },
}

/** A method saved by a set-up that we closed is the one thing that must be looked at: it is let go. */
function isKnown({ state }: MethodSetup, type: string): boolean {
  if (!setupIsFinal(state)) return false
  return state === 'succeeded' || type !== 'setup_intent.succeeded'
}
