import { refuse } from '../http/problem.ts'
import { codeMeaning } from '../processor/return-codes.ts'
import {
  cardName,
  isExpired,
  methodNoun,
  type SavedBankAccount,
  type SavedMethod,
} from '../wallet/authorization.ts'

/** Refuses a saved method that may not be charged now, and says why. */
export function requireChargeable(
  method: SavedMethod,
  charge: { accountId: string; today: string; confirmExpired: boolean },
): void {
  const about = { field: 'method', moneyMoved: 'no' as const }
  if (method.accountId !== charge.accountId) {
    refuse(
      'method_not_of_client',
      `That ${methodNoun(method)} is not saved for this client.`,
      about,
    )
  }
  if (method.removedAt) {
    refuse('method_removed', `That ${methodNoun(method)} was removed. Choose another.`, about)
  }
  if (method.kind === 'bankAccount') requireOpenToDebits(method)
  if (method.doNotChargeAt) {
    refuse(
      'card_do_not_retry',
      'The bank told us not to charge this card again. Choose another method.',
      about,
    )
  }
  if (method.kind === 'card' && isExpired(method, charge.today) && !charge.confirmExpired) {
    const expiry = `${String(method.expMonth).padStart(2, '0')}/${method.expYear}`
    refuse(
      'card_expired',
      `${cardName(method)} expired ${expiry}. Ask the client for a new date.`,
      { ...about, facts: { confirmable: true } },
    )
  }
}

/** What a bank closed, and what the client has not confirmed, is not debited. */
function requireOpenToDebits(method: SavedBankAccount): void {
  const about = { field: 'method', moneyMoved: 'no' as const }
  if (method.verification === 'pending') {
    refuse('bank_unverified', 'Waiting for the client to confirm two small deposits.', about)
  }
  if (method.verification === 'failed') {
    refuse('bank_unverified', 'The client did not confirm this bank account. Add it again.', about)
  }
  if (!method.doNotChargeAt && method.mandateState !== 'inactive') return
  const { counts, revokes, unusable } = codeMeaning(method.returnCode)
  const facts = { returnCode: method.returnCode }
  if (counts === 'unauthorized' || revokes) {
    refuse('ach_unauthorized', unusable, { ...about, facts })
  }
  refuse('ach_blocked', unusable, { ...about, facts })
}
