import type { TenderKind } from '../organizations/tender.ts'
import type {
  BankAccount,
  Card,
  ConfirmParameters,
  Decline,
  IntentParameters,
} from '../processor/processor.ts'

/**
 * Which state may follow which. The guard in `settle-payment.ts`, the buttons, the drawing in
 * docs/states.md and the exhaustive test all read this one table.
 * `failed`: a bank said no. `canceled`: we closed it, or were refused before a bank was asked.
 * `succeeded` is never left: money that goes back is a row of its own.
 */
export const PAYMENT_STATES = {
  created: ['confirming', 'canceled'],
  confirming: ['requires_action', 'processing', 'succeeded', 'failed', 'unknown', 'canceled'],
  requires_action: ['processing', 'succeeded', 'failed', 'unknown', 'canceled'],
  processing: ['succeeded', 'failed', 'canceled', 'review'],
  unknown: ['requires_action', 'processing', 'succeeded', 'failed', 'canceled', 'review'],
  review: ['processing', 'succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
} as const satisfies Record<string, readonly string[]>

export type PaymentState = keyof typeof PAYMENT_STATES

export function mayBecome(from: PaymentState, to: PaymentState): boolean {
  return (PAYMENT_STATES[from] as readonly string[]).includes(to)
}

export function isFinal(state: PaymentState): boolean {
  return PAYMENT_STATES[state].length === 0
}

/** While it holds, nobody else can charge the same invoice. */
export function holdsInvoices(state: PaymentState): boolean {
  return !isFinal(state) && state !== 'processing'
}

/** Whether money was taken: the first thing every screen and every answer says. */
export function moneyMoved(state: PaymentState): 'yes' | 'no' | 'unknown' {
  if (state === 'succeeded') return 'yes'
  if (state === 'created' || state === 'requires_action') return 'no'
  return state === 'failed' || state === 'canceled' ? 'no' : 'unknown'
}

/** Who brought the news that changed a payment. */
export type Door = 'request' | 'answer' | 'webhook' | 'poll' | 'sweeper' | 'staff' | 'client'

/** Why a payment ended without money, or is not known: codes, never a message with secrets. */
export interface PaymentProblem {
  /** `declined`, or what happened to us: `processor_unavailable`, `abandoned`, … */
  reason: string
  decline?: Decline
  /** Of an eCheck: the network's code for what the client's bank sent back. */
  returnCode?: string
}

/** What the front desk writes down with a payment, whatever the tender. */
export interface PaymentDetails {
  description: string
  note: string
  /** The day it counts for in the books: `YYYY-MM-DD` in the organization's calendar. */
  postedOn: string
  payerCategoryId: string | null
  reference: string | null
  receiptEmail: string | null
  /** For information only. */
  refundableUntil: string | null
}

/** What comes with one tender only. */
export interface TenderDetails {
  /** Cash handed over, minor units; what exceeds the amount was given back. */
  tendered: bigint | null
  checkNumber: string | null
  externalBrand: string | null
  authorizationCode: string | null
}

/** One attempt to take money, by whatever tender. */
export interface Payment extends PaymentDetails, TenderDetails {
  id: string
  orgId: string
  accountId: string
  tender: TenderKind
  tenderId: string
  amount: bigint
  currency: string
  state: PaymentState
  processorAccountId: string | null
  intentId: string | null
  intentParameters: IntentParameters | null
  confirmParameters: ConfirmParameters | null
  offSession: boolean
  saveMethod: boolean
  methodId: string | null
  authorizationId: string | null
  card: Card | null
  bank: BankAccount | null
  problem: PaymentProblem | null
  retryOf: string | null
  /** The first payment of a sitting that is paid in parts. */
  sitting: string | null
  approvalId: string | null
  openedBy: string | null
  /** The client, or who acts for them, where it was made in the portal. */
  accountPersonId: string | null
  openedByName: string
  createdAt: Date
  changedAt: Date
  lookAt: Date | null
  looks: number
  settledAt: Date | null
}

/** A payment through the processor: what the protocol of a charge works with. */
export interface Charge extends Payment {
  tender: 'card' | 'echeck'
  processorAccountId: string
  intentParameters: IntentParameters
  confirmParameters: ConfirmParameters
}

/** A payment that the processor knows. The table sees to it that exactly these are charged. */
export function isCharge(payment: Payment): payment is Charge {
  return isCharged(payment.tender)
}

/** Cards and bank accounts are charged through the processor; the others are recorded. */
export function isCharged(tender: TenderKind): tender is Charge['tender'] {
  return tender === 'card' || tender === 'echeck'
}

export interface PaymentRef {
  orgId: string
  paymentId: string
}

/** What a payment is meant to pay; without an invoice it becomes account credit. */
export interface PaymentTarget {
  position: number
  invoiceId: string | null
  amount: bigint
}

/**
 * How long whoever works on a payment has it for themselves. Two calls of at most 40 s each
 * (20 s, repeated once) end within it.
 */
export const LEASE_SECONDS = 90
/** How long a client may take over their bank's 3-D Secure page. */
export const ACTION_MINUTES = 15
/** An answer that is missing this long needs a person. */
export const REVIEW_AFTER_HOURS = 24

const UNKNOWN_LOOKS_SECONDS = [2, 5, 10, 20, 40]
const LATER_LOOKS_SECONDS = 60
const PROCESSING_LOOK_MINUTES = 60

/** When the sweeper looks at a payment next, after it came into a state or was looked at in vain. */
export function nextLook(state: PaymentState, looks: number, now: Date): Date | null {
  if (isFinal(state)) return null
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  switch (state) {
    case 'requires_action':
      return after(ACTION_MINUTES * 60)
    case 'processing':
    case 'review':
      return after(PROCESSING_LOOK_MINUTES * 60)
    case 'unknown':
      return after(UNKNOWN_LOOKS_SECONDS[looks] ?? LATER_LOOKS_SECONDS)
    default:
      return after(LEASE_SECONDS)
  }
}

/**
 * Staff may end a payment until it is confirmed, and while it waits for 3-D Secure; an eCheck until
 * the processor has sent it to the bank, which only the processor knows.
 */
export function whyNotCancel({ state, tender }: Pick<Payment, 'state' | 'tender'>): string | null {
  if (state === 'processing' && tender === 'echeck') return null
  if (state === 'created' || state === 'requires_action') return null
  if (state === 'succeeded') return 'It is paid. Money goes back by a refund.'
  if (isFinal(state)) return 'It has ended already.'
  return 'The bank has been asked; wait for its answer.'
}

/** R-2041: what a client is given as confirmation number. */
export function receiptNumber(number: bigint): string {
  return `R-${number}`
}
