import { expect, test } from 'vitest'
import type { Billing, Method } from '../../../api/contract.ts'
import { changeDue } from './tender-typed.ts'
import { lastUsedFirst, roundSums, suggestReference, type Way, whyNotWay } from './ways.ts'

test('the notes people hand over for an amount, smallest first', () => {
  expect(roundSums(8_500, 'USD')).toEqual([8_600, 9_000, 10_000])
  expect(roundSums(8_510, 'USD')).toEqual([8_600, 9_000, 10_000])
  expect(roundSums(1_234, 'USD')).toEqual([1_300, 1_500, 2_000, 5_000])
  expect(roundSums(8_500, 'JPY')).toEqual([8_600, 9_000, 10_000])
})

test('change is what exceeds the amount, and missing cash is below zero', () => {
  expect(changeDue('100', 8_500, 'USD')).toBe(1_500)
  expect(changeDue('80', 8_500, 'USD')).toBe(-500)
  expect(changeDue('', 8_500, 'USD')).toBeNull()
  expect(changeDue('a lot', 8_500, 'USD')).toBeNull()
})

test('a reference that is taken today gets a number', () => {
  const cash = { kind: 'tender', id: 'x', tender: { id: 'x', kind: 'cash', name: 'Cash' } } as const
  const made = (taken: string[]) =>
    suggestReference({ suggestedReference: '11.22.2026 1000', referencesToday: taken }, cash)
  expect(made([])).toBe('11.22.2026 1000 CASH')
  expect(made(['11.22.2026 1000 CC'])).toBe('11.22.2026 1000 CASH')
  expect(made(['11.22.2026 1000 CASH'])).toBe('11.22.2026 1000 CASH 2')
  expect(made(['11.22.2026 1000 CASH', '11.22.2026 1000 CASH 2'])).toBe('11.22.2026 1000 CASH 3')
})

test('the card that was used last stands first, then the default', () => {
  const card = (id: string, last4: string, isDefault = false) =>
    ({ id, last4, brand: 'visa', expMonth: 4, expYear: 2030, isDefault }) as Method
  const paid = (last4: string, state = 'succeeded') => ({
    state,
    card: { last4, brand: 'visa', expMonth: 4, expYear: 2030 },
  })
  const order = (payments: unknown[]) =>
    lastUsedFirst({
      methods: [card('a', '1111'), card('b', '2222', true), card('c', '3333')],
      payments,
    } as Billing).map(({ id }) => id)
  expect(order([])).toEqual(['b', 'a', 'c'])
  expect(order([paid('3333'), paid('1111')])).toEqual(['c', 'a', 'b'])
  expect(order([paid('1111', 'failed'), paid('3333')])).toEqual(['c', 'b', 'a'])
})

test('what a person may not use says which right is missing', () => {
  const tender: Way = { kind: 'tender', id: 'x', tender: { id: 'x', kind: 'cash', name: 'Cash' } }
  const none = { charge: false, record: false }
  const all = { charge: true, record: true }
  expect(whyNotWay(tender, none, false)).toContain('Record cash')
  expect(whyNotWay({ kind: 'new', id: 'new' }, none, false)).toContain('electronic payments')
  expect(whyNotWay({ kind: 'new', id: 'new' }, all, true)).toContain('Choose a saved one')
  expect(whyNotWay(tender, all, true)).toBeNull()
})
