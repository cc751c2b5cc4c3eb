import type { PlainDate } from '../kit/time.ts'
import type { TenderKind } from '../organizations/tender.ts'

/** What is agreed to be paid on a later day: shown as upcoming. */
export interface ScheduledPayment {
  id: string
  accountId: string
  amount: bigint
  currency: string
  dueOn: PlainDate
  tender: { id: string; kind: TenderKind; name: string }
  method: { id: string; brand: string; last4: string; nickname: string | null } | null
  payerCategory: { id: string; name: string } | null
  reference: string | null
  description: string
  note: string
  createdByName: string
  createdAt: Date
  canceledAt: Date | null
}
