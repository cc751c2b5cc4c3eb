import { assert } from './assert.ts'
import { currencyDigits } from './currencies.ts'
import { currencyFormat, currencyMarks, pluralCurrencyName, toDecimal } from './currency-text.ts'

/** ISO 4217 code in upper case, such as `USD`. */
export type Currency = string

/** `amount` counts minor units (cents, yen, fils) and may be negative. */
export interface Money {
  amount: bigint
  currency: Currency
}

export function money(amount: bigint, currency: Currency): Money {
  currencyDigits(currency)
  return { amount, currency }
}

export function addMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b)
  return { amount: a.amount + b.amount, currency: a.currency }
}

export function subtractMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b)
  return { amount: a.amount - b.amount, currency: a.currency }
}

export function compareMoney(a: Money, b: Money): -1 | 0 | 1 {
  assertSameCurrency(a, b)
  if (a.amount === b.amount) return 0
  return a.amount < b.amount ? -1 : 1
}

/** Equal shares; the first ones take the minor units left over: 100.00 in 3 is 33.34 33.33 33.33. */
export function splitMoney(total: Money, parts: number): Money[] {
  assert(Number.isSafeInteger(parts) && parts > 0, 'money is split into one part or more')
  return allocateMoney(total, new Array<bigint>(parts).fill(1n))
}

/**
 * Shares in proportion to weights by largest remainder: each share is the exact one rounded
 * towards zero, and the minor units left over go to the largest remainders, the earlier first.
 * The shares add up to the total exactly.
 */
export function allocateMoney(total: Money, weights: bigint[]): Money[] {
  const sum = weights.reduce((before, weight) => before + weight, 0n)
  assert(
    sum > 0n && weights.every((weight) => weight >= 0n),
    'weights are not negative and not all zero',
  )
  const sign = total.amount < 0n ? -1n : 1n
  const size = total.amount * sign
  const shares = weights.map((weight) => (size * weight) / sum)
  const left = size - shares.reduce((before, share) => before + share, 0n)
  const order = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .sort((a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder))
  const raised = new Set(order.slice(0, Number(left)).map(({ index }) => index))
  return shares.map((share, index) => ({
    amount: sign * (share + (raised.has(index) ? 1n : 0n)),
    currency: total.currency,
  }))
}

/** `$1,250.00`, `¥1,000`, `-$5.00`. The digits never pass through a floating point number. */
export function formatMoney(value: Money, locale = 'en-US'): string {
  return currencyFormat(value.currency, locale).format(
    toDecimal(value.amount, value.currency) as Intl.StringNumericLiteral,
  )
}

export type AmountProblem =
  | 'amount_format'
  | 'amount_ambiguous'
  | 'amount_precision'
  | 'amount_negative'
  | 'amount_too_small'
  | 'amount_too_large'

/** `message` is the sentence to show beside the field. */
export type AmountResult =
  | { ok: true; amount: bigint }
  | { ok: false; code: AmountProblem; message: string }

/** In minor units. Left out, they are one minor unit and `CHARGE_MAXIMUM`. */
export interface AmountLimits {
  minimum?: bigint
  maximum?: bigint
}

/**
 * The smallest card charge in minor units, where Stripe names one (docs.stripe.com/currencies).
 * It holds for the currency the business is paid out in; elsewhere Stripe converts it.
 */
export const CARD_MINIMUM: Record<Currency, bigint> = {
  AED: 200n,
  AUD: 50n,
  BGN: 100n,
  BRL: 50n,
  CAD: 50n,
  CHF: 50n,
  CZK: 1500n,
  DKK: 250n,
  EUR: 50n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17500n,
  INR: 50n,
  JPY: 50n,
  MXN: 1000n,
  MYR: 200n,
  NOK: 300n,
  NZD: 50n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  SGD: 50n,
  THB: 1000n,
  USD: 50n,
}

/** Eight digits of minor units, in every currency: $999,999.99 (docs.stripe.com/currencies). */
export const CHARGE_MAXIMUM = 99_999_999n

const MARKS_OF_MINUS = /^[-\u2212]/
const GROUPED = /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/
const PLAIN = /^(\d+\.?\d*|\.\d+)$/
/** More digits than any amount of money in any currency. */
const TOO_MANY_DIGITS = 19

