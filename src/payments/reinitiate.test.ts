import { describe, expect, test } from 'vitest'
import { Problem } from '../http/problem.ts'
import { type PastDebit, requireReinitiable } from './reinitiate.ts'

const day = (text: string) => new Date(`${text}T15:00:00Z`)
const back = (at: string, more: Partial<PastDebit> = {}): PastDebit => ({
  amount: 10_000n,
  code: 'R01',
  at: day(at),
  invoiceIds: ['a'],
  ...more,
})

function codeOf(
  past: PastDebit[],
  now: string,
  more: { amount?: bigint; invoiceIds?: string[] } = {},
) {
  try {
    requireReinitiable(past, {
      amount: 10_000n,
      invoiceIds: ['a'],
      timeZone: 'America/New_York',
      now: day(now),
      ...more,
    })
    return null
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

describe('a debit that was not covered', () => {
  test('is tried again three banking days later, not before: Thanksgiving and a weekend between', () => {
    expect(codeOf([back('2026-11-24')], '2026-11-27')).toBe('retry_too_early')
    expect(codeOf([back('2026-11-24')], '2026-11-30')).toBeNull()
  })

  test('is tried twice more, whatever its code was called, and never a third time', () => {
    const twice = [back('2026-09-01'), back('2026-09-15', { code: 'R09' })]
    expect(codeOf(twice, '2026-10-01')).toBeNull()
    expect(codeOf([...twice, back('2026-10-05')], '2026-11-01')).toBe('ach_retry_limit')
  })

  test('is known by its amount or by its invoice', () => {
    const thrice = [back('2026-09-01'), back('2026-09-15'), back('2026-10-05')]
    expect(codeOf(thrice, '2026-11-02', { amount: 9_000n })).toBe('ach_retry_limit')
    expect(codeOf(thrice, '2026-11-02', { invoiceIds: ['b'] })).toBe('ach_retry_limit')
    expect(codeOf(thrice, '2026-11-02', { amount: 9_000n, invoiceIds: ['b'] })).toBeNull()
  })

  test('begins anew when it was paid since', () => {
    const past = [
      back('2026-08-03'),
      back('2026-08-17'),
      back('2026-09-01'),
      back('2026-09-20', { code: null }),
    ]
    expect(codeOf(past, '2026-11-02')).toBeNull()
  })
})
