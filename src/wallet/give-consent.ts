import { recordAct } from '../audit/record.ts'
import { clientsOfAccount, lockAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  authorizationWording,
  type How,
  NO_LIMITS,
  methodName as nameOf,
  type SavedMethod,
  STAFF_CHARGES,
} from './authorization.ts'
import {
  consentsInForce,
  findAuthorization,
  insertAuthorization,
  insertAuthorizationEvent,
} from './authorization-store.ts'
import { sendCopy } from './copy-of-consent.ts'
import { type LimitsRequest, readLimits } from './read-limits.ts'
import { putInForce } from './save-method.ts'
import { findMethodShown, lockMethod } from './store.ts'

export const NOTE_MAX = 500

export interface RecordConsent {
  methodId: string
  how: How
  note: string
  givenBy?: string | undefined
  limits?: LimitsRequest | undefined
}

/** Staff write down a permission that reached them on paper, by telephone, by e-mail or in person. */
export function recordPermission(
  app: App,
  caller: Caller,
  request: RecordConsent,
): Promise<string> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'wallet.write')
    const { orgId } = caller
    const method = await methodInWallet(tx, readId('pm', request.methodId, 'card'))
    const { name: organizationName, currency, timeZone } = await theOrganization(tx)
    const now = app.clock.now()
    const clients = await clientsOfAccount(tx, method.accountId)
    const names = clients.map((client) => client.name).join(', ')
    const id = app.newId()
    const limits = readLimits(request.limits, { currency, today: todayIn(timeZone, now) })
    await insertAuthorization(tx, {
      orgId,
      id,
      accountId: method.accountId,
      paymentId: null,
      purpose: STAFF_CHARGES,
      wording: authorizationWording(organizationName),
      channel: 'recorded_by_staff' as const,
      how: request.how,
      note: readNote(request.note),
      givenBy: readText(request.givenBy, 'givenBy', { max: 120, called: 'Names' }) || names,
      recordedByName: actor.name,
      ip: caller.from?.ip ?? null,
      userAgent: caller.from?.userAgent ?? null,
      limits,
      methodName: null,
      billingAddress: null,
      walletGroup: null,
      now,
    })
    const [before] = await consentsInForce(tx, method.id, 'staff_charges')
    if (before) {
      await insertAuthorizationEvent(tx, {
        orgId,
        authorizationId: before.id,
        kind: 'ended',
        reason: 'A newer permission took its place.',
        at: now,
        byWhom: actor.name,
      })
    }
    const continues = before && { ...before, ...NO_LIMITS }
    const grant = { orgId, authorizationId: id, methodId: method.id, continues }
    await putInForce(tx, { ...grant, byWhom: actor.name, now })
    await app.react(tx, { is: 'moved', what: 'method', orgId, id: method.id, at: now })
    await recordAct(app, tx, caller, actor, 'authorization.recorded', id, { how: request.how })
    const methodName = nameOf(method)
    await sendCopy(app, tx, { orgId, authorizationId: id, methodName, now })
    return id
  })
}

export interface AmendConsent {
  how: How
  note: string
  /** All limits from now on; those left out are none. */
  limits?: LimitsRequest | undefined
  /** The client agreed to today's wording. */
  wording?: 'current' | undefined
}

/** Writes down that the client changed a limit, or agreed to a newer wording; the row stays what it is. */
export function amendAuthorization(
  app: App,
  caller: Caller,
  id: string,
  request: AmendConsent,
): Promise<void> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'wallet.write')
    const found = (await findAuthorization(tx, id)) ?? refuseUnknown('authorization')
    await lockAccount(tx, found.accountId)
    const locked = await findAuthorization(tx, id)
    if (!locked?.methodId || locked.ended) {
      refuse('authorization_state', 'This permission is not in force. Record a new one.')
    }
    const { name, currency, timeZone } = await theOrganization(tx)
    const now = app.clock.now()
    const common = {
      orgId: caller.orgId,
      authorizationId: id,
      reason: readNote(request.note),
      how: request.how,
      at: now,
      byWhom: actor.name,
    }
    if (request.limits) {
      const limits = readLimits(request.limits, { currency, today: todayIn(timeZone, now) })
      await insertAuthorizationEvent(tx, { ...common, kind: 'capped', limits })
    }
    if (request.wording) {
      const wording = authorizationWording(name)
      await insertAuthorizationEvent(tx, { ...common, kind: 'reworded', wording })
    }
    await recordAct(app, tx, caller, actor, 'authorization.changed', id)
  })
}

async function methodInWallet(tx: Transaction, id: string): Promise<SavedMethod> {
  const found = (await findMethodShown(tx, id)) ?? refuseUnknown('card')
  await lockAccount(tx, found.accountId)
  const method = await lockMethod(tx, id)
  if (!method || method.removedAt) return refuseUnknown('card')
  return method
}

function readNote(note: string): string {
  return readText(note, 'note', { max: NOTE_MAX, called: 'Notes', required: true })
}
