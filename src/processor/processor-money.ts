import type { Answer, ProcessorDispute, ProcessorRefund } from './processor.ts'

/** What the processor's balance tells: fees, payouts, and everything that happened in a time. */
export interface ProcessorMoney {
  /** The charge of an intent; its fee only once it is known, which is a little later. */
  readCharge(intentId: string): Promise<Answer<ProcessorCharge | null>>
  /** The same by the processor's own id of the charge. */
  readChargeById(chargeId: string): Promise<Answer<ProcessorCharge | null>>
  /** Made since a moment, newest first. */
  listPayouts(since: Date): Promise<Answer<ProcessorPayout[]>>
  readPayout(payoutId: string): Promise<Answer<ProcessorPayout>>
  /** Complete once the payout says so. */
  listMembers(payoutId: string): Promise<Answer<PayoutMember[]>>
  /** Every charge that took money, made since a moment. */
  listCharges(since: Date): Promise<Answer<ProcessorCharge[]>>
  /** The same of refunds, whoever made them. */
  listRefundsSince(since: Date): Promise<Answer<ProcessorRefund[]>>
  listDisputesSince(since: Date): Promise<Answer<ProcessorDispute[]>>
}

/** A charge that took money. Amounts are minor units. */
export interface ProcessorCharge {
  id: string
  intentId: string | null
  amount: number
  currency: string
  createdAt: Date
  /** What the charge was told about us: TypeIDs, where we made it. */
  payment: string | null
  card: string | null
  fee: ChargeFee | null
}

export interface ChargeFee {
  balanceTransactionId: string
  amount: number
  currency: string
  availableAt: Date
}

export interface ProcessorPayout {
  id: string
  amount: number
  currency: string
  state: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled'
  isAutomatic: boolean
  /** Its members can be listed now, all of them. */
  isReconciled: boolean
  arrivesAt: Date
  failureCode: string | null
  createdAt: Date
}

/** One line of the processor's balance that left with a payout. */
export interface PayoutMember {
  balanceTransactionId: string
  kind: string
  /** The charge, refund or dispute, by the processor's id. */
  sourceId: string | null
  intentId: string | null
  amount: number
  fee: number
  net: number
  description: string
  createdAt: Date
}
