import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText, findCardNumber, findSecurityCode, redactCardNumbers } from './text.ts'

const CARDS = [
  ...['4242424242424242', '4000056655665556', '5555555555554444', '2223003122003222'],
  ...['378282246310005', '371449635398431', '6011111111111117', '3056930009020004'],
  ...['36227206271667', '3566002020360505', '6200000000000005', '4222222222222'],
  ...['4000000000000000006', '6304000000000000'],
]
const REMOVE_CARD = 'Remove the card number. You may write "ending 4242".'

function clean(input: string, max = 1000, multiline = true) {
  const result = cleanText(input, { max, field: 'Notes', multiline })
  return result.ok ? result.value : [result.code, result.message]
}

describe('findCardNumber', () => {
  test.each(CARDS)('finds the test card %s', (card) => {
    expect(findCardNumber(card)).toBe(true)
    expect(findCardNumber(`call her, ${card}!`)).toBe(true)
  })

  test.each([
    ['in fours', '4242 4242 4242 4242'],
    ['with hyphens', '4242-4242-4242-4242'],
    ['with dots', '4242.4242.4242.4242'],
    ['with slashes', '4242/4242/4242/4242'],
    ['with NBSP', '4242\u00a04242\u00a04242\u00a04242'],
    ['with other dashes and spaces', '4242 – 4242 – 4242\u2009–\u20094242'],
    ['digit by digit', '4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2'],
    ['in pairs', '42 42 42 42 42 42 42 42'],
    ['American Express', '3782 822463 10005'],
    ['full-width', '４２４２４２４２４２４２４２４２'],
    ['Arabic-Indic', '٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢'],
    ['mathematical', '𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐'],
    ['split by a zero-width space', '42424242\u200b42424242'],
    ['split by joiners and marks', '4242\u200d4242\u2060\u00ad4242\u202e4242'],
    ['split by a control character', '42424242\u000042424242'],
    ['keycaps', '4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣'],
    ['glued to words', 'card4242424242424242visa'],
    ['with its expiry', '4242 4242 4242 4242 12/27'],
    ['with its expiry and code', '4242424242424242 12/27 123'],
    ['after a year', '12/2026 4242 4242 4242 4242'],
    ['digit by digit with its expiry', '4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2 12/27'],
    ['in the middle of a text', 'Sam said\n4242 4242 4242 4242\nis new'],
  ])('finds one %s', (_, text) => expect(findCardNumber(text)).toBe(true))

  test.each([
    ['a tracking number that fails Luhn', '4242424242424241'],
    ['Luhn without an issuer', '9999999999999995'],
    ['a Unix time', '1779926400000'],
    ['the allowed way', 'Visa ending 4242'],
    ['a phone number', '+1 (555) 010-4477 ext. 12'],
    ['a date and a time', '2026-05-14 10:30:12.123'],
    ['amounts', '45.00 38.50 12.25 99.00 17.80'],
    ['amounts that hold a card number by chance', '40.50 46.50 41.00 49.00 46.50 48.50'],
    ['a longer number that holds a card', '84242424242424242111'],
    ['too short', '424242424242'],
    ['nothing', ''],
  ])('leaves %s', (_, text) => expect(findCardNumber(text)).toBe(false))

  test('finds any test card, however it is cut up', () => {
    const separators = fc.constantFrom('', ' ', '-', '.', '/', '\u00a0', '\u200b', ' - ', '\u2011')
    const cuts = fc.array(separators, { minLength: 18, maxLength: 18 })
    fc.assert(
      fc.property(fc.constantFrom(...CARDS), cuts, (card, between) => {
        const cut = [...card].map((digit, i) => digit + (between[i] ?? '')).join('')
        expect(findCardNumber(cut)).toBe(true)
        expect(redactCardNumbers(`x ${cut}`)).not.toMatch(/\d/)
      }),
    )
  })

  test('blocks about 2.6 in 100 numbers of 16 digits, not more', () => {
    const numbers = fc.sample(fc.stringMatching(/^\d{16}$/), { numRuns: 20_000, seed: 7 })
    const blocked = numbers.filter((text) => findCardNumber(text)).length
    expect(blocked / numbers.length).toBeGreaterThan(0.02)
    expect(blocked / numbers.length).toBeLessThan(0.032)
  })
})

