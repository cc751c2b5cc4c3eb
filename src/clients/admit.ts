import type { Transaction } from '../database/transaction.ts'
import { type AnyCaller, type ClientCaller, isClient } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES, type Permission, type Rights } from '../staff/roles.ts'
import { type AccountPerson, findAccountPerson } from './account-person.ts'

/** A person of the portal at an account of theirs, as of this transaction. */
export interface ClientActor extends Rights {
  kind: 'client'
  /** They are no staff: what they do carries their name and `accountPersonId`. */
  id: null
  accountPersonId: string
  accountId: string
  name: string
  email: string
}

export type Actor = StaffActor | ClientActor

/**
 * Lets staff go on with this right, or a client at their own account with what their access to it
 * allows. Asked in the transaction of the use case: access that was ended a moment ago is ended.
 * Every use case that takes an `AnyCaller` calls `requireOwnAccount` as soon as it knows the account.
 */
export async function admit(
  tx: Transaction,
  caller: AnyCaller,
  permission: Permission,
): Promise<Actor> {
  if (!isClient(caller)) return authorize(tx, caller, permission)
  const actor = await clientAtAccount(tx, caller)
  if (!may(actor, permission)) {
    refuse('forbidden', `Ask the owner of the account for "${PERMISSION_NAMES[permission]}".`, {
      moneyMoved: 'no',
      facts: { missingPermission: permission },
    })
  }
  return actor
}

/** To a client, other accounts do not exist. */
export function requireOwnAccount(actor: Actor, accountId: string, what = 'account'): void {
  if (actor.kind === 'client' && actor.accountId !== accountId) refuseUnknown(what)
}

async function clientAtAccount(tx: Transaction, caller: ClientCaller): Promise<ClientActor> {
  const person = await findAccountPerson(tx, caller.accountPersonId)
  if (!person?.personId || person.endedAt || person.accountId !== caller.accountId) {
    refuse('signed_out', 'Your access to this account was ended. Nothing was charged.', {
      moneyMoved: 'no',
    })
  }
  return {
    kind: 'client',
    id: null,
    accountPersonId: person.id,
    accountId: person.accountId,
    name: person.name,
    email: person.email,
    permissions: permissionsOf(person),
    chargeLimit: null,
    refundLimit: null,
  }
}

function permissionsOf(person: AccountPerson): Permission[] {
  return [
    'clients.read',
    'invoices.read',
    'payments.read',
    ...(person.mayPay ? (['payments.charge'] as const) : []),
    ...(person.mayManageWallet ? (['wallet.read', 'wallet.write'] as const) : []),
  ]
}
