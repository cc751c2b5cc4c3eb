import type { ProcessorMoney } from './processor-money.ts'

/**
 * The port to the card processor, in our words. Behind it stands Stripe (`stripe.ts`), or the
 * sandbox, which is Stripe's client pointed at another host. No verb throws for what a processor
 * may answer; what it did not answer is `noAnswer`, and never a failure.
 */
export interface Processor extends ProcessorMoney {
  createCustomer(request: CreateCustomer): Promise<Answer<string>>
  /** Creates an unconfirmed intent: nothing can be charged by it yet. */
  createIntent(parameters: IntentParameters, key: string): Promise<Answer<Intent>>
  /** The only call that moves money. */
  confirmIntent(
    intentId: string,
    parameters: ConfirmParameters,
    key: string,
  ): Promise<Answer<Intent>>
  readIntent(intentId: string): Promise<Answer<Intent>>
  /** After an answered cancel no charge can be made by this intent; the only way to a sure "no". */
  cancelIntent(intentId: string): Promise<Answer<Intent>>
  /** Creates an unconfirmed set-up: nothing can be saved by it yet. */
  createSetup(parameters: SetupParameters, key: string): Promise<Answer<Setup>>
  /** Saves the card or bank account behind a token with its customer, without a charge. */
  confirmSetup(
    setupId: string,
    parameters: { token: string; acceptance: Acceptance | null },
    key: string,
  ): Promise<Answer<Setup>>
  /** What the client found on their statement; a wrong answer is `refused` and counts as a try. */
  verifySetup(setupId: string, proof: VerificationProof): Promise<Answer<Setup>>
  readSetup(setupId: string): Promise<Answer<Setup>>
  /** After an answered cancel no card can be saved by this set-up. */
  cancelSetup(setupId: string): Promise<Answer<Setup>>
  readSetupSecret(setupId: string): Promise<Answer<string>>
  /** The browser's half of a 3-D Secure challenge needs this; it is handed out in that state only. */
  readClientSecret(intentId: string): Promise<Answer<string>>
  /** Events since a moment, oldest first. */
  listEvents(since: Date): Promise<Answer<ProcessorEvent[]>>
  /** Gives money of an intent back; under the same key once, however often it is asked. */
  createRefund(parameters: RefundParameters, key: string): Promise<Answer<ProcessorRefund>>
  readRefund(refundId: string): Promise<Answer<ProcessorRefund>>
  /** Every refund of an intent: those made in the processor's dashboard too. */
  listRefunds(intentId: string): Promise<Answer<ProcessorRefund[]>>
  readDispute(disputeId: string): Promise<Answer<ProcessorDispute>>
  /** A saved method as it is now: networks give cards new numbers and dates. */
  readMethod(methodId: string): Promise<Answer<{ card: Card | null; isAttached: boolean }>>
  /** Whether what a client agreed to still lets their bank account be debited. */
  readMandate(mandateId: string): Promise<Answer<{ isInForce: boolean }>>
  detachMethod(methodId: string): Promise<Answer<true>>
  /** Where its statements go: sent to the bank with every charge of it from then on. */
  putBillingAddress(methodId: string, address: PostalAddress): Promise<Answer<true>>
  /** Has events sent to an address, and no longer to others with the same path; answers the signing secret. */
  subscribe(url: string, path: string): Promise<Answer<string>>
}

export interface PostalAddress {
  name: string
  line1: string
  line2: string
  city: string
  postalCode: string
  state: string
  country: string
}

/** What came back, or that nothing did. Only `answered` says something about money. */
export type Answer<T> =
  | { is: 'answered'; value: T }
  /** Refused before a bank was asked: the request itself is wrong, or its object is gone. */
  | { is: 'refused'; code: string; parameter: string | null }
  /** Too many requests: not executed, try the same again later. */
  | { is: 'throttled' }
  /** The keys are wrong, revoked or restricted: not executed. */
  | { is: 'noAccess' }
  /** It may have been executed. Ask again, never guess. */
  | { is: 'noAnswer'; cause: string }

export interface CreateCustomer {
  /** Idempotency key. */
  key: string
  /** TypeIDs: the processor learns no name and no address of a client. */
  metadata: { org: string; account: string }
}

/** Stored as they are with the payment: a repeat under the same key must send the same. */
export interface IntentParameters {
  /** Minor units. */
  amount: number
  /** ISO code, lower case. */
  currency: string
  customer: string
  saveMethod: boolean
  /** Absent: a card. */
  kind?: MethodKind
  /** TypeIDs: enough to rebuild the payment from the processor after a restore. */
  metadata: { org: string; payment: string; account: string }
}

