/** What the card form knows of card numbers, dates and security codes. No state, no page. */

/** Digits in a number of the brand, where the gaps fall, and the length of its security code. */
const BRANDS = [
  {
    brand: 'amex',
    name: 'American Express',
    starts: /^3[47]/,
    lengths: [15],
    gaps: [4, 10],
    code: 4,
  },
  {
    brand: 'diners',
    name: 'Diners Club',
    starts: /^3(?:0[0-5]|[689])/,
    lengths: [14, 16],
    gaps: [4, 10],
    code: 3,
  },
  { brand: 'jcb', name: 'JCB', starts: /^35/, lengths: [16], gaps: [4, 8, 12], code: 3 },
  { brand: 'visa', name: 'Visa', starts: /^4/, lengths: [16], gaps: [4, 8, 12], code: 3 },
  {
    brand: 'mastercard',
    name: 'Mastercard',
    starts: /^(?:5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720))/,
    lengths: [16],
    gaps: [4, 8, 12],
    code: 3,
  },
  {
    brand: 'discover',
    name: 'Discover',
    starts: /^(?:6011|64[4-9]|65)/,
    lengths: [16],
    gaps: [4, 8, 12],
    code: 3,
  },
  {
    brand: 'unionpay',
    name: 'UnionPay',
    starts: /^62/,
    lengths: [16, 17, 18, 19],
    gaps: [4, 8, 12, 16],
    code: 3,
  },
]
const UNKNOWN = { brand: 'unknown', name: '', lengths: [16], gaps: [4, 8, 12], code: 3 }
const LONGEST = 19

export function brandOf(number) {
  return BRANDS.find(({ starts }) => starts.test(number)) ?? UNKNOWN
}

export function digitsOf(text) {
  return text.replaceAll(/\D/g, '')
}

/** `4242 4242 4242 4242`, `3782 822463 10005`: the gaps as printed on the card. */
export function formatNumber(text) {
  const digits = digitsOf(text)
  const { brand, gaps, lengths } = brandOf(digits)
  const kept = digits.slice(0, brand === 'unknown' ? LONGEST : Math.max(...lengths))
  const four = brand === 'diners' && kept.length > 14 ? [4, 8, 12] : gaps
  return [...kept].map((digit, index) => (four.includes(index) ? ` ${digit}` : digit)).join('')
}

/** `4` becomes `04 / `, `1229` becomes `12 / 29`, `12/2029` too. */
export function formatExpiry(text, isDeleting = false) {
  let digits = digitsOf(text)
  if (/^[2-9]/.test(digits) || /^\s*\d\s*[/.-]/.test(text)) digits = `0${digits}`
  const month = digits.slice(0, 2)
  const rest = digits.slice(2)
  const year = rest.length > 2 ? rest.replace(/^20(?=\d)/, '') : rest
  if (month.length < 2 || (isDeleting && rest === '')) return month
  return `${month} / ${year.slice(0, 2)}`
}

function problem(code, message) {
  return { code, message }
}

function passesLuhn(number) {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? Number(digit) * 2 : Number(digit)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

export function numberProblem(text, isTestNumber) {
  const number = digitsOf(text)
  const { lengths, name } = brandOf(number)
  if (number === '') return problem('incomplete_number', 'Enter the card number.')
  if (number.length < Math.min(...lengths)) {
    const whose = name === '' ? 'A card number' : `The number of a card by ${name}`
    const count = Math.min(...lengths)
    return problem(
      'incomplete_number',
      `${whose} has ${count} digits, and this one has ${number.length}.`,
    )
  }
  if (!passesLuhn(number)) {
    return problem(
      'invalid_number',
      'A digit of the card number is wrong. Compare it with the card.',
    )
  }
  if (isTestNumber(number)) return null
  return problem(
    'invalid_number',
    'This is not a test card, and the sandbox takes no real ones. Use 4242 4242 4242 4242 or choose one below.',
  )
}

/** `today` decides what has expired. */
export function expiryProblem(text, today) {
  const digits = digitsOf(text)
  if (digits === '') return problem('incomplete_expiry', 'Enter the expiry date.')
  const month = Number(digits.slice(0, 2))
  if (digits.length >= 2 && (month < 1 || month > 12)) {
    return problem(
      'invalid_expiry_month',
      `There is no month ${digits.slice(0, 2)}. Enter it as 01 to 12.`,
    )
  }
  if (digits.length < 4) {
    return problem('incomplete_expiry', 'Enter the month and the year, for example 04 / 29.')
  }
  const year = 2000 + Number(digits.slice(2, 4))
  if (year < today.getFullYear()) {
    return problem('invalid_expiry_year_past', `This card expired in ${year}. Use another card.`)
  }
  if (year === today.getFullYear() && month < today.getMonth() + 1) {
    return problem('invalid_expiry_month_past', 'This card has expired. Use another card.')
  }
  if (year > today.getFullYear() + 50) {
    return problem(
      'invalid_expiry_year',
      `The year 20${digits.slice(2, 4)} is too far away. Compare it with the card.`,
    )
  }
  return null
}

export function expiryParts(text) {
  const digits = digitsOf(text)
  return { exp_month: digits.slice(0, 2), exp_year: `20${digits.slice(2, 4)}` }
}

export function codeProblem(text, number) {
  const { code, brand } = brandOf(digitsOf(number))
  const count = digitsOf(text).length
  if (count === code) return null
  if (count === 0) return problem('incomplete_cvc', 'Enter the security code.')
  const where = brand === 'amex' ? 'on the front' : 'on the back'
  return problem('incomplete_cvc', `The security code has ${code} digits, ${where} of the card.`)
}
