import type Stripe from 'stripe'
import {
  behaviourOf,
  findCardByNumber,
  findCardByToken,
  passesLuhn,
  type TestCard,
} from '../cards.ts'
import { ApiError, badRequest, cardProblem, missingParameter } from '../errors.ts'
import { fields, type Params, type Rule, unsettable } from '../params.ts'
import type { MethodMemory } from '../records.ts'
import type { Call } from '../route.ts'

export const ADDRESS: Rule = fields({
  city: unsettable('string'),
  country: unsettable('string'),
  line1: unsettable('string'),
  line2: unsettable('string'),
  postal_code: unsettable('string'),
  state: unsettable('string'),
})

export const BILLING_DETAILS: Rule = fields({
  address: unsettable(ADDRESS),
  email: unsettable('string'),
  name: unsettable('string'),
  phone: unsettable('string'),
  tax_id: unsettable('string'),
})

export const CARD_DATA: Rule = fields({
  cvc: 'string',
  exp_month: 'string',
  exp_year: 'string',
  networks: 'any',
  number: 'string',
  token: 'string',
})

/** A payment method that is not kept yet. */
export interface MethodDraft {
  object: Stripe.PaymentMethod
  hidden: MethodMemory
}

const MAX_YEARS_AHEAD = 50

/** A card from typed details or a test token. The number goes no further than here. */
export function cardFromData(call: Call, data: Params, param: string): MethodDraft {
  const given = data.card as Params | undefined
  if (given === undefined) throw missingParameter(param)
  const token = given.token as string | undefined
  if (token !== undefined) {
    const known = findCardByToken(token)
    if (known === null) throw badRequest(`No such token: '${token}'`, { code: 'resource_missing' })
    return draftFromCard(call, known, data)
  }
  return draftFromNumber(call, given, data, param)
}

/** `pm_card_visa` and the like are templates: each use makes a fresh payment method. */
export function cardFromTemplate(call: Call, id: string): MethodDraft | null {
  const known = id.startsWith('pm_card_') ? findCardByToken(id) : null
  return known === null ? null : draftFromCard(call, known, {})
}

function draftFromNumber(call: Call, given: Params, data: Params, param: string): MethodDraft {
  if (given.number === undefined) throw missingParameter(`${param}[number]`)
  const known = testCard(String(given.number).replaceAll(/[\s-]/g, ''))
  for (const name of ['exp_month', 'exp_year']) {
    if (given[name] === undefined) throw missingParameter(`${param}[${name}]`)
  }
  const expiry = checkExpiry(String(given.exp_month), String(given.exp_year), call.now)
  const cvc = given.cvc as string | undefined
  if (cvc !== undefined) checkSecurityCode(cvc, known)
  return makeDraft(call, known, { ...expiry, cvcGiven: cvc !== undefined, data })
}

function draftFromCard(call: Call, known: TestCard, data: Params): MethodDraft {
  const year = new Date(call.now * 1000).getUTCFullYear() + 2
  return makeDraft(call, known, { month: 12, year, cvcGiven: true, data, template: true })
}

function testCard(number: string): TestCard {
  const known = findCardByNumber(number)
  if (known !== null) return known
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    throw cardProblem('incorrect_number', 'Your card number is incorrect.', 'number')
  }
  throw new ApiError(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'test_mode_live_card',
    param: 'number',
    message:
      'This is not a test card, and the sandbox takes no real ones. Use 4242 4242 4242 4242, which pays, or 4000 0000 0000 0002, which is declined.',
  })
}

function checkExpiry(
  monthText: string,
  yearText: string,
  now: number,
): { month: number; year: number } {
  const today = new Date(now * 1000)
  const thisYear = today.getUTCFullYear()
  const month = /^\d{1,2}$/.test(monthText) ? Number(monthText) : 0
  const typedYear = /^(\d{2}|\d{4})$/.test(yearText) ? Number(yearText) : 0
  const year = yearText.length === 2 ? typedYear + 2000 : typedYear
  if (month < 1 || month > 12) {
    const message = "Your card's expiration month is invalid."
    throw cardProblem('invalid_expiry_month', message, 'exp_month')
  }
  if (year < thisYear || year > thisYear + MAX_YEARS_AHEAD) {
    throw cardProblem('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year')
  }
  if (year === thisYear && month < today.getUTCMonth() + 1) {
    const message = "Your card's expiration month is invalid."
    throw cardProblem('invalid_expiry_month', message, 'exp_month')
  }
  return { month, year }
}

