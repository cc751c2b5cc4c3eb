import { type Actor, admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { findProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { refuseProcessor } from '../processor/customer.ts'
import { type MethodSetup, setupIsFinal } from './method-setup.ts'
import { endSetup, hearOfSetup } from './resolve-setup.ts'
import { findSetup } from './setup-store.ts'

/** What the browser needs to show the bank's page; the secret is handed out in that state only. */
export async function startSetupAction(
  app: App,
  caller: AnyCaller,
  id: string,
): Promise<{ clientSecret: string; publishableKey: string }> {
  const { setup, publishableKey } = await inOrganization(app.db, caller.orgId, async (tx) => {
    const { setup } = await setupToChange(tx, caller, id)
    if (setup.state !== 'requires_action') {
      refuse('payment_state', 'This card does not wait for the client’s approval.')
    }
    const account = await findProcessorAccount(tx, setup.processorAccountId)
    return { setup, publishableKey: account?.publishable_key ?? '' }
  })
  const processor = await app.processors.of(setup)
  const secret = await processor.readSetupSecret(setup.intentId ?? '')
  if (secret.is !== 'answered') refuseProcessor(secret.is === 'noAccess')
  return { clientSecret: secret.value, publishableKey }
}

/** Asks the processor now: after an approval, or by a person. Ends nothing that is still under way. */
export async function refreshSetup(app: App, caller: AnyCaller, id: string): Promise<void> {
  const { setup } = await inOrganization(app.db, caller.orgId, (tx) =>
    setupToChange(tx, caller, id),
  )
  if (setupIsFinal(setup.state) || !setup.intentId) return
  await hearOfSetup(app, setup)
}

/** Ends a set-up that staff no longer want, while it waits for the client's approval. */
export async function cancelSetup(app: App, caller: AnyCaller, id: string): Promise<void> {
  const { setup } = await inOrganization(app.db, caller.orgId, (tx) =>
    setupToChange(tx, caller, id),
  )
  if (setup.state !== 'requires_action' && setup.state !== 'created') {
    const why = setupIsFinal(setup.state)
      ? 'It has ended already.'
      : 'The bank has been asked; wait for its answer.'
    refuse('payment_state', why)
  }
  await endSetup(app, setup, { reason: 'canceled_by_staff' })
}

async function setupToChange(
  tx: Transaction,
  caller: AnyCaller,
  id: string,
): Promise<{ setup: MethodSetup; actor: Actor }> {
  const actor = await admit(tx, caller, 'wallet.write')
  const setup = (await findSetup(tx, id)) ?? refuseUnknown('set-up')
  requireOwnAccount(actor, setup.accountId, 'set-up')
  return { actor, setup }
}
