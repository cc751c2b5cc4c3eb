import { describe, expect, test } from 'vitest'
import { parsePlainDate } from '../kit/time.ts'
import { isLateFeeDue, lateFeeOn } from './client-fee.ts'

const day = (text: string) => {
  const date = parsePlainDate(text)
  if (!date) throw new Error(`${text} is no date`)
  return date
}
const rule = { amount: 1_000n, afterDays: 10, from: day('2026-03-01') }
const invoice = { dueOn: day('2026-03-10'), due: 1_000n, reserved: 0n }

describe('a late fee', () => {
  test('is charged so many days after the invoice is due, and not before', () => {
    expect(lateFeeOn(invoice, rule)).toBe('2026-03-20')
    expect(isLateFeeDue(invoice, rule, day('2026-03-19'))).toBe(false)
    expect(isLateFeeDue(invoice, rule, day('2026-03-20'))).toBe(true)
    expect(isLateFeeDue(invoice, rule, day('2026-05-01'))).toBe(true)
  })

  test('is none where the rule came after the invoice was due', () => {
    const before = { ...invoice, dueOn: day('2026-02-28') }
    expect(lateFeeOn(before, rule)).toBeNull()
    expect(isLateFeeDue(before, rule, day('2026-05-01'))).toBe(false)
    expect(isLateFeeDue({ ...invoice, dueOn: rule.from }, rule, day('2026-05-01'))).toBe(true)
  })

  test('is none where all of it is paid, or on its way', () => {
    const late = day('2026-05-01')
    expect(isLateFeeDue({ ...invoice, due: 0n }, rule, late)).toBe(false)
    expect(isLateFeeDue({ ...invoice, reserved: 1_000n }, rule, late)).toBe(false)
    expect(isLateFeeDue({ ...invoice, reserved: 999n }, rule, late)).toBe(true)
  })
})