describe('redactCardNumbers', () => {
  test.each([
    ['paid with 4242 4242 4242 4242, thanks', 'paid with [card number], thanks'],
    ['4242424242424242 and 5555-5555-5555-4444', '[card number] and [card number]'],
    ['é４２４２４２４２４２４２４２４２!', 'é[card number]!'],
    ['4242\u200b4242\u200b4242\u200b4242 12/27', '[card number] 12/27'],
    ['Visa ending 4242, $85.00', 'Visa ending 4242, $85.00'],
    ['', ''],
  ])('%j', (text, expected) => expect(redactCardNumbers(text)).toBe(expected))

  test('leaves any other text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (!findCardNumber(text)) expect(redactCardNumbers(text)).toBe(text)
      }),
    )
  })
})

describe('findSecurityCode', () => {
  test.each([
    ...['cvv 123', 'CVV: 123', 'CVC=1234', 'cvv2 is 123', 'her cvc was "456"', 'CVC#123'],
    ...['security code 123', 'Security Code: 1234', 'card verification value 123', 'cvv (123)'],
    ...['123 cvv', 'exp 12/27, 123 (CVC)', 'ｃｖｖ １２３', 'c\u200bvv 12\u200b3', 'cvv 1 2 3'],
    ...['cvv\n123', 'cvv123', 'security code number 123'],
  ])('finds %j', (text) => expect(findSecurityCode(text)).toBe(true))

  test.each([
    ...['cvv check passed', 'the security code did not match', 'cvv 12', 'cvc 12345', 'CVC'],
    ...['room 123', 'the security code is on file; call 555', 'Invoice 123', 'mcvc 123', ''],
  ])('leaves %j', (text) => expect(findSecurityCode(text)).toBe(false))
})

describe('cleanText', () => {
  test.each([
    ['keeps emoji', '👩‍👩‍👧 paid 🎉', '👩‍👩‍👧 paid 🎉'],
    ['keeps right-to-left text', 'שלום عالم', 'שלום عالم'],
    ['composes', 'Zoe\u0308', 'Zoë'],
    ['composes across what it drops', 'Zoe\u200b\u0308', 'Zoë'],
    ['keeps 4-byte names', '𠮷野家', '𠮷野家'],
    ['trims', ' \t Ann \n', 'Ann'],
    ['keeps lines', 'a\r\nb\rc\n\td', 'a\nb\nc\n\td'],
    ['drops what comes along with pasting', '\ufeffAnn\u200b Lee', 'Ann Lee'],
    ['keeps markup', '<script>{{7*7}}"</b>', '<script>{{7*7}}"</b>'],
    ['keeps formulas', '=HYPERLINK("x")', '=HYPERLINK("x")'],
    ['keeps a number that fails Luhn', 'parcel 4242424242424241', 'parcel 4242424242424241'],
  ])('%s', (_, input, value) => expect(clean(input)).toBe(value))

  test('makes one line of a one-line field', () => {
    expect(clean('\tAnn\r\n\tLee\t', 100, false)).toBe('Ann Lee')
  })

  test.each(['a\u0000b', 'a\u0007', 'a\u202eb', 'a\u2066b', 'a\u2028b', '\ud800', 'a\u0085b'])(
    'refuses the control characters in %j',
    (input) => {
      expect(clean(input)).toEqual(['text_control_chars', 'Remove the invisible characters.'])
    },
  )

  test('counts characters as people do', () => {
    expect(clean('👩‍👩‍👧'.repeat(10), 10)).toBe('👩‍👩‍👧'.repeat(10))
    expect(clean('👩‍👩‍👧'.repeat(11), 10)).toEqual([
      'text_too_long',
      'Notes can have 10 characters; this has 11.',
    ])
    expect(clean('a'.repeat(10_000))).toEqual([
      'text_too_long',
      'Notes can have 1,000 characters; this has 10,000.',
    ])
    expect(clean(`a${'\u0301'.repeat(5000)}`, 10)).toContain('text_too_long')
  })

  test.each([
    ['4242 4242 4242 4242', 'card_number_in_text', REMOVE_CARD],
    ['Ann 4242\u200b424242424242', 'card_number_in_text', REMOVE_CARD],
    ['cvv 123', 'security_code_in_text', 'Remove the security code; it must never be stored.'],
  ])('refuses %j', (input, code, message) => expect(clean(input)).toEqual([code, message]))

  test('what it lets through is clean, and stays the same a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (input) => {
        const value = clean(input)
        if (typeof value !== 'string') return
        expect(clean(value)).toBe(value)
        expect(value).toBe(value.normalize('NFC'))
        expect(findCardNumber(value)).toBe(false)
      }),
    )
  })
})