/** What a person typed into an amount field, read as en-US: `$10`, `10`, `10.00`, `1,000.00`. */
export function parseAmount(
  text: string,
  currency: Currency,
  limits: AmountLimits = {},
): AmountResult {
  const digits = currencyDigits(currency)
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, '')))
    return problem('amount_format', 'Use the digits 0-9.')
  const { body, negative } = withoutMarks(text, currency)
  if (!/^[\d.,]+$/.test(body) || !/\d/.test(body)) {
    const example = toDecimal(125n * 10n ** BigInt(digits), currency)
    return problem('amount_format', `Enter an amount like ${example}.`)
  }
  if (negative) return negativeAmount()
  const grouped = GROUPED.test(body)
  if (!(grouped || PLAIN.test(body))) return ambiguous(currency, digits)

  const [whole = '', fraction = ''] = body.replaceAll(',', '').replace(/^0+/, '').split('.')
  if (whole.length > TOO_MANY_DIGITS) return checkLimits(10n ** 30n, currency, limits)
  const amount = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
  if (fraction.length <= digits) return checkLimits(amount, currency, limits)

  const exact = /^0*$/.test(fraction.slice(digits))
  // "1.500" is how much of the world writes fifteen hundred.
  const looksGrouped = !grouped && fraction.length === 3 && /^[1-9]\d{0,2}\./.test(body)
  if (looksGrouped && (exact || digits === 0)) return ambiguous(currency, digits)
  const neighbours = exact ? [amount] : [amount, amount + 1n]
  const usable = neighbours.filter((near) => checkLimits(near, currency, limits).ok)
  if (usable.length === 0) return checkLimits(neighbours.at(-1) ?? amount, currency, limits)
  const choice = usable.map((near) => toDecimal(near, currency)).join(' or ')
  const rule = digits === 0 ? 'no decimals' : `${digits} decimals`
  return problem(
    'amount_precision',
    `${pluralCurrencyName(currency)} have ${rule}. Enter ${choice}.`,
  )
}

/** What the API was sent as an amount: an integer of minor units, out of JSON. */
export function checkAmount(
  amount: unknown,
  currency: Currency,
  limits: AmountLimits = {},
): AmountResult {
  if (typeof amount === 'bigint') return checkLimits(amount, currency, limits)
  // JSON has no Infinity; a number of 400 digits becomes one when it is parsed.
  if (amount === Number.POSITIVE_INFINITY) return checkLimits(10n ** 30n, currency, limits)
  if (amount === Number.NEGATIVE_INFINITY) return checkLimits(-1n, currency, limits)
  if (typeof amount === 'number' && Number.isInteger(amount)) {
    return checkLimits(BigInt(amount), currency, limits)
  }
  const unit =
    typeof amount === 'number' && HAS_CENTS.has(currency)
      ? 'cents'
      : 'a whole number of minor units'
  const send = unit === 'cents' ? 'whole cents' : unit
  return problem('amount_format', `Send ${send}, e.g. ${minorUnitsMeant(amount, currency)}.`)
}

const HAS_CENTS = new Set(['AUD', 'CAD', 'EUR', 'HKD', 'NZD', 'SGD', 'USD'])

function minorUnitsMeant(amount: unknown, currency: Currency): bigint {
  const text = typeof amount === 'string' || typeof amount === 'number' ? String(amount) : ''
  if (typeof amount === 'string' && /^\d{1,15}$/.test(text)) return BigInt(text)
  const parsed = parseAmount(text, currency, { maximum: 10n ** 15n })
  return parsed.ok ? parsed.amount : 125n * 10n ** BigInt(currencyDigits(currency))
}

function checkLimits(amount: bigint, currency: Currency, limits: AmountLimits): AmountResult {
  const minimum = limits.minimum ?? 1n
  const maximum = limits.maximum ?? CHARGE_MAXIMUM
  if (amount < 0n) return negativeAmount()
  if (amount > maximum) {
    const what = maximum === CHARGE_MAXIMUM ? 'largest single charge' : 'largest amount'
    return problem(
      'amount_too_large',
      `The ${what} is ${formatMoney({ amount: maximum, currency })}.`,
    )
  }
  if (amount < minimum) {
    const least = formatMoney({ amount: minimum, currency })
    const forCards = amount > 0n && minimum === CARD_MINIMUM[currency]
    const message = forCards
      ? `The smallest card charge is ${least}.`
      : `Enter an amount of at least ${least}.`
    return problem('amount_too_small', message)
  }
  return { ok: true, amount }
}

function problem(code: AmountProblem, message: string): AmountResult {
  return { ok: false, code, message }
}

function negativeAmount(): AmountResult {
  return problem('amount_negative', 'Enter a positive amount. To give money back, use Refund.')
}

function ambiguous(currency: Currency, digits: number): AmountResult {
  const thousand = toDecimal(1000n * 10n ** BigInt(digits), currency)
  const grouped = thousand.replace('1000', '1,000')
  return problem('amount_ambiguous', `Write one thousand as ${thousand} or ${grouped}.`)
}

/** Takes off spaces, the sign, and the currency's own symbol or code on either side. */
function withoutMarks(text: string, currency: Currency): { body: string; negative: boolean } {
  let body = text.trim()
  let negative = false
  if (body.startsWith('(') && body.endsWith(')')) {
    body = body.slice(1, -1).trim()
    negative = true
  }
  const takeSign = () => {
    if (!negative && MARKS_OF_MINUS.test(body)) {
      body = body.slice(1).trim()
      negative = true
    }
  }
  takeSign()
  for (const mark of currencyMarks(currency)) {
    if (body.toUpperCase().startsWith(mark.toUpperCase())) {
      body = body.slice(mark.length).trim()
      break
    }
    if (body.toUpperCase().endsWith(mark.toUpperCase())) {
      body = body.slice(0, -mark.length).trim()
      break
    }
  }
  takeSign()
  return { body, negative }
}

function assertSameCurrency(a: Money, b: Money): void {
  assert(a.currency === b.currency, `${a.currency} and ${b.currency} are different currencies`)
}
