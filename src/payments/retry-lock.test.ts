import { describe, expect, test } from 'vitest'
import { type DeclinedTry, lockOf } from './retry-lock.ts'

const NOW = new Date('2026-05-14T10:00:00Z')
const HOUR = 3_600_000

function declined(hoursAgo: number, declineCode: string, amount = 5_000n): DeclinedTry {
  const decline = {
    code: 'card_declined',
    declineCode,
    adviceCode: null,
    networkAdviceCode: null,
    networkDeclineCode: null,
  }
  return { amount, at: new Date(NOW.getTime() - hoursAgo * HOUR), decline }
}

describe('lockOf', () => {
  test('a card that nobody declined may be charged', () => {
    expect(lockOf([], 5_000n, NOW)).toBeNull()
  })

  test('S0-15 after too little money the same amount waits a day, a smaller one does not', () => {
    const tries = [declined(1, 'insufficient_funds')]
    expect(lockOf(tries, 5_000n, NOW)).toMatchObject({
      is: 'tooEarly',
      opensAt: new Date(NOW.getTime() + 23 * HOUR),
      lessThan: 5_000n,
    })
    expect(lockOf(tries, 5_001n, NOW)).not.toBeNull()
    expect(lockOf(tries, 4_999n, NOW)).toBeNull()
    expect(lockOf([declined(24, 'insufficient_funds')], 5_000n, NOW)).toBeNull()
  })

  test('without a reason no amount is tried before its time', () => {
    expect(lockOf([declined(23.9, 'do_not_honor')], 50n, NOW)).toMatchObject({ lessThan: null })
    expect(lockOf([declined(24, 'do_not_honor')], 50n, NOW)).toBeNull()
  })

  test('the lock that opens last counts', () => {
    const tries = [declined(0.5, 'issuer_not_available'), declined(2, 'do_not_honor')]
    expect(lockOf(tries, 5_000n, NOW)?.opensAt).toEqual(new Date(NOW.getTime() + 22 * HOUR))
  })

  test('what the client can mend is not a matter of time', () => {
    expect(lockOf([declined(0, 'call_issuer')], 5_000n, NOW)).toBeNull()
    expect(lockOf([declined(0, 'processing_error')], 5_000n, NOW)).toBeNull()
  })

  test('row 26: eight declines in 30 days are the most, whatever the reason', () => {
    const eight = Array.from({ length: 8 }, (_, n) => declined(48 + n * 24, 'call_issuer'))
    expect(lockOf(eight.slice(1), 50n, NOW)).toBeNull()
    expect(lockOf(eight, 50n, NOW)).toMatchObject({
      is: 'tooOften',
      opensAt: new Date(NOW.getTime() + (30 * 24 - 48 - 7 * 24) * HOUR),
    })
    const older = [...eight.slice(1), declined(30 * 24, 'call_issuer')]
    expect(lockOf(older, 50n, NOW)).toBeNull()
  })
})
