import { toTypeId } from '../kit/id.ts'
import { codeMeaning } from '../processor/return-codes.ts'
import { isExpired, methodName, type SavedBankAccount, type SavedMethod } from './authorization.ts'
import { triesLeft } from './verification.ts'

/** A saved method as the API shows it. */
export function methodJson(method: SavedMethod, today: string) {
  const { kind, last4, nickname, isDefault } = method
  const card = kind === 'card' ? method : null
  return {
    id: toTypeId('pm', method.id),
    kind,
    name: methodName(method),
    brand: card?.brand ?? null,
    last4,
    expMonth: card?.expMonth ?? null,
    expYear: card?.expYear ?? null,
    expired: card !== null && isExpired(card, today),
    bank: kind === 'bankAccount' ? bankJson(method) : null,
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

function bankJson(method: SavedBankAccount) {
  const { bankName, accountType, holderType, mandateId, debitMost } = method
  return {
    bankName,
    accountType,
    holderType,
    mandate: mandateId,
    debitMost: debitMost === null ? null : Number(debitMost),
    verification: {
      state: method.verification,
      setup: method.setupId && toTypeId('set', method.setupId),
      kind: method.verificationKind,
      arrivesOn: method.verificationArrivesOn,
      endsAt: method.verificationEndsAt?.toISOString() ?? null,
      triesLeft: method.verification === 'pending' ? triesLeft(method) : null,
    },
  }
}

function whyUnusable(method: SavedMethod): string | null {
  if (method.kind === 'bankAccount') {
    if (method.verification === 'pending') {
      return 'Waiting for the client to confirm two small deposits.'
    }
    if (method.verification === 'failed') {
      return 'The client did not confirm it. Remove it and add it again.'
    }
    if (method.doNotChargeAt) return codeMeaning(method.returnCode).unusable
  }
  if (method.doNotChargeAt) return 'The bank told us not to charge this card again.'
  if (!method.authorizationId) {
    return method.revokedAt
      ? 'The client withdrew permission to charge it.'
      : 'Saved, but the client has not agreed that it is charged.'
  }
  return null
}
