import type Stripe from 'stripe'
import type { Row } from './store.ts'

/**
 * What the sandbox remembers of a card or a bank account beside what it shows: how it behaves, never
 * its number.
 */
export interface MethodMemory {
  behaviour: string
  cvcGiven: boolean
  line1Given: boolean
  postalCodeGiven: boolean
  /** Saved for use without the client, and whether that was authenticated. */
  setUp: { authenticated: boolean } | null
  /** Paid with once while belonging to nobody: it may not be used again. */
  used: boolean
  /** Of bank accounts only. */
  bank?: BankMemory
}

export interface BankMemory {
  /** Only what was verified may be debited; what failed verification never is. */
  verification: 'none' | 'verified' | 'failed'
  /** What its holder agreed to for more than one payment. */
  mandate: string | null
}

export interface IntentMemory {
  /** The 3-D Secure challenge that the intent waits for. */
  challenge: string | null
  /** The small deposits whose values it waits for. */
  microdeposits?: Microdeposits | null
}

export interface Microdeposits {
  kind: 'amounts' | 'descriptor_code'
  /** Wrong ones so far. */
  tries: number
  /** Milliseconds. */
  until: number
  /** What is in force once they were right. */
  mandate: string
}

export interface TokenMemory {
  method: MethodMemory
  paymentMethod: Stripe.PaymentMethod
}

export interface TransactionMemory {
  /** The payout it went out with; none while it is part of the balance. */
  payout: string | null
}

/** Every kind of object, by Stripe's name for it: as shown, and what is hidden. */
export interface Kinds {
  balance_transaction: { object: Stripe.BalanceTransaction; hidden: TransactionMemory }
  charge: { object: Stripe.Charge; hidden: null }
  confirmation_token: { object: Stripe.ConfirmationToken; hidden: TokenMemory }
  customer: { object: Stripe.Customer; hidden: { deleted: boolean } }
  dispute: { object: Stripe.Dispute; hidden: null }
  event: { object: Stripe.EventBase; hidden: null }
  mandate: { object: Stripe.Mandate; hidden: { created: number } }
  payment_intent: { object: Stripe.PaymentIntent; hidden: IntentMemory }
  payment_method: { object: Stripe.PaymentMethod; hidden: MethodMemory }
  payout: { object: Stripe.Payout; hidden: null }
  refund: { object: Stripe.Refund; hidden: null }
  setup_attempt: { object: Stripe.SetupAttempt; hidden: null }
  setup_intent: { object: Stripe.SetupIntent; hidden: IntentMemory }
  webhook_endpoint: { object: Stripe.WebhookEndpoint; hidden: { secret: string } }
}

export type Kind = keyof Kinds

export interface Stored<K extends Kind> {
  object: Kinds[K]['object']
  hidden: Kinds[K]['hidden']
}

/** In the place of a payout's id, for what is still part of the balance. */
export const IN_BALANCE = 'in balance'

/** A row from a typed object, with the two words that lists filter by. */
export function toRow<K extends Kind>(kind: K, stored: Stored<K>): Row {
  const object = stored.object as { id: string; created?: number }
  const hidden = stored.hidden as { created?: number } | null
  return {
    id: object.id,
    type: kind,
    created: object.created ?? hidden?.created ?? 0,
    customer: ownerOf(kind, stored),
    label: labelOf(kind, stored.object),
    object,
    hidden: stored.hidden,
  }
}

/** Its customer; of money in the balance, the payout that it left with. */
function ownerOf<K extends Kind>(kind: K, { object, hidden }: Stored<K>): string | null {
  if (kind === 'balance_transaction') return (hidden as TransactionMemory).payout ?? IN_BALANCE
  const { customer } = object as { customer?: unknown }
  return typeof customer === 'string' ? customer : null
}

function labelOf(kind: Kind, object: unknown): string | null {
  const known = object as Record<string, unknown>
  const label = {
    balance_transaction: known.source,
    charge: known.payment_intent,
    confirmation_token: null,
    customer: known.email,
    dispute: known.charge,
    event: known.type,
    mandate: known.payment_method,
    payment_intent: null,
    payment_method: known.type,
    payout: null,
    refund: known.charge,
    setup_attempt: known.setup_intent,
    setup_intent: null,
    webhook_endpoint: known.status,
  }[kind]
  return typeof label === 'string' ? label : null
}

/** The id of something that may have been expanded. Stored objects never are. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : value.id
}
