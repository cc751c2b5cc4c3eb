import { recordAct } from '../audit/record.ts'
import { lockAccount } from '../clients/accounts.ts'
import { admit, requireOwnAccount } from '../clients/admit.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { AnyCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { readText } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import type { SavedMethod } from './authorization.ts'
import { CARD_NAME_MAX, removeFromWallet } from './save-method.ts'
import {
  findAuthorization,
  findMethod,
  insertAuthorizationEvent,
  lockMethod,
  makeDefault,
  setNickname,
} from './store.ts'

/** Names a saved method, or makes it the one offered first. */
export function changeMethod(
  app: App,
  caller: AnyCaller,
  id: string,
  changes: { nickname?: string | null | undefined; isDefault?: true | undefined },
): Promise<SavedMethod> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, method } = await methodToChange(tx, caller, id)
    if (changes.nickname !== undefined) {
      const nickname = readText(changes.nickname, 'nickname', {
        max: CARD_NAME_MAX,
        called: 'Names of methods',
      })
      await setNickname(tx, id, nickname || null)
    }
    if (changes.isDefault) await makeDefault(tx, method.accountId, id)
    await recordAct(app, tx, caller, actor, 'method.changed', id)
    return (await findMethod(tx, id)) ?? refuseUnknown('payment method')
  })
}

/**
 * Takes a method out of the wallet: it is never charged again. Its authorization ends with it.
 * At the processor it is detached afterwards; if that call is lost, nobody here uses the method.
 */
export async function removeMethod(app: App, caller: AnyCaller, id: string): Promise<void> {
  const method = await inOrganization(app.db, caller.orgId, async (tx) => {
    const { actor, method } = await methodToChange(tx, caller, id)
    const now = app.clock.now()
    await removeFromWallet(tx, { orgId: caller.orgId, method, byWhom: actor.name, now })
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
export function revokeAuthorization(app: App, caller: AnyCaller, id: string): Promise<void> {
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
      methodId: null,
      at: app.clock.now(),
      byWhom: actor.name,
    })
    await recordAct(app, tx, caller, actor, 'authorization.revoked', id)
  })
}

async function methodToChange(tx: Transaction, caller: AnyCaller, id: string) {
  const actor = await admit(tx, caller, 'wallet.write')
  const found = (await findMethod(tx, id)) ?? refuseUnknown('payment method')
  requireOwnAccount(actor, found.accountId, 'payment method')
  await lockAccount(tx, found.accountId)
  const method = await lockMethod(tx, id)
  if (!method || method.removedAt) refuseUnknown('payment method')
  return { actor, method }
}
