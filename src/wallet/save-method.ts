import type { Transaction } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { authorizationWording, type SavedMethod } from './authorization.ts'
import {
  type BankFacts,
  type CardFacts,
  endAuthorizations,
  findMethodByNumber,
  insertAuthorization,
  insertAuthorizationEvent,
  insertMethod,
  nameAsAgreed,
  renewMethod,
  setMethodRemoved,
} from './store.ts'

export const CARD_NAME_MAX = 40

/** Writes down, when a payment or a set-up opens, what was agreed to. It takes effect when the card is saved. */
export async function recordConsent(
  app: App,
  tx: Transaction,
  consent: {
    orgId: string
    accountId: string
    /** Null: the card is saved without a charge. */
    paymentId: string | null
    organizationName: string
    /** Absent: that of a card. */
    wording?: { version: string; text: string }
    givenBy: string
    methodName: string | null
    now: Date
  },
): Promise<string> {
  const { version, text } = consent.wording ?? authorizationWording(consent.organizationName)
  const id = app.newId()
  await insertAuthorization(tx, {
    orgId: consent.orgId,
    id,
    accountId: consent.accountId,
    paymentId: consent.paymentId,
    wordingVersion: version,
    wording: text,
    givenBy: consent.givenBy,
    methodName: consent.methodName,
    now: consent.now,
  })
  return id
}

/**
 * Puts a method into the wallet, and its authorization in force. One that is there already is
 * recognised by its fingerprint: its date and its consent are renewed, the consent before ends.
 * The authorization of a bank account begins when it is verified.
 */
export async function saveMethod(
  app: App,
  tx: Transaction,
  saved: {
    orgId: string
    accountId: string
    processorAccountId: string
    processorMethodId: string
    facts: CardFacts | BankFacts
    authorizationId: string
    byWhom: string
    now: Date
  },
): Promise<{ id: string; recognized: boolean; tokenBefore: string | null }> {
  const { orgId, accountId, processorAccountId, processorMethodId, facts, now } = saved
  // An account that is not verified yet must not take the place of one that is.
  const isPending = facts.kind === 'bankAccount' && facts.verification === 'pending'
  const known =
    facts.fingerprint && !isPending
      ? await findMethodByNumber(tx, accountId, processorAccountId, facts.fingerprint)
      : undefined
  const id = known?.id ?? app.newId()
  if (known) {
    await renewMethod(tx, id, processorMethodId, facts)
    await endAuthorizations(tx, { orgId, methodId: id, at: now, byWhom: saved.byWhom })
    await app.react(tx, { is: 'moved', what: 'method', orgId, id, at: now })
  } else {
    await insertMethod(tx, {
      orgId,
      id,
      accountId,
      processorAccountId,
      processorMethodId,
      walletGroup: id,
      facts,
      now,
    })
  }
  if (facts.kind === 'card' || facts.verification === 'verified') {
    await putInForce(tx, { ...saved, methodId: id })
  }
  await nameAsAgreed(tx, id, saved.authorizationId)
  const before = known?.processorMethodId ?? null
  const tokenBefore = before === processorMethodId ? null : before
  return { id, recognized: known !== undefined, tokenBefore }
}

/** From now on the method may be charged as was agreed. */
export async function putInForce(
  tx: Transaction,
  agreed: { orgId: string; authorizationId: string; methodId: string; byWhom: string; now: Date },
): Promise<void> {
  const { orgId, authorizationId, methodId, byWhom, now: at } = agreed
  await insertAuthorizationEvent(tx, {
    orgId,
    authorizationId,
    kind: 'in_force',
    methodId,
    at,
    byWhom,
  })
}

/** Takes a method out of the wallet, and with it every consent to charge it. */
export async function removeFromWallet(
  tx: Transaction,
  removal: { orgId: string; method: SavedMethod; byWhom: string; now: Date },
): Promise<void> {
  const { orgId, method, byWhom, now } = removal
  await setMethodRemoved(tx, method.id, now)
  await endAuthorizations(tx, { orgId, methodId: method.id, at: now, byWhom })
}
