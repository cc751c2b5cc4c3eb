import type { ReturnCode } from './bank-returns.ts'

/** How a test bank account behaves. What is not said: it takes micro-deposits and pays. */
export interface BankBehaviour {
  /** What its bank answers to every debit. */
  returns?: ReturnCode | 'invalid_currency' | 'weekly_limit'
  /** Its bank never answers, so the debit can be canceled at any time. */
  silent?: true
  /** Its holder disputes every debit once it was paid. */
  disputed?: true
  /** Micro-deposits do not reach it. */
  unreachable?: true
}

export interface TestBankAccount {
  number: string
  /** `pm_usBankAccount_…`, `fca_…`, and how a stored account remembers to behave. */
  name: string
  /** For people: what the account does. */
  does: string
  behaviour: BankBehaviour
}

/** The one test bank. */
export const TEST_ROUTING_NUMBER = '110000000'
const TOKEN_PREFIX = 'pm_usBankAccount_'
const SIGNED_IN_PREFIX = 'fca_'

export const TEST_BANK_ACCOUNTS: readonly TestBankAccount[] = [
  account('000123456789', 'success', 'Pays', {}),
  account('000222222227', 'insufficientFunds', 'Returned: insufficient funds (R01)', {
    returns: 'R01',
  }),
  account('000111111113', 'accountClosed', 'Returned: account closed (R02)', { returns: 'R02' }),
  account('000111111116', 'noAccount', 'Returned: no such account (R03)', { returns: 'R03' }),
  account('000333333335', 'debitNotAuthorized', 'Returned: not authorized (R10)', {
    returns: 'R10',
  }),
  account('000444444440', 'invalidCurrency', 'Fails: not an account in dollars', {
    returns: 'invalid_currency',
  }),
  account('000777777771', 'weeklyLimitExceeded', 'Fails: more than its weekly limit', {
    returns: 'weekly_limit',
  }),
  account('000555555559', 'dispute', 'Pays, then disputed as not authorized', { disputed: true }),
  account('000000000009', 'processing', 'Never answers: the payment can be canceled', {
    silent: true,
  }),
  account('000666666661', 'failMicrodeposits', 'Micro-deposits cannot be sent', {
    unreachable: true,
  }),
]

function account(
  number: string,
  name: string,
  does: string,
  behaviour: BankBehaviour,
): TestBankAccount {
  return { number, name, does, behaviour }
}

const BY_NUMBER = new Map(TEST_BANK_ACCOUNTS.map((one) => [one.number, one]))
const BY_NAME = new Map(TEST_BANK_ACCOUNTS.map((one) => [one.name, one]))

export function findBankAccountByNumber(number: string): TestBankAccount | null {
  return BY_NUMBER.get(number) ?? null
}

/** `pm_usBankAccount_success` and the like: verified already, made anew by each use. */
export function findBankAccountByToken(token: string): TestBankAccount | null {
  return token.startsWith(TOKEN_PREFIX)
    ? (BY_NAME.get(token.slice(TOKEN_PREFIX.length)) ?? null)
    : null
}

/** `fca_success`: the account that its holder picked after signing in to the bank. */
export function findBankAccountBySignIn(id: string): TestBankAccount | null {
  return id.startsWith(SIGNED_IN_PREFIX)
    ? (BY_NAME.get(id.slice(SIGNED_IN_PREFIX.length)) ?? null)
    : null
}

export function bankBehaviourOf(name: string): BankBehaviour {
  return BY_NAME.get(name)?.behaviour ?? {}
}
