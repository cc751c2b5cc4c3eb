import type { Transaction } from '../database/transaction.ts'
import type { RequestPlace } from '../http/place.ts'
import type { App } from '../processor/app.ts'
import {
  authorizationWording,
  type BillingAddress,
  type Channel,
  hasLimits,
  type Limits,
  type NamedMethod,
  NO_LIMITS,
  type SavedMethod,
  STAFF_CHARGES,
  type Wording,
} from './authorization.ts'
import {
  consentsInForce,
  type InForce,
  insertAuthorization,
  insertAuthorizationEvent,
  limitsAsGiven,
  takeOnAsAgreed,
} from './authorization-store.ts'
import { insertMethodEvent } from './method-event-store.ts'
import {
  type BankFacts,
  type CardFacts,
  findMethodByNumber,
  insertMethod,
  noteWhetherAuthorized,
  renewMethod,
  setMethodRemoved,
} from './store.ts'
import { tellSaved } from './tell-of-method.ts'

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
    wording?: Wording
    givenBy: string
    methodName: string | null
    billingAddress: BillingAddress | null
    channel: Channel
    /** At whose desk; null where the client was alone. */
    recordedByName: string | null
    from: RequestPlace | undefined
    limits?: Limits
    walletGroup?: string | null
    now: Date
  },
): Promise<string> {
  const id = app.newId()
  const { organizationName, from, wording, ...given } = consent
  await insertAuthorization(tx, {
    limits: NO_LIMITS,
    walletGroup: null,
    ...given,
    id,
    purpose: STAFF_CHARGES,
    wording: wording ?? authorizationWording(organizationName),
    how: null,
    note: '',
    ip: from?.ip ?? null,
    userAgent: from?.userAgent ?? null,
  })
  return id
}

/**
 * Puts a method into the wallet, and its authorization in force. One that is there already is
 * recognised by its fingerprint: its date and its consent are renewed, the consent before ends. The
 * limits of that one, or of the method whose place it takes, stay unless others were agreed to. The
 * authorization of a bank account begins when it is verified.
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
    /** The consent to charge the card that leaves for this one. */
    continues?: InForce | undefined
    replaces?: NamedMethod | undefined
    now: Date
  },
): Promise<{ id: string; recognized: boolean; tokenBefore: string | null }> {
  const { orgId, accountId, processorAccountId, processorMethodId, facts, byWhom, now } = saved
  // An account that is not verified yet must not take the place of one that is.
  const isPending = facts.kind === 'bankAccount' && facts.verification === 'pending'
  const known =
    facts.fingerprint && !isPending
      ? await findMethodByNumber(tx, accountId, processorAccountId, facts.fingerprint)
      : undefined
  const id = known?.id ?? app.newId()
  const [before] = known ? await consentsInForce(tx, id, 'staff_charges') : []
  if (known) {
    await renewMethod(tx, id, processorMethodId, facts)
    if (before) await endConsent(tx, orgId, before.id, 'The method was saved again.', byWhom, now)
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
  const { authorizationId, replaces } = saved
  const continues = before ?? saved.continues
  const isUsable = facts.kind === 'card' || facts.verification === 'verified'
  if (isUsable) {
    await putInForce(tx, { orgId, authorizationId, methodId: id, continues, byWhom, now })
  }
  await takeOnAsAgreed(tx, id, authorizationId)
  await app.react(tx, { is: 'moved', what: 'method', orgId, id, at: now })
  const kind = known ? 'recognized' : 'added'
  await insertMethodEvent(tx, { orgId, methodId: id, kind, at: now, byName: byWhom })
  const told = { orgId, accountId, byWhom, now, authorizationId }
  const recognized = known !== undefined
  if (isUsable) {
    await tellSaved(app, tx, { ...told, id, method: facts, recognized, replaced: replaces ?? null })
  }
  const tokenOfKnown = known?.processorMethodId ?? null
  const tokenBefore = tokenOfKnown === processorMethodId ? null : tokenOfKnown
  return { id, recognized, tokenBefore }
}

/** From now on a method may be charged under this consent. */
export async function putInForce(
  tx: Transaction,
  grant: {
    orgId: string
    authorizationId: string
    methodId: string
    continues: InForce | undefined
    byWhom: string
    now: Date
  },
): Promise<void> {
  const { orgId, authorizationId, methodId, continues, byWhom, now: at } = grant
  const common = { orgId, authorizationId, at, byWhom }
  const rootId = continues?.rootId ?? authorizationId
  await insertAuthorizationEvent(tx, { ...common, kind: 'in_force', methodId, rootId })
  if (continues && hasLimits(continues) && !hasLimits(await limitsAsGiven(tx, authorizationId))) {
    const reason = 'The limits that were agreed to before stay.'
    await insertAuthorizationEvent(tx, {
      ...common,
      kind: 'capped',
      limits: continues,
      reason,
      how: null,
    })
  }
  await noteWhetherAuthorized(tx, methodId)
}

function endConsent(
  tx: Transaction,
  orgId: string,
  authorizationId: string,
  reason: string,
  byWhom: string,
  at: Date,
): Promise<void> {
  return insertAuthorizationEvent(tx, {
    orgId,
    authorizationId,
    kind: 'ended',
    reason,
    at,
    byWhom,
  })
}

/** Ends every consent in force to charge a method. */
export async function endConsents(
  tx: Transaction,
  ending: { orgId: string; methodId: string; why: string; byWhom: string; now: Date },
): Promise<void> {
  const { orgId, methodId, why, byWhom, now } = ending
  for (const { id } of await consentsInForce(tx, methodId)) {
    await endConsent(tx, orgId, id, why, byWhom, now)
  }
  await noteWhetherAuthorized(tx, methodId)
}

/** Takes a card out of the wallet, and with it every consent to charge it. */
export async function removeFromWallet(
  tx: Transaction,
  removal: {
    orgId: string
    method: SavedMethod
    byWhom: string
    now: Date
    why: 'removed' | 'replaced' | 'detached'
    detail?: Record<string, unknown>
  },
): Promise<void> {
  const { orgId, method, byWhom, now, why } = removal
  await setMethodRemoved(tx, method.id, now)
  await endConsents(tx, { orgId, methodId: method.id, why: WHY_ENDED[why], byWhom, now })
  await insertMethodEvent(tx, {
    orgId,
    methodId: method.id,
    kind: why,
    at: now,
    byName: byWhom,
    detail: removal.detail,
  })
}

const WHY_ENDED = {
  removed: 'The method was removed.',
  replaced: 'Another method took its place.',
  detached: 'The method was taken off at the card processor.',
}
