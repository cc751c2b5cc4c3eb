import type { Payment } from '../../../api/contract.ts'
import type { LinkOffer } from './SendLink.tsx'

/** What a client is asked for after a payment that took no money: its invoice, or what is due. */
export function offerFor({ targets }: Pick<Payment, 'targets'>): LinkOffer {
  const [only, ...others] = targets.filter(({ invoiceId }) => invoiceId !== null)
  if (!only?.invoiceId || others.length > 0) return { purpose: 'pay_balance' }
  return { purpose: 'pay_invoice', invoiceId: only.invoiceId, number: only.number ?? undefined }
}