function checkSecurityCode(cvc: string, known: TestCard): void {
  const fits = known.brand === 'amex' ? /^\d{3,4}$/ : /^\d{3}$/
  if (!fits.test(cvc))
    throw cardProblem('invalid_cvc', "Your card's security code is invalid.", 'cvc')
}

interface DraftDetails {
  month: number
  year: number
  cvcGiven: boolean
  data: Params
  template?: boolean
}

function makeDraft(call: Call, known: TestCard, details: DraftDetails): MethodDraft {
  const { data, cvcGiven } = details
  const billing = billingDetails(null, data.billing_details as Params | undefined)
  const behaviour = behaviourOf(known.behaviour)
  const line1Given = billing.address?.line1 != null || behaviour.line1Check !== undefined
  const postalCodeGiven =
    billing.address?.postal_code != null || behaviour.postalCodeCheck !== undefined
  const object: Stripe.PaymentMethod = {
    id: call.newId.next('pm'),
    object: 'payment_method',
    ...commonFields(call, data),
    billing_details: billing,
    card: cardObject(call, known, details, { line1Given, postalCodeGiven }),
    type: 'card',
  }
  const hidden: MethodMemory = {
    behaviour: known.behaviour,
    cvcGiven,
    line1Given,
    postalCodeGiven,
    setUp: null,
    used: false,
  }
  return { object, hidden }
}

/** What a new payment method has, whatever its type. */
export function commonFields(call: Call, data: Params) {
  return {
    allow_redisplay: (data.allow_redisplay as string | undefined) ?? 'unspecified',
    created: call.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: { ...(data.metadata as Record<string, string> | null | undefined) },
  }
}

function cardObject(
  call: Call,
  known: TestCard,
  details: DraftDetails,
  given: { line1Given: boolean; postalCodeGiven: boolean },
): Stripe.PaymentMethod.Card {
  return {
    brand: known.brand,
    checks: {
      address_line1_check: given.line1Given ? 'unchecked' : null,
      address_postal_code_check: given.postalCodeGiven ? 'unchecked' : null,
      cvc_check: details.cvcGiven ? 'unchecked' : null,
    },
    country: 'US',
    display_brand: known.brand === 'amex' ? 'american_express' : known.brand,
    exp_month: details.month,
    exp_year: details.year,
    fingerprint: call.digest(`card ${known.number}`).slice(0, 16),
    funding: known.funding,
    generated_from: null,
    last4: known.number.slice(-4),
    networks: { available: [known.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: known.brand !== 'amex' },
    wallet: null,
  }
}

const BLANK_ADDRESS: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
}

/** An address as it is shown: what was not given is null, not missing. */
export function wholeAddress<T>(given: T): T {
  return given === null || given === undefined ? given : { ...BLANK_ADDRESS, ...given }
}

/** Where goods go, with its address whole. */
export function wholeShipping<T>(given: T): T {
  const { address } = (given ?? {}) as { address?: unknown }
  if (address === null || address === undefined) return given
  return { ...given, address: wholeAddress(address) }
}

/** New billing details laid over the old. */
export function billingDetails(
  old: Stripe.PaymentMethod.BillingDetails | null,
  given: Params | undefined,
): Stripe.PaymentMethod.BillingDetails {
  const blank = { address: null, email: null, name: null, phone: null, tax_id: null }
  const address = given?.address as Params | null | undefined
  const merged = { ...blank, ...old, ...given } as Stripe.PaymentMethod.BillingDetails
  if (address === undefined) return { ...merged, address: old?.address ?? BLANK_ADDRESS }
  return { ...merged, address: { ...BLANK_ADDRESS, ...(old?.address ?? {}), ...(address ?? {}) } }
}

/** What the issuer says of the security code and the address once it is asked. */
export function checkedCard(
  object: Stripe.PaymentMethod,
  hidden: MethodMemory,
): Stripe.PaymentMethod {
  const { card } = object
  if (card === undefined) return object
  const behaviour = behaviourOf(hidden.behaviour)
  const checks = {
    address_line1_check: hidden.line1Given ? (behaviour.line1Check ?? 'pass') : null,
    address_postal_code_check: hidden.postalCodeGiven
      ? (behaviour.postalCodeCheck ?? 'pass')
      : null,
    cvc_check: hidden.cvcGiven ? (behaviour.cvcCheck ?? 'pass') : null,
  }
  return { ...object, card: { ...card, checks } }
}