export type ConfirmParameters =
  /**
   * A saved method: merchant-initiated unless the client is there, whom their bank may ask. A debit
   * names the mandate that allows it.
   */
  | { with: 'savedMethod'; methodId: string; mandateId?: string; isClientPresent?: boolean }
  /** A card that the client's own browser sent to the processor; we hold a token of it. */
  | { with: 'confirmationToken'; token: string }

export interface Intent {
  id: string
  state:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled'
  /** Minor units asked for, and received so far. */
  amount: number
  amountReceived: number
  currency: string
  decline: Decline | null
  card: Card | null
  bank: BankAccount | null
  methodId: string | null
}

export interface SetupParameters {
  customer: string
  kind: MethodKind
  /** TypeIDs, as with an intent. */
  metadata: { org: string; setup: string; account: string }
}

/** What can be kept to be charged later. */
export type MethodKind = 'card' | 'bankAccount'

/** When, how and from where a client agreed to debits; the processor keeps it with its mandate. */
export interface Acceptance {
  type: 'online' | 'offline'
  /** ISO moment. */
  at: string
  ip: string | null
  userAgent: string | null
}

/** A method on its way to be saved without a charge. */
export type Setup = Pick<Intent, 'id' | 'state' | 'decline' | 'card' | 'bank' | 'methodId'> & {
  /** Small deposits are on their way, and what of them the client must tell. */
  verification: { kind: VerificationKind; arrivesAt: Date } | null
}

/** By two amounts, or by a code in the text of one deposit. */
export type VerificationKind = 'amounts' | 'descriptor_code'

export type VerificationProof = { amounts: [number, number] } | { descriptorCode: string }

/** A bank's no, as the processor passed it on. All codes raw, to be explained by `declines.ts`. */
export interface Decline {
  code: string
  declineCode: string | null
  adviceCode: string | null
  networkAdviceCode: string | null
  networkDeclineCode: string | null
}

/** What may be stored of a card. */
export interface Card {
  brand: string
  last4: string
  expMonth: number
  expYear: number
  /** Equal for the same number within one processor account. */
  fingerprint: string | null
  /** The bank's name for the yes it gave; only of a card that was charged. */
  authorizationCode?: string | null
}

/** What may be stored of a bank account: no number, and no routing number. */
export interface BankAccount {
  bankName: string
  last4: string
  accountType: 'checking' | 'savings' | null
  holderType: 'individual' | 'company' | null
  /** Equal for the same number within one processor account. */
  fingerprint: string | null
  /** The processor's record of what the client agreed to. */
  mandateId?: string | null
}

/** Stored as they are with the refund: a repeat under the same key must send the same. */
export interface RefundParameters {
  intentId: string
  /** Minor units. */
  amount: number
  reason: 'duplicate' | 'fraudulent' | 'requested_by_customer'
  /** TypeIDs: enough to find our refund again when the answer was lost. */
  metadata: { org: string; payment: string; refund: string }
}

/** A refund as the processor has it. */
export interface ProcessorRefund {
  id: string
  intentId: string | null
  /** Minor units. */
  amount: number
  currency: string
  /** `failed` also where it was canceled: the money is with us again. */
  state: 'pending' | 'succeeded' | 'failed'
  failureReason: string | null
  /** The TypeID of our refund, where we made it. */
  refund: string | null
  createdAt: Date
}

/** A dispute as the processor has it. Amounts are minor units. */
export interface ProcessorDispute {
  id: string
  intentId: string | null
  amount: number
  currency: string
  state: 'needs_response' | 'under_review' | 'won' | 'lost' | 'closed'
  /** The bank only asks: no money is withdrawn. */
  isInquiry: boolean
  /** The processor's own word for where it stands. */
  processorState: string
  reason: string
  dueBy: Date | null
  /** What was taken from our balance so far, what came again, and what it cost. */
  withdrawn: number
  reinstated: number
  fee: number
  createdAt: Date
}

export interface ProcessorEvent {
  id: string
  type: string
  /** The id of the object it is about. */
  objectId: string
  createdAt: Date
}

/**
 * Events that are stored; the same list is subscribed to. `charge.succeeded` would tell the story
 * of an intent a second time, and what only says that an intent was made says nothing about money;
 * `charge.updated` comes when the fee of a charge is known.
 */
export const HEARD_EVENTS: ReadonlySet<string> = new Set([
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'setup_intent.requires_action',
  'setup_intent.succeeded',
  'setup_intent.setup_failed',
  'setup_intent.canceled',
  'payment_method.automatically_updated',
  'payment_method.updated',
  'payment_method.detached',
  'mandate.updated',
  'charge.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
])
