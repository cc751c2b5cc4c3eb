import type { Transaction } from '../database/transaction.ts'
import { type AnyCaller, type ClientCaller, isClient, type LinkCaller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import type { Trier } from '../links/limit-tries.ts'
import { findLink, type Link, type LinkPurpose, whyClosed } from '../links/links.ts'
import { theOrganization } from '../organizations/organization.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import { may, PERMISSION_NAMES, type Permission, type Rights } from '../staff/roles.ts'
import { type AccountPerson, findAccountPerson } from './account-person.ts'
import { findAccount } from './accounts.ts'

/** A person of the portal at an account of theirs, or whoever holds a link to it, as of this transaction. */
export interface ClientActor extends Rights {
  kind: 'client'
  /** They are no staff: what they do carries their name and `accountPersonId`. */
  id: null
  /** Null: somebody with a link. */
  accountPersonId: string | null
  /** Null: somebody who is signed in. */
  link: Link | null
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
  const actor =
    'linkId' in caller ? await linkHolder(tx, caller) : await clientAtAccount(tx, caller)
  if (!may(actor, permission)) {
    if (actor.link) refuse('forbidden', 'This link is for something else.', { moneyMoved: 'no' })
    refuse('forbidden', `Ask the owner of the account for "${PERMISSION_NAMES[permission]}".`, {
      moneyMoved: 'no',
      facts: { missingPermission: permission },
    })
  }
  return actor
}

/** A client who may bring a card of somebody else; null: staff, who type what they are given. */
export function trierOf(caller: AnyCaller, actor: Actor, accountId: string): Trier | null {
  if (actor.kind !== 'client') return null
  return {
    orgId: caller.orgId,
    accountId,
    accountPersonId: actor.accountPersonId,
    linkId: actor.link?.id ?? null,
    ip: caller.from?.ip ?? null,
  }
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
    link: null,
    accountId: person.accountId,
    name: person.name,
    email: person.email,
    permissions: permissionsOf(person),
    chargeLimit: null,
    refundLimit: null,
  }
}

/** What is withdrawn or too old lets nobody do anything any more, whatever page is still open. */
async function linkHolder(tx: Transaction, caller: LinkCaller): Promise<ClientActor> {
  const link = await findLink(tx, caller.linkId)
  const account = link && (await findAccount(tx, link.accountId))
  if (!account) return refuseUnknown('link')
  const closed = whyClosed(link, (await theOrganization(tx)).name, caller.now)
  if (closed) refuse(closed.code, closed.sentence, { moneyMoved: 'no' })
  return {
    kind: 'client',
    id: null,
    accountPersonId: null,
    link,
    accountId: link.accountId,
    name: `${account.name}, by a link`,
    email: link.sentTo ?? '',
    permissions: LINK_PERMISSIONS[link.purpose],
    chargeLimit: null,
    refundLimit: null,
  }
}

const TO_PAY: readonly Permission[] = ['invoices.read', 'payments.read', 'payments.charge']
const LINK_PERMISSIONS: Record<LinkPurpose, readonly Permission[]> = {
  pay_invoice: TO_PAY,
  pay_balance: TO_PAY,
  add_method: ['wallet.read', 'wallet.write'],
  confirm_payment: ['payments.read', 'payments.charge'],
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
