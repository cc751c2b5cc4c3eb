import { expect, test } from 'vitest'
import { TEST_CARDS } from './cards.ts'

interface Problem {
  code: string
  message: string
}

interface Rules {
  brandOf(number: string): { brand: string; lengths: number[] }
  formatNumber(text: string): string
  formatExpiry(text: string, isDeleting?: boolean): string
  numberProblem(text: string, isTestNumber: (number: string) => boolean): Problem | null
  expiryProblem(text: string, today: Date): Problem | null
  codeProblem(text: string, number: string): Problem | null
}

const address = new URL('./browser/card-rules.js', import.meta.url).href
const rules = (await import(address)) as Rules

test.each(TEST_CARDS.map(({ number, brand }) => [number, brand]))(
  '%s is a %s card',
  (number, brand) => {
    expect(rules.brandOf(number).brand).toBe(brand)
    expect(rules.numberProblem(rules.formatNumber(number), () => true)).toBeNull()
  },
)

test.each([
  ['4242424242424242', '4242 4242 4242 4242'],
  ['4242-4242-4242-4242', '4242 4242 4242 4242'],
  ['  42424242 42424242 99', '4242 4242 4242 4242'],
  ['378282246310005', '3782 822463 10005'],
  ['36227206271667', '3622 720627 1667'],
  ['3056930009020004', '3056 9300 0902 0004'],
  ['42424', '4242 4'],
])('%s is shown as %s', (typed, shown) => {
  expect(rules.formatNumber(typed)).toBe(shown)
})

test.each([
  ['1', '1'],
  ['4', '04 / '],
  ['12', '12 / '],
  ['1/', '01 / '],
  ['1229', '12 / 29'],
  ['12/2029', '12 / 29'],
  ['12 / 29', '12 / 29'],
  ['12-29', '12 / 29'],
])('the date %s is shown as %s', (typed, shown) => {
  expect(rules.formatExpiry(typed)).toBe(shown)
})

test('deleting gets past the slash', () => {
  expect(rules.formatExpiry('12 /', true)).toBe('12')
})

test.each([
  ['', 'incomplete_number', 'Enter the card number.'],
  [
    '4242 4242',
    'incomplete_number',
    'The number of a card by Visa has 16 digits, and this one has 8.',
  ],
  ['4242 4242 4242 4241', 'invalid_number', 'A digit of the card number is wrong.'],
  ['4111 1111 1111 1111', 'invalid_number', 'This is not a test card'],
])('the number %s: %s', (typed, code, message) => {
  const problem = rules.numberProblem(typed, (number) => number === '4242424242424242')
  expect(problem).toMatchObject({ code, message: expect.stringContaining(message) })
})

test.each([
  ['', 'incomplete_expiry'],
  ['12 / ', 'incomplete_expiry'],
  ['13 / 30', 'invalid_expiry_month'],
  ['10 / 26', 'invalid_expiry_month_past'],
  ['12 / 25', 'invalid_expiry_year_past'],
  ['12 / 90', 'invalid_expiry_year'],
])('the date %s: %s', (typed, code) => {
  expect(rules.expiryProblem(typed, new Date(2026, 10, 22))?.code).toBe(code)
})

test('a card is good to the end of its month', () => {
  expect(rules.expiryProblem('11 / 26', new Date(2026, 10, 30))).toBeNull()
})

test('the security code fits the brand', () => {
  expect(rules.codeProblem('123', '4242')).toBeNull()
  expect(rules.codeProblem('1234', '3782')).toBeNull()
  expect(rules.codeProblem('123', '3782')?.message).toContain('4 digits, on the front')
  expect(rules.codeProblem('', '')?.message).toBe('Enter the security code.')
})
