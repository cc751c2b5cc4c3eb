import type { Decline } from './processor.ts'

/** When a debit that a bank sent back may be tried again. */
export type Reinitiation =
  /** At most twice within 180 days, each three banking days after the last. */
  | 'twice'
  /** Only when the client agreed anew. */
  | 'afterAuthorization'
  | 'never'

/**
 * What the network's code for a debit that was sent back means for us, as data: the table of the
 * rules. `disables`: the bank account is not debited any more. `revokes`: what the client agreed
 * to has ended. `counts`: toward which of the network's limits.
 */
export interface ReturnCode {
  /** What happened, in a sentence without the code. */
  cause: string
  /** Words to say to the client. */
  say: string
  next: string
  retry: Reinitiation
  disables: boolean
  revokes: boolean
  counts: 'unauthorized' | 'administrative' | 'other'
  /** Why the account is not debited any more, where it is not. */
  unusable: string
}

const NEW_ACCOUNT = 'Ask for another bank account or another way to pay.'
const CLOSED = 'The client’s bank cannot debit this account. Ask for another one.'
const UNAUTHORIZED =
  'The client’s bank reported a debit as not authorized. A new authorization is needed.'

function noFunds(cause: string): ReturnCode {
  return {
    cause,
    say: 'Your bank sent the payment back because the account did not cover it. When may I try again?',
    next: 'Agree on a day with the client. It can be tried twice more, three banking days apart.',
    retry: 'twice',
    disables: false,
    revokes: false,
    counts: 'other',
    unusable: '',
  }
}

function badAccount(cause: string): ReturnCode {
  return {
    cause,
    say: 'Your bank tells us that this account cannot be used. Could you check the details with me?',
    next: NEW_ACCOUNT,
    retry: 'never',
    disables: true,
    revokes: false,
    counts: 'administrative',
    unusable: CLOSED,
  }
}

function unauthorized(cause: string): ReturnCode {
  return {
    cause,
    say: 'Your bank tells us that this payment was not agreed to. May we talk about it?',
    next: 'Do not debit this account again. Speak with the client; a new authorization is needed.',
    retry: 'never',
    disables: true,
    revokes: true,
    counts: 'unauthorized',
    unusable: UNAUTHORIZED,
  }
}

function restricted(cause: string): ReturnCode {
  return { ...badAccount(cause), counts: 'other' }
}

const CODES: Record<string, ReturnCode> = {
  R01: noFunds('The account did not cover the payment.'),
  R02: badAccount('The account is closed.'),
  R03: badAccount('The bank knows no such account.'),
  R04: badAccount('The account number is not right.'),
  R05: unauthorized('A personal account was debited as a company’s, without consent.'),
  R07: unauthorized('The client told the bank that they withdrew their consent.'),
  R08: {
    cause: 'The client stopped this payment at their bank.',
    say: 'Your bank tells us that you stopped this payment. May we talk about it?',
    next: 'Speak with the client. It can be tried again only when they agree anew.',
    retry: 'afterAuthorization',
    disables: true,
    revokes: true,
    counts: 'other',
    unusable: 'The client stopped a payment at their bank. A new authorization is needed.',
  },
  R09: noFunds('The money on the account was not available yet.'),
  R10: unauthorized('The client told the bank that they did not agree to this payment.'),
  R11: unauthorized('The client told the bank that the payment was not as agreed.'),
  R16: restricted('The account is frozen.'),
  R20: restricted('This kind of account cannot be debited.'),
  R29: unauthorized('The company told its bank that it did not agree to this payment.'),
  R31: { ...unauthorized('The company’s bank sent the payment back.'), counts: 'other' },
  R51: unauthorized('The bank says that the client did not agree to this payment.'),
}

/** A no without a code of the network, and codes that are none of these. */
const UNKNOWN: ReturnCode = {
  cause: 'The client’s bank sent the payment back.',
  say: 'Your bank sent the payment back. Could you ask them why?',
  next: `${NEW_ACCOUNT} The client can ask their bank.`,
  retry: 'afterAuthorization',
  disables: false,
  revokes: false,
  counts: 'other',
  unusable: CLOSED,
}

export function codeMeaning(code: string | null): ReturnCode {
  return (code !== null && Object.hasOwn(CODES, code) && CODES[code]) || UNKNOWN
}

/** What the processor calls a return, where it does not pass on the code of the network. */
const BY_NAME: Record<string, string> = {
  account_closed: 'R02',
  bank_account_closed: 'R02',
  bank_account_restricted: 'R20',
  bank_account_invalid_details: 'R03',
  debit_not_authorized: 'R10',
  incorrect_account_details: 'R03',
  insufficient_funds: 'R01',
  no_account: 'R03',
}

/** The code of the network for a debit that did not come through; null: it is not known. */
export function returnCodeOf(
  decline: Pick<Decline, 'code' | 'declineCode' | 'networkDeclineCode'>,
): string | null {
  const { networkDeclineCode, code, declineCode } = decline
  if (networkDeclineCode && /^R\d{2}$/.test(networkDeclineCode)) return networkDeclineCode
  return BY_NAME[code] ?? BY_NAME[declineCode ?? ''] ?? null
}
