import { hasSignedInOnce } from '../clients/account-person.ts'
import type { Transaction } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { walletSettings } from './settings-store.ts'

const NEVER_SIGNED_IN =
  'This client never signed in to the portal, so nothing is saved for them. Take the payment without saving, or invite them to the portal first.'

/**
 * Staff save a method only for a client who was in the portal once and can see and remove it there,
 * unless the organization decided otherwise. A payment that saves nothing is taken all the same.
 */
export async function requireSignedInOnce(
  tx: Transaction,
  accountId: string,
  field: string,
): Promise<void> {
  const why = await whyStaffMayNotSave(tx, accountId)
  if (why) refuse('client_not_signed_in', why, { field, moneyMoved: 'no' })
}

/** Why staff cannot save a method to this wallet, if so: a form says it before anything is typed. */
export async function whyStaffMayNotSave(
  tx: Transaction,
  accountId: string,
): Promise<string | null> {
  const [signedIn, { saveBeforeSignIn }] = await Promise.all([
    hasSignedInOnce(tx, accountId),
    walletSettings(tx),
  ])
  return signedIn || saveBeforeSignIn ? null : NEVER_SIGNED_IN
}
