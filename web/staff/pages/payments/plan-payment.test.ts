import { expect, test } from 'vitest'
import type { Invoice } from '../../../api/contract.ts'
import { planPayment, sumDue } from './plan-payment.ts'

const invoice = (number: string, due: number) =>
  ({ number, due: { amount: due, currency: 'USD' } }) as Invoice
const rent = invoice('INV-1', 4_500)
const lessons = invoice('INV-2', 9_000)

function shown(amount: number, ticked: Invoice[]) {
  const { parts, left } = planPayment(amount, ticked)
  return [...parts.map((part) => `${part.invoice.number} ${part.amount} ${part.inFull}`), left]
}

test('what is ticked is paid in its order, the last one in part', () => {
  expect(shown(8_500, [rent, lessons])).toEqual(['INV-1 4500 true', 'INV-2 4000 false', 0])
})

test('an invoice that nothing is left for is not named', () => {
  expect(shown(4_500, [rent, lessons])).toEqual(['INV-1 4500 true', 0])
})

test('what is over is left, and all of it when nothing is ticked', () => {
  expect(shown(15_000, [rent, lessons])).toEqual(['INV-1 4500 true', 'INV-2 9000 true', 1_500])
  expect(shown(5_000, [])).toEqual([5_000])
})

test('sums what is due', () => {
  expect(sumDue([rent, lessons])).toBe(13_500)
})
