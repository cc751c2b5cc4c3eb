import type { Transaction } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import type { Card } from '../processor/processor.ts'
import { authorizationWording } from './authorization.ts'
import {
  findMethodByCard,
  insertAuthorization,
  insertAuthorizationEvent,
  insertMethod,
  renewMethod,
} from './store.ts'

/** Writes down, when a payment opens, what was agreed to. It takes effect when the card is saved. */
export async function recordConsent(
  app: App,
  tx: Transaction,
  consent: {
    orgId: string
    accountId: string
    paymentId: string
    organizationName: string
    givenBy: string
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
    now: consent.now,
  })
  return id
}

/**
 * Saves the card of a payment that succeeded and puts its authorization in force. A card that is
 * in this wallet already is recognised by its fingerprint and renewed.
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
): Promise<string> {
  const { orgId, accountId, processorAccountId, processorMethodId, card, now } = saved
  const known = card.fingerprint
    ? await findMethodByCard(tx, accountId, processorAccountId, card.fingerprint)
    : undefined
  const id = known?.id ?? app.newId()
  if (known) {
    await renewMethod(tx, id, { processorMethodId, ...card })
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
  return id
}
