/** Why a bank sends a debit back, and what the processor makes of it. */
interface BankReturn {
  /** `charge.failure_code`, and the code of the intent's error unless `errorCode` says another. */
  failureCode: string
  errorCode?: string
  message: string
  /** What blocks the account from then on; an account without funds is not blocked. */
  blocks?: BlockReason
  /** What a dispute gives as its reason when the return comes after the payment succeeded. */
  disputeReason: string
}

type BlockReason =
  | 'bank_account_closed'
  | 'bank_account_frozen'
  | 'bank_account_invalid_details'
  | 'bank_account_restricted'
  | 'debit_not_authorized'

const NO_FUNDS: BankReturn = {
  failureCode: 'insufficient_funds',
  message: "The customer's account has insufficient funds to cover this payment.",
  disputeReason: 'insufficient_funds',
}

const NOT_AUTHORIZED: BankReturn = {
  failureCode: 'debit_not_authorized',
  message: 'The customer has notified their bank that this payment was unauthorized.',
  blocks: 'debit_not_authorized',
  disputeReason: 'debit_not_authorized',
}

function badAccount(failureCode: string, message: string, blocks: BlockReason): BankReturn {
  return { failureCode, message, blocks, disputeReason: 'incorrect_account_details' }
}

function restricted(blocks: BlockReason): BankReturn {
  return {
    failureCode: 'bank_account_restricted',
    message: "The customer's account cannot be used with ACH debits.",
    blocks,
    disputeReason: 'bank_cannot_process',
  }
}

const RETURNS = {
  R01: NO_FUNDS,
  R02: badAccount(
    'account_closed',
    "The customer's bank account has been closed.",
    'bank_account_closed',
  ),
  R03: badAccount(
    'no_account',
    "The customer's bank account could not be located.",
    'bank_account_invalid_details',
  ),
  R04: badAccount(
    'no_account',
    "The customer's bank account could not be located.",
    'bank_account_invalid_details',
  ),
  R05: NOT_AUTHORIZED,
  R07: NOT_AUTHORIZED,
  R08: NOT_AUTHORIZED,
  R09: NO_FUNDS,
  R10: NOT_AUTHORIZED,
  R11: NOT_AUTHORIZED,
  R16: restricted('bank_account_frozen'),
  R20: restricted('bank_account_restricted'),
  R29: NOT_AUTHORIZED,
  R31: NOT_AUTHORIZED,
} as const satisfies Record<string, BankReturn>

export type ReturnCode = keyof typeof RETURNS

export const RETURN_CODES = Object.keys(RETURNS) as [ReturnCode, ...ReturnCode[]]

/** Refusals of the processor itself, which have no code of the network. */
const REFUSALS = {
  canceled: {
    failureCode: 'charge_canceled',
    message: 'The payment was canceled before it was sent to the bank.',
    disputeReason: 'general',
  },
  invalid_currency: {
    failureCode: 'invalid_currency',
    errorCode: 'payment_method_currency_mismatch',
    message: 'The bank account cannot be debited in this currency.',
    disputeReason: 'bank_cannot_process',
  },
  weekly_limit: {
    failureCode: 'charge_exceeds_source_limit',
    message: 'The payment exceeds the weekly limit of this bank account.',
    disputeReason: 'bank_cannot_process',
  },
} as const satisfies Record<string, BankReturn>

export type FailureName = ReturnCode | keyof typeof REFUSALS

/** With the code of the network, where there is one. */
export function returnOf(name: FailureName): BankReturn & { networkCode: ReturnCode | null } {
  if (name in REFUSALS) {
    return { ...REFUSALS[name as keyof typeof REFUSALS], networkCode: null }
  }
  const networkCode = name as ReturnCode
  return { ...RETURNS[networkCode], networkCode }
}
