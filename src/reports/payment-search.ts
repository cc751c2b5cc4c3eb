import { fromTypeId } from '../kit/id.ts'
import { parseAmount } from '../kit/money.ts'

/** What a text in the search box may mean; a payment is found by any of them. */
export interface PaymentSearch {
  /** Names one payment: nothing else is looked at. */
  id?: string
  intentId?: string
  receipt?: string
  lastFour?: string
  amount?: bigint
  email?: string
  /** Begins with. */
  reference?: string
  client?: string
}

const RECEIPT = /^r-?(\d{1,15})$/i
const INTENT = /^pi_[A-Za-z0-9_]+$/

/** Reads the one box of the list, in the words people use for a payment. */
export function readPaymentSearch(text: string, currency: string): PaymentSearch | null {
  if (text === '') return null
  const id = fromTypeId('pay', text)
  if (id) return { id }
  if (INTENT.test(text)) return { intentId: text }
  const receipt = RECEIPT.exec(text)?.[1]
  if (receipt) return { receipt, reference: text }
  if (text.includes('@')) return { email: text, client: text }
  const amount = parseAmount(text, currency)
  return {
    ...(/^\d{4}$/.test(text) ? { lastFour: text } : {}),
    ...(amount.ok ? { amount: amount.amount } : {}),
    reference: text,
    // No name and no telephone is written like $45.00.
    ...(amount.ok && /[^\d]/.test(text) ? {} : { client: text }),
  }
}
