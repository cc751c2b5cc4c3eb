import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import { formatMoney, money } from '../kit/money.ts'
import { isCharged } from '../payments/payment.ts'
import { paidWith } from '../payments/payment-words.ts'
import type { PaidPayment } from '../payments/payments.ts'
import { isUnanswered, type Refund } from './refund.ts'

/** What stands in the way of a refund of a payment; null if nothing does. */
export interface Obstacle {
  code: 'refund_not_possible' | 'in_progress' | 'result_pending'
  sentence: string
}

export interface MoneyBackSoFar {
  refunds: Pick<Refund, 'state' | 'amount' | 'currency' | 'openedByName'>[]
  /** A dispute that took money, or may: open, or lost. */
  disputed: 'open' | 'lost' | null
  isReturned: boolean
}

const NOT_PAID: Partial<Record<PaidPayment['state'], string>> = {
  processing: 'The bank has not paid it yet. It can be refunded once it is paid.',
  failed: 'It was declined: no money was taken, so there is none to give back.',
  canceled: 'No money was taken, so there is none to give back.',
}

export function whyNotRefund(
  payment: Pick<PaidPayment, 'state'>,
  soFar: MoneyBackSoFar,
): Obstacle | null {
  const not = (sentence: string): Obstacle => ({ code: 'refund_not_possible', sentence })
  if (payment.state !== 'succeeded') {
    return not(NOT_PAID[payment.state] ?? 'It is not paid yet. Wait for its result.')
  }
  if (soFar.disputed === 'open') {
    return not('The bank has this payment in dispute; a refund would pay twice.')
  }
  if (soFar.disputed === 'lost') {
    return not('The bank gave the money back in a dispute; a refund would pay twice.')
  }
  if (soFar.isReturned)
    return not('The bank sent this payment back: there is no money to give back.')
  const waiting = soFar.refunds.find(({ state }) => isUnanswered(state))
  if (!waiting) return null
  const amount = formatMoney(money(waiting.amount, waiting.currency))
  return waiting.state === 'created'
    ? {
        code: 'in_progress',
        sentence: `${waiting.openedByName} is refunding ${amount} of it now. Wait for the result.`,
      }
    : {
        code: 'result_pending',
        sentence: `The refund of ${amount} has no answer yet. Do not refund again.`,
      }
}

export function requireRefundable(
  payment: Pick<PaidPayment, 'state'>,
  soFar: MoneyBackSoFar,
): void {
  const why = whyNotRefund(payment, soFar)
  if (!why) return
  refuse(why.code, why.sentence, {
    moneyMoved: why.code === 'refund_not_possible' ? 'no' : 'unknown',
    ...(why.code === 'in_progress' ? { retryAfterSeconds: 1 } : {}),
  })
}

/** Money goes back the way it came. */
export function requireSameWay(payment: PaidPayment, methodId: string | undefined): void {
  if (methodId === undefined) return
  if (payment.methodId !== null && methodId === toTypeId('pm', payment.methodId)) return
  refuse(
    'refund_destination',
    isCharged(payment.tender)
      ? `Refunds go back to ${paidWith(payment)}. Use credit instead.`
      : `What came in as ${payment.tenderName.toLowerCase()} goes back the same way, not to a card.`,
    { field: 'methodId' },
  )
}
