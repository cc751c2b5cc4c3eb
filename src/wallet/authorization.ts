/**
 * What a client agrees to when a card is saved here. The text shown is the text stored, with its
 * version; a change of wording is a new version, and what was agreed before stays what it was.
 */
export const WORDING_VERSION = '2026-11'

export function authorizationWording(organizationName: string): { version: string; text: string } {
  return {
    version: WORDING_VERSION,
    text:
      `Save this card and let ${organizationName} charge it later for what this account owes. ` +
      `The client, their representatives and the staff of ${organizationName} can use it. ` +
      'Nothing is charged without an amount being owed or agreed. ' +
      'The client can withdraw this at any time; it stops the next charge.',
  }
}

/** A saved method with what stands between it and a charge. */
export interface SavedMethod {
  id: string
  accountId: string
  processorAccountId: string
  processorMethodId: string
  brand: string
  last4: string
  expMonth: number
  expYear: number
  /** Equal for the same number within one processor account. */
  fingerprint: string | null
  nickname: string | null
  isDefault: boolean
  removedAt: Date | null
  /** A bank said never to charge it again. */
  doNotChargeAt: Date | null
  /** The authorization in force, if there is one. */
  authorizationId: string | null
  authorizedAt: Date | null
  revokedAt: Date | null
}

export const CARD_BRANDS: Record<string, string> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}

/** "Visa 4242": how a card is called everywhere. */
export function cardName(card: { brand: string; last4: string }): string {
  return `${CARD_BRANDS[card.brand] ?? 'Card'} ${card.last4}`
}

/** A card is good through the last day of its month, by the organization's calendar. */
export function isExpired(card: { expMonth: number; expYear: number }, today: string): boolean {
  const [year = 0, month = 0] = today.split('-').map(Number)
  return card.expYear < year || (card.expYear === year && card.expMonth < month)
}
