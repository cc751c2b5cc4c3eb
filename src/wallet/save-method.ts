import type { Transaction } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import type { Card } from '../processor/processor.ts'
import { authorizationWording, type SavedMethod } from './authorization.ts'
import {
  endAuthorizations,
  findMethodByCard,
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
    givenBy: string
    methodName: string | null
    now: Date
  },
): Promise<string> {
  const { version, text } = authorizationWording(consent.organizationName)
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
 * Puts a card into the wallet, and its authorization in force. A card that is there already is
 * recognised by its fingerprint: its date and its consent are renewed, the consent before ends.
 */
export async function saveMethod(
  app: App,
  tx: Transaction,
  saved: {
    orgId: string
    accountId: string
    processorAccountId: string
    processorMethodId: string
    card: Card
    authorizationId: string
    byWhom: string
    now: Date
  },
): Promise<{ id: string; recognized: boolean; tokenBefore: string | null }> {
  const { orgId, accountId, processorAccountId, processorMethodId, card, now } = saved
  const known = card.fingerprint
    ? await findMethodByCard(tx, accountId, processorAccountId, card.fingerprint)
    : undefined
  const id = known?.id ?? app.newId()
  if (known) {
    await renewMethod(tx, id, { processorMethodId, ...card })
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
      ...card,
      now,
    })
  }
  await insertAuthorizationEvent(tx, {
    orgId,
    authorizationId: saved.authorizationId,
    kind: 'in_force',
    methodId: id,
    at: now,
    byWhom: saved.byWhom,
  })
  await nameAsAgreed(tx, id, saved.authorizationId)
  const tokenBefore = known?.processorMethodId ?? null
  return { id, recognized: known !== undefined, tokenBefore }
}

/** Takes a card out of the wallet, and with it every consent to charge it. */
export async function removeFromWallet(
  tx: Transaction,
  removal: { orgId: string; method: SavedMethod; byWhom: string; now: Date },
): Promise<void> {
  const { orgId, method, byWhom, now } = removal
  await setMethodRemoved(tx, method.id, now)
  await endAuthorizations(tx, { orgId, methodId: method.id, at: now, byWhom })
}
