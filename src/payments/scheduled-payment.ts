import type { PlainDate } from '../kit/time.ts'
import type { TenderKind } from '../organizations/tender.ts'
import type { NamedMethod } from '../wallet/authorization.ts'
import { isFinal, type PaymentState } from './payment.ts'

/** What is agreed to be paid on a later day: shown as upcoming. */
export interface ScheduledPayment {
  id: string
  accountId: string
  amount: bigint
  currency: string
  dueOn: PlainDate
  tender: { id: string; kind: TenderKind; name: string }
  method:
    | (NamedMethod & {
        id: string
        nickname: string | null
        /** Without consent in force its name is not shown. */
        authorized: boolean
      })
    | null
  payerCategory: { id: string; name: string } | null
  reference: string | null
  description: string
  note: string
  createdByName: string
  createdAt: Date
  canceledAt: Date | null
  /** What took it, or tried to last. */
  takenBy: { id: string; state: PaymentState } | null
}

/** Taken, or being taken: a payment that ended without money leaves it upcoming. */
export function isTaken({ takenBy }: Pick<ScheduledPayment, 'takenBy'>): boolean {
  return takenBy !== null && (takenBy.state === 'succeeded' || !isFinal(takenBy.state))
}
