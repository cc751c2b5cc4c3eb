import type { MethodKind, VerificationKind } from '../processor/processor.ts'
import type { CapPeriod } from './contract.ts'

export type { CapPeriod, Channel, How } from './contract.ts'

/**
 * What a client agrees to when a card is saved here. The text shown is the text stored, with its
 * version; a change of wording is a new version, and what was agreed before stays what it was.
 */
export const WORDING_VERSION = '2026-11'

export interface Wording {
  version: string
  text: string
}

export function authorizationWording(organizationName: string): Wording {
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

/** What may be charged under an authorization: whatever is owed, or one plan or run and nothing else. */
export type Purpose = { is: 'staff_charges' } | { is: 'plan' | 'run'; id: string }

export const STAFF_CHARGES: Purpose = { is: 'staff_charges' }

/**
 * Whose consent covers a charge. Who agreed to be charged what they owe agreed to a run of it; a plan
 * is an agreement of its own, with amounts of its own.
 */
export const COVERED_BY: Record<Purpose['is'], readonly Purpose['is'][]> = {
  staff_charges: ['staff_charges'],
  run: ['run', 'staff_charges'],
  plan: ['plan'],
}

/** Up to what amount, and until when; null: no limit of that kind. */
export interface Limits {
  perCharge: bigint | null
  perPeriod: bigint | null
  period: CapPeriod | null
  /** The last day, by the organization's calendar. */
  endsOn: string | null
}

export const NO_LIMITS: Limits = { perCharge: null, perPeriod: null, period: null, endsOn: null }

export function hasLimits({ perCharge, perPeriod, endsOn }: Limits): boolean {
  return perCharge !== null || perPeriod !== null || endsOn !== null
}

/** Where the bank sends the statements of a method; it may differ from where the client lives. */
export interface BillingAddress {
  name: string
  line1: string
  line2: string
  city: string
  postalCode: string
  state: string
  /** ISO 3166, two letters. */
  country: string
}

/** The consent of a method that counts: the one in force, else the newest there was. */
export interface Consent extends Limits {
  id: string
  purpose: Purpose['is']
  /** The first one that it continues. */
  rootId: string
  at: Date
  endedAt: Date | null
  endedBy: 'revoked' | 'ended' | null
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
  /** Equal where the client allowed the same method to several organizations. */
  walletGroup: string
  last4: string
  /** Equal for the same number within one processor account. */
  fingerprint: string | null
  nickname: string | null
  isDefault: boolean
  billingAddress: BillingAddress | null
  removedAt: Date | null
  /** A bank said never to charge it again. */
  doNotChargeAt: Date | null
  consent: Consent | null
}

/** Why a method may not be charged under a consent, if so. `today` is the organization's. */
export type ConsentState = 'inForce' | 'missing' | 'revoked' | 'ended'

export function consentState(consent: Consent | null, today: string): ConsentState {
  if (!consent) return 'missing'
  if (consent.endedBy) return consent.endedBy
  return consent.endsOn !== null && consent.endsOn < today ? 'ended' : 'inForce'
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

/** What it is called where this organization may not charge it. */
export const UNSEEN_METHOD = 'A saved method, not authorized here'

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
