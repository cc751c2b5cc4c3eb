import { inOrganization, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { App } from '../processor/app.ts'
import type { BankAccount, Card, Setup } from '../processor/processor.ts'
import type { NamedMethod } from './authorization.ts'
import { consentsInForce, type InForce } from './authorization-store.ts'
import {
  type MethodSetup,
  nextSetupLook,
  type SetupProblem,
  setupIsFinal,
  setupMayBecome,
} from './method-setup.ts'
import { moveConsents } from './move-consents.ts'
import { putInForce, removeFromWallet, saveMethod } from './save-method.ts'
import { lockAccountOfSetup, lockSetup, moveSetup } from './setup-store.ts'
import { type BankFacts, countUpcoming, lockMethod, makeDefault, setVerification } from './store.ts'
import { tellSaved } from './tell-of-method.ts'
import { verificationEnd } from './verification.ts'

/** What became of a set-up, as far as anybody knows. */
type Outcome =
  | { to: 'succeeded'; seen: Setup }
  | { to: 'requires_action' }
  | { to: 'verifying'; seen: Setup }
  | {
      to: 'failed' | 'canceled' | 'unknown'
      problem: SetupProblem
      card?: Card | null
      bank?: BankAccount | null
    }

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
    if (outcome.to === 'succeeded') return succeed(app, tx, locked, outcome.seen)
    if (outcome.to === 'verifying') return awaitProof(app, tx, locked, outcome.seen)
    return end(app, tx, locked, outcome)
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

/** Ends it without a method to charge; a bank account that was in vain is shown as such. */
async function end(
  app: App,
  tx: Transaction,
  setup: MethodSetup,
  outcome: Exclude<Outcome, { seen: Setup }>,
) {
  if (setup.state === 'verifying' && setup.methodId) {
    await setVerification(tx, setup.methodId, 'failed', null)
  }
  return { setup: await move(app, tx, setup, outcome), leftovers: [] }
}

/** A bank account enters the wallet while the client is to confirm the small deposits to it. */
async function awaitProof(app: App, tx: Transaction, setup: MethodSetup, seen: Setup) {
  const { verification } = seen
  assert(verification, 'what is awaited is known')
  const arrivesOn = verification.arrivesAt.toISOString().slice(0, 10)
  const endsAt = verificationEnd(setup.createdAt)
  const pending = { kind: verification.kind, arrivesOn, endsAt }
  const saved = await save(app, tx, setup, seen, pending)
  const moved = await move(app, tx, setup, { to: 'verifying', bank: seen.bank }, saved)
  return { setup: { ...moved, methodId: saved.id }, leftovers: [] }
}

/** What the method that is saved takes over from the one that leaves for it. */
interface Leaving {
  continues?: InForce | undefined
  replaces?: NamedMethod | undefined
}

function save(
  app: App,
  tx: Transaction,
  setup: MethodSetup,
  seen: Setup,
  pending: BankFacts['pending'],
  leaving: Leaving = {},
) {
  const { orgId, accountId, processorAccountId, authorizationId, debitMost } = setup
  const { card, bank, methodId: processorMethodId } = seen
  assert(processorMethodId, 'a method that was saved has an id')
  const verification = pending ? ('pending' as const) : ('verified' as const)
  const facts = card
    ? { kind: 'card' as const, ...card }
    : bank && { kind: 'bankAccount' as const, ...bank, debitMost, verification, pending }
  assert(facts, 'a method that was saved has a name')
  return saveMethod(app, tx, {
    orgId,
    accountId,
    processorAccountId,
    processorMethodId,
    facts,
    authorizationId,
    byWhom: setup.openedByName,
    ...leaving,
    now: app.clock.now(),
  })
}

/** The client showed that the account is theirs: from now on it may be debited as agreed. */
async function verified(
  app: App,
  tx: Transaction,
  setup: MethodSetup,
  methodId: string,
  seen: Setup,
  leaving: Leaving,
) {
  const { orgId, authorizationId, openedByName: byWhom } = setup
  const now = app.clock.now()
  await setVerification(tx, methodId, 'verified', seen.bank?.mandateId ?? null)
  const { continues, replaces } = leaving
  await putInForce(tx, { orgId, authorizationId, methodId, continues, byWhom, now })
  const told = { orgId, accountId: setup.accountId, authorizationId, byWhom, now }
  const method = await lockMethod(tx, methodId)
  assert(method, 'a method that was verified is there')
  const replaced = replaces ?? null
  await tellSaved(app, tx, { ...told, id: methodId, method, recognized: false, replaced })
  return { id: methodId, recognized: false, tokenBefore: null }
}

async function succeed(app: App, tx: Transaction, setup: MethodSetup, seen: Setup) {
  const { orgId, accountId } = setup
  const { card, bank } = seen
  const now = app.clock.now()
  const byWhom = setup.openedByName
  const replaced = setup.replacesId ? await lockMethod(tx, setup.replacesId) : null
  const leaves = replaced && !replaced.removedAt ? replaced : null
  const [continues] = leaves ? await consentsInForce(tx, leaves.id, 'staff_charges') : []
  // Who may not see the one that leaves is not told its name.
  const replaces = leaves?.consent && !leaves.consent.endedBy ? leaves : undefined
  const leaving = { continues, replaces }
  const saved =
    setup.state === 'verifying' && setup.methodId
      ? await verified(app, tx, setup, setup.methodId, seen, leaving)
      : await save(app, tx, setup, seen, null, leaving)
  const leftovers = saved.tokenBefore ? [saved.tokenBefore] : []
  if (leaves && leaves.id !== saved.id) {
    const detail = {
      by: saved.id,
      upcoming: await countUpcoming(tx, leaves.id),
      consents: await moveConsents(app, tx, { orgId, from: leaves.id, to: saved.id, byWhom, now }),
    }
    await removeFromWallet(tx, { orgId, method: leaves, byWhom, now, why: 'replaced', detail })
    await app.react(tx, {
      is: 'methodReplaced',
      orgId,
      methodId: leaves.id,
      byMethodId: saved.id,
      at: now,
    })
    leftovers.push(leaves.processorMethodId)
  }
  if (setup.makeDefault) await makeDefault(tx, accountId, saved.id)
  const { id: methodId, recognized } = saved
  const moved = await move(app, tx, setup, { to: 'succeeded', problem: null, card, bank }, saved)
  return { setup: { ...moved, methodId, recognized }, leftovers }
}

async function move(
  app: App,
  tx: Transaction,
  setup: MethodSetup,
  outcome: {
    to: MethodSetup['state']
    problem?: SetupProblem | null
    card?: Card | null
    bank?: BankAccount | null
  },
  saved: { id: string; recognized: boolean } | null = null,
): Promise<MethodSetup> {
  const at = app.clock.now()
  const lookAt = nextSetupLook(outcome.to, 0, at)
  const problem = outcome.problem ?? null
  const card = outcome.card ?? null
  const bank = outcome.bank ?? null
  await moveSetup(tx, setup.id, {
    to: outcome.to,
    at,
    lookAt,
    problem,
    card,
    bank,
    methodId: saved?.id ?? null,
    recognized: saved?.recognized ?? false,
  })
  const settledAt = lookAt === null ? at : null
  return {
    ...setup,
    state: outcome.to,
    problem,
    card: card ?? setup.card,
    bank: bank ?? setup.bank,
    lookAt,
    settledAt,
  }
}
