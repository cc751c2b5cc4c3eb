import { expect, test } from 'vitest'
import { stepOfCode, toBase32, totpCode, totpStep, totpUri } from './totp.ts'

const SECRET = Buffer.from('12345678901234567890')

/** RFC 6238, appendix B, the SHA-1 rows: the last six of its eight digits. */
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at second %i the code is %s', (seconds, code) => {
  const now = new Date(seconds * 1000)
  expect(totpCode(SECRET, totpStep(now))).toBe(code)
  expect(stepOfCode(SECRET, code, now)).toBe(totpStep(now))
})

test('a code counts half a minute early and late, and no longer', () => {
  const now = new Date(1_111_111_111_000)
  const step = totpStep(now)
  const counts = [-2, -1, 0, 1, 2].map((off) =>
    stepOfCode(SECRET, totpCode(SECRET, step + off), now),
  )
  expect(counts).toEqual([null, step - 1, step, step + 1, null])
})

test.each(['', '12345', '1234567', 'abcdef', '28708２'])('"%s" is no code', (code) => {
  expect(stepOfCode(SECRET, code, new Date(59_000))).toBeNull()
})

/** RFC 4648, section 10. */
test.each([
  ['f', 'MY'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of %s', (text, coded) => {
  expect(toBase32(Buffer.from(text))).toBe(coded)
})

test('the address for apps names product and person', () => {
  expect(totpUri(SECRET, 'ann+x@example.com')).toBe(
    'otpauth://totp/Onfile%3Aann%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Onfile',
  )
})
