import { expect, test } from 'vitest'
import { whyNotAutomatic } from './automatic-charge.ts'

test('nothing is charged by itself while a payment is in dispute or somebody has to look', () => {
  const hold = { why: 'A check for $50.00 came back.' }
  const disputed = 'A payment of this account is in dispute.'
  expect(whyNotAutomatic({ hold: null, isDisputed: false })).toBeNull()
  expect(whyNotAutomatic({ hold, isDisputed: false })).toBe(hold.why)
  expect(whyNotAutomatic({ hold: null, isDisputed: true })).toBe(disputed)
  expect(whyNotAutomatic({ hold, isDisputed: true })).toBe(disputed)
})
