import type { Database } from '../database/connection.ts'
import type { Transaction } from '../database/transaction.ts'
import type { Clock } from '../kit/time.ts'
import type { Processor } from './processor.ts'

/** What use cases work with. It stays this small. */
export interface App {
  db: Database
  clock: Clock
  /** UUID version 7. */
  newId: () => string
  /** The address people type, where the operator said it; a job has no request to take it from. */
  url?: string | null
  processors: Processors
  /** "When X happened, do Y", in the transaction of X: the list is `reactions.ts`. */
  react: (tx: Transaction, event: BusinessEvent) => Promise<void>
  /** Told after a commit that something people look at changed; only makes screens faster. */
  changed: (orgId: string) => void
}

/** What happened that a folder further right may care about. */
export type BusinessEvent =
  | PaymentsSucceeded
  | RefundSucceeded
  | PaymentTrouble
  | PaymentMoved
  | ThingMoved
  | MethodReplaced
  | InvoiceIssued

/** Money came in, by whatever tender and through whichever door; told once of each payment. */
export interface PaymentsSucceeded {
  is: 'paymentsSucceeded'
  orgId: string
  payments: {
    paymentId: string
    receiptId: string
    /** Where the client wants the receipt, if anywhere. */
    receiptEmail: string | null
  }[]
  byName: string
  at: Date
}

/** An invoice is owed from now on; told once, under its account's lock. */
export interface InvoiceIssued {
  is: 'invoiceIssued'
  orgId: string
  accountId: string
  invoiceId: string
  currency: string
  /** The organization's calendar date. */
  issuedOn: string
  byName: string
  at: Date
}

/** Money was given back; told once. */
export interface RefundSucceeded {
  is: 'refundSucceeded'
  refund: { id: string; orgId: string; tell: string | null; openedByName: string }
  at: Date
}

/** A saved card left for another: what was planned with it moves. */
export interface MethodReplaced {
  is: 'methodReplaced'
  orgId: string
  methodId: string
  byMethodId: string
  at: Date
}

/** A payment came from one state into another; told with every move but those of a plain success. */
export interface PaymentMoved {
  is: 'paymentMoved'
  orgId: string
  paymentId: string
  from: string | null
  to: string
  /** Another try of one before. */
  isRetry: boolean
  at: Date
}

/** Something changed that may need a person now, or not any more. */
export interface ThingMoved {
  is: 'moved'
  what: 'refund' | 'dispute' | 'return' | 'method' | 'scheduled' | 'differences'
  orgId: string
  /** Null: several of them. */
  id: string | null
  at: Date
}

/** What only the processor knows, which no row here says. */
export interface PaymentTrouble {
  is: /** The processor holds money for a payment that we closed. */
    | 'moneyOnClosedPayment'
    /** The processor holds another amount than was asked for. */
    | 'amountDiffers'
    /** Somebody refunded more in the processor's dashboard than the payment has. */
    | 'refundTooMuch'
  orgId: string
  paymentId: string
  at: Date
  detail: Record<string, unknown>
}

/** The processor of one processor account, as the organization set it up. */
export interface Processors {
  of(account: ProcessorAccountRef): Promise<Processor>
}

export interface ProcessorAccountRef {
  orgId: string
  processorAccountId: string
}
