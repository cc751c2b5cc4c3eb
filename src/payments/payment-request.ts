import type { Purpose } from '../wallet/authorization.ts'
import type { GivenAddress } from '../wallet/billing-address.ts'

/** What a person or a program asks for when money is to be taken. */
export interface PaymentRequest extends DetailsRequest {
  accountId: string
  /** Checked in the use case, so that each wrong form gets its own sentence. */
  amount: unknown
  currency: string
  method: SavedCard | NewCard | OtherTender
  /** Absent: oldest due first. Empty: on account, as credit. */
  invoiceIds?: string[] | undefined
  /** What exceeds the amount owed becomes account credit. */
  keepCredit?: boolean | undefined
  /** Why a similar amount is taken again within a day. */
  duplicateReason?: string | undefined
  /** Networks renew cards: a card past its date may still be tried. */
  confirmExpired?: boolean | undefined
  retryOf?: string | undefined
  /** The upcoming payment that this one takes. */
  scheduledId?: string | undefined
  /** A second person's yes to an amount above one's own limit. */
  approvalId?: string | undefined
  /** No person asks for it: a job does, on its day. Never said by a request. */
  automatic?: boolean | undefined
  /** What the charge of a saved method is for, where a plan or a run makes it. */
  purpose?: Purpose | undefined
  /** The id that a row of a run gave its payment when it was made. Never said by a request. */
  paymentId?: string | undefined
  /** Another payment of the same sitting: this one is a further part of it. */
  splitOf?: string | undefined
}

export interface SavedCard {
  kind: 'saved'
  methodId: string
}

export interface NewCard {
  kind: 'new'
  confirmationToken: string
  save: boolean
  /** What the saved card is to be called. */
  name?: string | undefined
  /** Asked for where it is saved. */
  billingAddress?: GivenAddress | undefined
}

/** Cash, a check, a terminal that stands beside the computer: in hand when it is written down. */
export interface OtherTender {
  kind: 'tender'
  tenderId: string
  /** Cash handed over. */
  tendered?: unknown
  checkNumber?: string | undefined
  externalBrand?: string | undefined
  authorizationCode?: string | undefined
}

/** What is written down with a payment, now or later. */
export interface DetailsRequest {
  description?: string | undefined
  note?: string | undefined
  /** `YYYY-MM-DD`; today when absent. */
  postedOn?: string | undefined
  payerCategoryId?: string | null | undefined
  reference?: string | null | undefined
  receiptEmail?: string | null | undefined
  refundableUntil?: string | null | undefined
}
