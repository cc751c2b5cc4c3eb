import type Stripe from 'stripe'
import {
  findBankAccountByNumber,
  findBankAccountBySignIn,
  findBankAccountByToken,
  TEST_ROUTING_NUMBER,
  type TestBankAccount,
} from '../bank-accounts.ts'
import { badRequest, missingParameter } from '../errors.ts'
import { fields, oneOf, type Params, type Rule } from '../params.ts'
import type { Call } from '../route.ts'
import { billingDetails, commonFields, type MethodDraft } from './card-details.ts'

export const HOLDER_TYPES = oneOf('individual', 'company')
export const ACCOUNT_TYPES = oneOf('checking', 'savings')

export const BANK_DATA: Rule = fields({
  account_holder_type: HOLDER_TYPES,
  account_number: 'string',
  account_type: ACCOUNT_TYPES,
  financial_connections_account: 'string',
  routing_number: 'string',
})

/**
 * A bank account from typed numbers, still to be verified, or from the one that its holder picked
 * after signing in to the bank. The number goes no further than here.
 */
export function bankFromData(
  call: Call,
  data: Params,
  place: (name: string) => string,
): MethodDraft {
  const given = data.us_bank_account as Params | undefined
  if (given === undefined) throw missingParameter(place('us_bank_account'))
  if ((data.billing_details as Params | undefined)?.name == null) {
    throw missingParameter(`${place('billing_details')}[name]`)
  }
  const signedIn = given.financial_connections_account as string | undefined
  const known =
    signedIn === undefined
      ? typedAccount(given, place('us_bank_account'))
      : pickedAccount(given, signedIn, place('us_bank_account'))
  return makeDraft(call, known, { given, data, signedIn: signedIn ?? null, verified: !!signedIn })
}

/** `pm_usBankAccount_success` and the like are templates of verified accounts. */
export function bankFromTemplate(call: Call, id: string): MethodDraft | null {
  const known = findBankAccountByToken(id)
  if (known === null) return null
  return makeDraft(call, known, { given: {}, data: {}, signedIn: null, verified: true })
}

function pickedAccount(given: Params, id: string, param: string): TestBankAccount {
  if (given.account_number !== undefined || given.routing_number !== undefined) {
    const message =
      'You may only specify one of these parameters: account_number, financial_connections_account.'
    throw badRequest(message, { code: 'parameters_exclusive', param })
  }
  const known = findBankAccountBySignIn(id)
  if (known !== null) return known
  throw badRequest(`No such financial connections account: '${id}'`, {
    code: 'resource_missing',
    param: `${param}[financial_connections_account]`,
  })
}

function typedAccount(given: Params, param: string): TestBankAccount {
  for (const name of ['account_number', 'routing_number']) {
    if (given[name] === undefined) throw missingParameter(`${param}[${name}]`)
  }
  const routing = String(given.routing_number).replaceAll(/[\s-]/g, '')
  if (!isRoutingNumber(routing)) {
    throw badRequest('The bank routing number provided is invalid.', {
      code: 'routing_number_invalid',
      param: `${param}[routing_number]`,
    })
  }
  const number = String(given.account_number).replaceAll(/[\s-]/g, '')
  if (!/^\d{4,17}$/.test(number)) {
    throw badRequest('The bank account number provided is invalid.', {
      code: 'account_number_invalid',
      param: `${param}[account_number]`,
    })
  }
  const known = routing === TEST_ROUTING_NUMBER ? findBankAccountByNumber(number) : null
  if (known !== null) return known
  throw badRequest(
    `This is not a test account, and the sandbox takes no real ones. Use routing number ${TEST_ROUTING_NUMBER} with account number 000123456789, which pays.`,
    {
      code: 'payment_method_invalid_parameter_testmode',
      param: `${param}[account_number]`,
    },
  )
}

/** Nine digits, and the sum of the three weights that the last digit makes whole. */
function isRoutingNumber(text: string): boolean {
  if (!/^\d{9}$/.test(text)) return false
  const weights = [3, 7, 1]
  const sum = [...text].reduce(
    (total, digit, index) => total + Number(digit) * (weights[index % 3] as number),
    0,
  )
  return sum % 10 === 0
}

interface DraftDetails {
  given: Params
  data: Params
  signedIn: string | null
  verified: boolean
}

function makeDraft(call: Call, known: TestBankAccount, details: DraftDetails): MethodDraft {
  const { data, given, signedIn, verified } = details
  const object: Stripe.PaymentMethod = {
    id: call.newId.next('pm'),
    object: 'payment_method',
    ...commonFields(call, data),
    billing_details: billingDetails(null, data.billing_details as Params | undefined),
    type: 'us_bank_account',
    us_bank_account: {
      account_holder_type: (given.account_holder_type as string | undefined) ?? 'individual',
      account_type: (given.account_type as string | undefined) ?? 'checking',
      bank_name: 'STRIPE TEST BANK',
      financial_connections_account: signedIn,
      fingerprint: call.digest(`bank ${TEST_ROUTING_NUMBER} ${known.number}`).slice(0, 16),
      last4: known.number.slice(-4),
      networks: { preferred: 'ach', supported: ['ach'] },
      routing_number: TEST_ROUTING_NUMBER,
      status_details: {},
    },
  }
  return {
    object,
    hidden: {
      behaviour: known.name,
      cvcGiven: false,
      line1Given: false,
      postalCodeGiven: false,
      setUp: null,
      used: false,
      bank: { verification: verified ? 'verified' : 'none', mandate: null },
    },
  }
}
