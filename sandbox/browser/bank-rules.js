/** What the form knows of routing and account numbers. No state, no page. */

const ROUTING_DIGITS = 9
const SHORTEST_ACCOUNT = 4
const LONGEST_ACCOUNT = 17

function problem(code, message) {
  return { code, message }
}

function digitsOf(text) {
  return text.replaceAll(/\D/g, '')
}

export function routingProblem(text, testNumber) {
  const digits = digitsOf(text)
  if (digits === '') return problem('incomplete_routing_number', 'Enter the routing number.')
  if (digits.length !== ROUTING_DIGITS) {
    return problem(
      'incomplete_routing_number',
      `A routing number has ${ROUTING_DIGITS} digits, and this one has ${digits.length}.`,
    )
  }
  if (!passesWeights(digits)) {
    return problem(
      'invalid_routing_number',
      'A digit of the routing number is wrong. Compare it with a check or the bank’s page.',
    )
  }
  if (digits === testNumber) return null
  return problem(
    'invalid_routing_number',
    `This is not the test bank, and the sandbox takes no real ones. Use ${testNumber}.`,
  )
}

function passesWeights(digits) {
  const weights = [3, 7, 1]
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * weights[index % 3],
    0,
  )
  return sum % 10 === 0
}

export function accountProblem(text, isTestNumber) {
  const digits = digitsOf(text)
  if (digits === '') return problem('incomplete_account_number', 'Enter the account number.')
  if (digits.length < SHORTEST_ACCOUNT || digits.length > LONGEST_ACCOUNT) {
    return problem(
      'invalid_account_number',
      `An account number has ${SHORTEST_ACCOUNT} to ${LONGEST_ACCOUNT} digits, and this one has ${digits.length}.`,
    )
  }
  if (isTestNumber(digits)) return null
  return problem(
    'invalid_account_number',
    'This is not a test account, and the sandbox takes no real ones. Use 000123456789 or choose one below.',
  )
}

export function holderProblem(text) {
  return text.trim() === '' ? problem('incomplete_name', 'Enter the name on the account.') : null
}

/** An address that could be delivered to; whether it can, only a mail shows. */
export function emailProblem(text) {
  if (text.trim() === '') return problem('incomplete_email', 'Enter the e-mail address.')
  if (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text.trim())) return null
  return problem('invalid_email', 'An e-mail address looks like name@example.com.')
}
