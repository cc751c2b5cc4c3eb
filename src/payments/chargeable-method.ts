import { refuse } from '../http/problem.ts'
import { cardName, isExpired, type SavedMethod } from '../wallet/authorization.ts'

/** Refuses a saved method that may not be charged now, and says why. */
export function requireChargeable(
  method: SavedMethod,
  charge: {
    accountId: string
    today: string
    timeZone: string
    confirmExpired: boolean
    /** They say yes to this one charge by making it; consent is for charges without them. */
    isClientPresent: boolean
  },
): void {
  const about = { field: 'method', moneyMoved: 'no' as const }
  if (method.accountId !== charge.accountId) {
    refuse('method_not_of_client', 'That card is not saved for this client.', about)
  }
  if (method.removedAt) {
    refuse('method_removed', 'That card was removed. Choose another.', about)
  }
  if (!method.authorizationId && !charge.isClientPresent)
    refuseWithoutConsent(method, charge.timeZone)
  if (method.doNotChargeAt) {
    refuse(
      'card_do_not_retry',
      'The bank told us not to charge this card again. Choose another method.',
      about,
    )
  }
  if (isExpired(method, charge.today) && !charge.confirmExpired) {
    const expiry = `${String(method.expMonth).padStart(2, '0')}/${method.expYear}`
    refuse(
      'card_expired',
      `${cardName(method)} expired ${expiry}. Ask the client for a new date.`,
      { ...about, facts: { confirmable: true } },
    )
  }
}

function refuseWithoutConsent(method: SavedMethod, timeZone: string): never {
  const about = { field: 'method', moneyMoved: 'no' as const }
  if (!method.revokedAt) {
    refuse('consent_missing', 'The client has not agreed to be charged. Ask them first.', about)
  }
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(method.revokedAt)
  refuse('consent_revoked', `The client withdrew permission on ${when}.`, about)
}
