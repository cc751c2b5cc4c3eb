import { inOrganization, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { App } from '../processor/app.ts'
import type { Card, Setup } from '../processor/processor.ts'
import {
  type MethodSetup,
  nextSetupLook,
  type SetupProblem,
  setupIsFinal,
  setupMayBecome,
} from './method-setup.ts'
import { removeFromWallet, saveMethod } from './save-method.ts'
import { lockAccountOfSetup, lockSetup, moveSetup } from './setup-store.ts'
import { lockMethod, makeDefault } from './store.ts'

/** What became of a set-up, as far as anybody knows. */
type Outcome =
  | { to: 'succeeded'; seen: Setup }
  | { to: 'requires_action' }
  | { to: 'failed' | 'canceled' | 'unknown'; problem: SetupProblem; card?: Card | null }

/**
 * The only writer of what became of a set-up, whoever brings the news, any number of times. A card
 * that is saved enters the wallet with its consent, and the one it replaces leaves, in one
 * transaction; what the processor still holds of cards nobody uses is let go afterwards.
 */
export async function settleSetup(
  app: App,
  { orgId, id }: MethodSetup,
  outcome: Outcome,
): Promise<MethodSetup> {
  const settled = await inOrganization(app.db, orgId, async (tx) => {
    // The order of locks everywhere: the account first.
    await lockAccountOfSetup(tx, id)
    const locked = await lockSetup(tx, id)
    assert(locked, 'a set-up that was opened exists')
    if (setupIsFinal(locked.state)) return { setup: locked, leftovers: leftoverOf(locked, outcome) }
    if (locked.state === outcome.to || !setupMayBecome(locked.state, outcome.to)) {
      return { setup: locked, leftovers: [] }
    }
    return outcome.to === 'succeeded'
      ? succeed(app, tx, locked, outcome.seen)
      : { setup: await move(app, tx, locked, outcome), leftovers: [] }
  })
  const { setup, leftovers } = settled
  if (leftovers.length > 0) {
    const processor = await app.processors.of(setup)
    for (const methodId of leftovers) await processor.detachMethod(methodId)
  }
  app.changed(orgId)
  return setup
}

/** A card saved at the processor by a set-up that we closed: nobody here may use it. */
function leftoverOf(setup: MethodSetup, outcome: Outcome): string[] {
  if (setup.state === 'succeeded' || outcome.to !== 'succeeded') return []
  return outcome.seen.methodId ? [outcome.seen.methodId] : []
}

async function succeed(app: App, tx: Transaction, setup: MethodSetup, seen: Setup) {
  const { orgId, accountId, processorAccountId, authorizationId } = setup
  const { card, methodId: processorMethodId } = seen
  assert(card && processorMethodId, 'a card that was saved has a name and an id')
  const now = app.clock.now()
  const byWhom = setup.openedByName
  const saved = await saveMethod(app, tx, {
    orgId,
    accountId,
    processorAccountId,
    processorMethodId,
    card,
    authorizationId,
    byWhom,
    now,
  })
  const leftovers = saved.tokenBefore ? [saved.tokenBefore] : []
  const replaced = setup.replacesId ? await lockMethod(tx, setup.replacesId) : null
  if (replaced && !replaced.removedAt && replaced.id !== saved.id) {
    await removeFromWallet(tx, { orgId, method: replaced, byWhom, now })
    await app.react(tx, {
      is: 'methodReplaced',
      orgId,
      methodId: replaced.id,
      byMethodId: saved.id,
      at: now,
    })
    leftovers.push(replaced.processorMethodId)
  }
  if (setup.makeDefault) await makeDefault(tx, accountId, saved.id)
  const { id: methodId, recognized } = saved
  const moved = await move(app, tx, setup, { to: 'succeeded', problem: null, card }, saved)
  return { setup: { ...moved, methodId, recognized }, leftovers }
}

async function move(
  app: App,
  tx: Transaction,
  setup: MethodSetup,
  outcome: { to: MethodSetup['state']; problem?: SetupProblem | null; card?: Card | null },
  saved: { id: string; recognized: boolean } | null = null,
): Promise<MethodSetup> {
  const at = app.clock.now()
  const lookAt = nextSetupLook(outcome.to, 0, at)
  const problem = outcome.problem ?? null
  const card = outcome.card ?? null
  await moveSetup(tx, setup.id, {
    to: outcome.to,
    at,
    lookAt,
    problem,
    card,
    methodId: saved?.id ?? null,
    recognized: saved?.recognized ?? false,
  })
  const settledAt = lookAt === null ? at : null
  return { ...setup, state: outcome.to, problem, card: card ?? setup.card, lookAt, settledAt }
}
