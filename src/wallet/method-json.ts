import { toTypeId } from '../kit/id.ts'
import { cardName, isExpired, type SavedMethod } from './authorization.ts'

/** A saved method as the API shows it. */
export function methodJson(method: SavedMethod, today: string) {
  const { brand, last4, expMonth, expYear, nickname, isDefault } = method
  return {
    id: toTypeId('pm', method.id),
    name: cardName(method),
    brand,
    last4,
    expMonth,
    expYear,
    expired: isExpired(method, today),
    nickname,
    isDefault,
    authorization:
      method.authorizationId && method.authorizedAt
        ? {
            id: toTypeId('aut', method.authorizationId),
            since: method.authorizedAt.toISOString(),
          }
        : null,
    unusable: whyUnusable(method),
  }
}

function whyUnusable(method: SavedMethod): string | null {
  if (method.doNotChargeAt) return 'The bank told us not to charge this card again.'
  if (!method.authorizationId) {
    return method.revokedAt
      ? 'The client withdrew permission to charge it.'
      : 'Saved, but the client has not agreed that it is charged.'
  }
  return null
}
