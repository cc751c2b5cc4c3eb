import { admit, requireOwnAccount } from '../clients/admit.ts'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { PortalPerson } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import type { App } from '../processor/app.ts'
import { findMethodShown } from '../wallet/methods.ts'
import { placesOfPerson } from './store.ts'

/**
 * The group of a method in another wallet of the same person. A method is a row of one organization:
 * another one is allowed by saving it there again, and both rows carry the group. Withdrawing in one
 * leaves the other.
 */
export async function groupOfMethod(
  app: App,
  person: PortalPerson,
  given: { accountId: string; methodId: string },
): Promise<string> {
  const accountId = readId('acc', given.accountId, 'account')
  const methodId = readId('pm', given.methodId, 'payment method')
  const places = await acrossOrganizations(app.db, (tx) => placesOfPerson(tx, person.id))
  const place = places.find(
    (one) => one.accountId === accountId && person.orgIds.includes(one.orgId),
  )
  if (!place) return refuseUnknown('account')
  return inOrganization(app.db, place.orgId, async (tx) => {
    const actor = await admit(tx, place, 'wallet.write')
    const method = await findMethodShown(tx, methodId)
    if (!method || method.removedAt) return refuseUnknown('payment method')
    requireOwnAccount(actor, method.accountId, 'payment method')
    return method.walletGroup
  })
}
