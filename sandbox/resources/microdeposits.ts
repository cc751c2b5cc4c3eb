/** Small deposits by which the holder of an account shows that it is theirs. */
import type Stripe from 'stripe'
import { bankBehaviourOf } from '../bank-accounts.ts'
import { afterBankDays } from '../bank-days.ts'
import { badRequest } from '../errors.ts'
import type { Params } from '../params.ts'
import type { Microdeposits, Stored } from '../records.ts'
import type { Call } from '../route.ts'

type Method = Stored<'payment_method'>
type Intent = Stripe.PaymentIntent | Stripe.SetupIntent

export const LOSE_MICRODEPOSITS = 'lose_microdeposits'
export const EXPIRE_MICRODEPOSITS = 'expire_microdeposits'
/** Which kind is sent from now on, said by a control. */
export const MICRODEPOSIT_KIND = 'kind of micro-deposits'
export const VERIFY_PATH = '/endive/verify'

const LOST_AFTER_MS = 2_000
const DAYS = 10
const DAY_MS = 86_400_000

/** What arrives in every test account. */
export const RIGHT_AMOUNTS: readonly number[] = [32, 45]
export const RIGHT_CODE = 'SM11AA'
export const TRIES = { amounts: 3, descriptor_code: 10 } as const

interface Sent {
  nextAction: Stripe.PaymentIntent.NextAction & Stripe.SetupIntent.NextAction
  microdeposits: Microdeposits
}

/** Sends them, unless their holder failed before or has to sign in to the bank instead. */
export async function sendMicrodeposits(
  call: Call,
  intent: Intent,
  method: Method,
  mandate: string,
): Promise<Sent> {
  assertMaySend(intent, method)
  const wanted = await call.work.setting(MICRODEPOSIT_KIND)
  const kind = wanted === 'amounts' ? 'amounts' : 'descriptor_code'
  const lost = bankBehaviourOf(method.hidden.behaviour).unreachable === true
  if (lost) call.work.later(LOSE_MICRODEPOSITS, intent.id, LOST_AFTER_MS)
  else call.work.later(EXPIRE_MICRODEPOSITS, intent.id, DAYS * DAY_MS)
  const query = new URLSearchParams({
    account: call.account,
    client_secret: intent.client_secret ?? '',
    kind,
  })
  return {
    nextAction: {
      type: 'verify_with_microdeposits',
      verify_with_microdeposits: {
        arrival_date: afterBankDays(call.work.now, 1) / 1000,
        hosted_verification_url: `${call.origin}${VERIFY_PATH}?${query}`,
        microdeposit_type: kind,
      },
    },
    microdeposits: { kind, tries: 0, until: call.work.now + DAYS * DAY_MS, mandate },
  }
}

function assertMaySend(intent: Intent, method: Method): void {
  if (method.hidden.bank?.verification === 'failed') {
    const message =
      'This bank account has failed verification in the past and can not be used. Use another bank account or a card.'
    throw badRequest(message, {
      code: 'payment_method_bank_account_blocked',
      param: 'payment_method',
    })
  }
  const way = intent.payment_method_options?.us_bank_account?.verification_method
  if (way !== 'instant') return
  const message =
    'This bank account is not verified, and payment_method_options[us_bank_account][verification_method] is instant. Collect it with collectBankAccountForPayment or collectBankAccountForSetup, or allow microdeposits.'
  throw badRequest(message, { code: 'payment_method_unexpected_state', param: 'payment_method' })
}

/** What was found out of an attempt to verify. */
export type Attempt =
  | { kind: 'right' }
  | { kind: 'wrong'; code: string; message: string }
  | { kind: 'over'; code: string }

const EXCEEDED = 'payment_method_microdeposit_verification_attempts_exceeded'
const TIMEOUT = 'payment_method_microdeposit_verification_timeout'
const FAILED = 'payment_method_microdeposit_failed'

/** Why an account could not be verified, for people. */
export const VERIFICATION_PROBLEMS: Record<string, string> = {
  [EXCEEDED]: 'You have exceeded the number of allowed verification attempts.',
  [TIMEOUT]: 'Payment method should be verified with microdeposits within the required period.',
  [FAILED]: "Microdeposits were failed to be deposited into the customer's bank account.",
}
export const TIMED_OUT = TIMEOUT
export const NOT_DELIVERED = FAILED

/** Compares what was read off the bank statement with what was sent. */
export function judgeMicrodeposits(params: Params, { kind, tries }: Microdeposits): Attempt {
  const outcome = kind === 'amounts' ? judgeAmounts(params) : judgeCode(params)
  if (outcome.kind !== 'wrong' || tries + 1 < TRIES[kind]) return outcome
  return { kind: 'over', code: EXCEEDED }
}

function judgeAmounts({ amounts, descriptor_code: code }: Params): Attempt {
  const given = (amounts as string[] | undefined)?.map(Number) ?? []
  if (code !== undefined || given.length !== 2 || !given.every(Number.isSafeInteger)) {
    throw badRequest('You must provide exactly two microdeposit amounts.', {
      code: 'payment_method_microdeposit_verification_amounts_invalid',
      param: 'amounts',
    })
  }
  const sorted = given.toSorted((a, b) => a - b).join()
  if (sorted === RIGHT_AMOUNTS.join()) return { kind: 'right' }
  if (sorted === '10,11') return { kind: 'over', code: EXCEEDED }
  if (sorted === '40,41') return { kind: 'over', code: TIMEOUT }
  return {
    kind: 'wrong',
    code: 'payment_method_microdeposit_verification_amounts_mismatch',
    message: 'The amounts provided do not match the amounts that were sent to the bank account.',
  }
}

function judgeCode({ amounts, descriptor_code: code }: Params): Attempt {
  if (amounts !== undefined || code === undefined) {
    const message = 'This bank account is verified with a descriptor_code: send it.'
    throw badRequest(message, { code: 'parameter_missing', param: 'descriptor_code' })
  }
  const given = String(code).trim().toUpperCase()
  if (given === RIGHT_CODE) return { kind: 'right' }
  if (given === 'SM33CC') return { kind: 'over', code: EXCEEDED }
  if (given === 'SM44DD') return { kind: 'over', code: TIMEOUT }
  return {
    kind: 'wrong',
    code: 'payment_method_microdeposit_verification_descriptor_code_mismatch',
    message: 'The verification code provided does not match the one sent to the bank account.',
  }
}
