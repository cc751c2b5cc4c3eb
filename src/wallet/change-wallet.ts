import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { consentState, type SavedMethod } from './authorization.ts'
import { findAuthorization, insertAuthorizationEvent } from './authorization-store.ts'
import { type GivenAddress, readBillingAddress } from './billing-address.ts'
import { insertMethodEvent } from './method-event-store.ts'
import { CARD_NAME_MAX, removeFromWallet } from './save-method.ts'
import {
  countUpcoming,
  findMethodShown,
  lockMethod,
  makeDefault,
  noteWhetherAuthorized,
  setBillingAddress,
  setNickname,
} from './store.ts'
import { tellRemoved } from './tell-of-method.ts'

const REASON_MAX = 500

/** Names a saved method, makes it the one offered first, or corrects its billing address. */
export async function changeMethod(
  app: App,
  caller: AnyCaller,
  id: string,
  changes: {
    nickname?: string | null | undefined
    isDefault?: true | undefined
    billingAddress?: GivenAddress | undefined
  },
): Promise<SavedMethod> {
  const method = await inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, method } = await methodToChange(tx, caller, id)
    const { timeZone } = await theOrganization(tx)
    const now = app.clock.now()
    if (actor.kind === 'staff') requireSeen(method, todayIn(timeZone, now))
    if (changes.nickname !== undefined) {
      const nickname = readText(changes.nickname, 'nickname', {
        max: CARD_NAME_MAX,
        called: 'Names of methods',
      })
      await setNickname(tx, id, nickname || null)
    }
    if (changes.isDefault) await makeDefault(tx, method.accountId, id)
    if (changes.billingAddress) {
      const nameBefore = method.billingAddress?.name ?? ''
      const address = readBillingAddress(changes.billingAddress, 'billingAddress', nameBefore)
      await setBillingAddress(tx, id, address)
      const { orgId } = caller
      const what = { orgId, methodId: id, at: now, byName: actor.name }
      await insertMethodEvent(tx, { ...what, kind: 'addressChanged' })
    }
    await recordAct(app, tx, caller, actor, 'method.changed', id)
    return (await findMethodShown(tx, id)) ?? refuseUnknown('payment method')
  })
  if (changes.billingAddress) await tellProcessor(app, caller.orgId, method)
  return method
}

/** The processor sends it with every charge from now on; one that is not told would compare the old one. */
async function tellProcessor(app: App, orgId: string, method: SavedMethod): Promise<void> {
  const { processorAccountId, processorMethodId, billingAddress } = method
  if (!billingAddress) return
  const processor = await app.processors.of({ orgId, processorAccountId })
  const told = await processor.putBillingAddress(processorMethodId, billingAddress)
  if (told.is === 'answered') return
  refuse(
    'processor_unavailable',
    'The address is kept here, but the card processor did not take it. Save it again.',
    { moneyMoved: 'no' },
  )
}

/**
 * Takes a method out of the wallet: it is never charged again. Its authorization ends with it.
 * At the processor it is detached afterwards; if that call is lost, nobody here uses the method.
 */
export async function removeMethod(app: App, caller: AnyCaller, id: string): Promise<void> {
  const method = await inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, method } = await methodToChange(tx, caller, id)
    const now = app.clock.now()
    const removal = { orgId: caller.orgId, method, byWhom: actor.name, now }
    const upcoming = await countUpcoming(tx, id)
    await removeFromWallet(tx, { ...removal, why: 'removed', detail: { upcoming } })
    const { accountId } = method
    const isSeen = method.consent !== null && method.consent.endedBy === null
    await tellRemoved(app, tx, { ...removal, id, accountId, upcoming, isSeen })
    await recordAct(app, tx, caller, actor, 'method.removed', id)
    await app.react(tx, { is: 'moved', what: 'method', orgId: caller.orgId, id, at: now })
    return method
  })
  const processor = await app.processors.of({
    orgId: caller.orgId,
    processorAccountId: method.processorAccountId,
  })
  await processor.detachMethod(method.processorMethodId)
}

/** Withdraws consent; it stops the next charge. The method stays in the wallet. */
export function revokeAuthorization(
  app: App,
  caller: AnyCaller,
  id: string,
  given: { reason?: string | undefined } = {},
): Promise<void> {
  const reason = readText(given.reason, 'reason', { max: REASON_MAX, called: 'Reasons' })
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await admit(tx, caller, 'wallet.write')
    const found = (await findAuthorization(tx, id)) ?? refuseUnknown('authorization')
    requireOwnAccount(actor, found.accountId, 'authorization')
    // A charge that is being opened under this lock was before; every later one finds it withdrawn.
    await lockAccount(tx, found.accountId)
    if ((await findAuthorization(tx, id))?.ended) return
    await insertAuthorizationEvent(tx, {
      orgId: caller.orgId,
      authorizationId: id,
      kind: 'revoked',
      reason,
      at: app.clock.now(),
      byWhom: actor.name,
    })
    if (found.methodId) {
      await noteWhetherAuthorized(tx, found.methodId)
      const moved = { orgId: caller.orgId, id: found.methodId, at: app.clock.now() }
      await app.react(tx, { is: 'moved', what: 'method', ...moved })
    }
    await recordAct(app, tx, caller, actor, 'authorization.revoked', id, { reason })
  })
}

/** Whoever may not charge a method does not know it, and so cannot name it either. */
function requireSeen(method: SavedMethod, today: string): void {
  if (consentState(method.consent, today) === 'inForce') return
  refuse(
    'consent_missing',
    'This method is not authorized here. Record the client’s permission before changing it.',
    { moneyMoved: 'no' },
  )
}

async function methodToChange(tx: Transaction, caller: AnyCaller, id: string) {
  const actor = await admit(tx, caller, 'wallet.write')
  const found = (await findMethodShown(tx, id)) ?? refuseUnknown('payment method')
  requireOwnAccount(actor, found.accountId, 'payment method')
  await lockAccount(tx, found.accountId)
  const method = await lockMethod(tx, id)
  if (!method || method.removedAt) refuseUnknown('payment method')
  return { actor, method }
}
