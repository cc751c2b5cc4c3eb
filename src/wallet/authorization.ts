import type { MethodKind, VerificationKind } from '../processor/processor.ts'

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

/**
 * What a client agrees to when a bank account is saved here: the mandate of a debit. The largest
 * debit is part of it, because the client must be told of a larger one ten days before.
 */
export const MANDATE_VERSION = 'ach-2026-11'

export function mandateWording(
  organizationName: string,
  most: string,
): { version: string; text: string } {
  return {
    version: MANDATE_VERSION,
    text:
      `I authorize ${organizationName} to debit this bank account electronically (ACH) for what this ` +
      `account owes, up to ${most} at a time, and to credit it to correct an error. ` +
      `Before a larger debit ${organizationName} tells me 10 days ahead. ` +
      'The client, their representatives and the staff of ' +
      `${organizationName} can start a payment; each debit is shown with its amount and day. ` +
      'I can withdraw this at any time with ' +
      `${organizationName}; it stops every debit that was not sent to the bank yet. ` +
      'I am authorized to use this account.',
  }
}

/** A saved method with what stands between it and a charge. */
export type SavedMethod = SavedCard | SavedBankAccount

export interface SavedCard extends Saved {
  kind: 'card'
  brand: string
  expMonth: number
  expYear: number
}

/** A bank account; a debit of it is an eCheck. */
export interface SavedBankAccount extends Saved {
  kind: 'bankAccount'
  bankName: string
  accountType: 'checking' | 'savings' | null
  holderType: 'individual' | 'company' | null
  /** Whether the client showed that it is theirs. */
  verification: 'verified' | 'pending' | 'failed'
  verificationKind: VerificationKind | null
  /** The set-up that waits for the client. */
  setupId: string | null
  /** When the small deposits are there. */
  verificationArrivesOn: string | null
  verificationEndsAt: Date | null
  /** Wrong answers so far. */
  verificationTries: number
  mandateId: string | null
  mandateState: 'active' | 'inactive' | 'pending' | null
  /** The largest single debit that was agreed, minor units. */
  debitMost: bigint | null
  /** The code with which a bank closed it to debits. */
  returnCode: string | null
}

interface Saved {
  id: string
  accountId: string
  processorAccountId: string
  processorMethodId: string
  last4: string
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

/** "First Bank 6789": how a bank account is called everywhere. */
export function bankAccountName(bank: { bankName: string; last4: string }): string {
  return `${bank.bankName} ${bank.last4}`
}

/** How a saved method is called everywhere. */
export function methodName(method: NamedMethod): string {
  return method.kind === 'card' ? cardName(method) : bankAccountName(method)
}

export type NamedMethod =
  | { kind: 'card'; brand: string; last4: string }
  | { kind: 'bankAccount'; bankName: string; last4: string }

/** "card" or "bank account": what a sentence says of a method it does not name. */
export function methodNoun({ kind }: { kind: MethodKind }): string {
  return kind === 'card' ? 'card' : 'bank account'
}

/** A card is good through the last day of its month, by the organization's calendar. */
export function isExpired(card: { expMonth: number; expYear: number }, today: string): boolean {
  const [year = 0, month = 0] = today.split('-').map(Number)
  return card.expYear < year || (card.expYear === year && card.expMonth < month)
}
