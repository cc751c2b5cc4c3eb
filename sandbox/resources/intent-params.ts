import { badRequest, missingParameter } from '../errors.ts'
import { fields, oneOf, type Params, required, type Shape, unsettable } from '../params.ts'
import { type Call, EXPAND } from '../route.ts'
import { ADDRESS } from './card-details.ts'
import { MANDATE_DATA } from './mandates.ts'
import { PAYMENT_METHOD_DATA } from './method-details.ts'

/** The first version that refuses `payment_method_types`. */
const TYPES_REMOVED = '2026-09-30'

const SHIPPING = unsettable(
  fields({
    address: ADDRESS,
    carrier: 'string',
    name: 'string',
    phone: 'string',
    tracking_number: 'string',
  }),
)

const TYPES: Shape = {
  allowed_payment_method_types: 'strings',
  automatic_payment_methods: fields({ enabled: 'boolean', allow_redirects: 'string' }),
  excluded_payment_method_types: 'strings',
  payment_method_configuration: 'string',
  payment_method_types: 'strings',
}

const METHOD: Shape = {
  payment_method: 'string',
  payment_method_data: fields(PAYMENT_METHOD_DATA),
  payment_method_options: 'any',
}

/** Only meaningful while confirming. */
const CONFIRMATION: Shape = {
  confirmation_token: 'string',
  mandate_data: unsettable(MANDATE_DATA),
  return_url: 'string',
  use_stripe_sdk: 'boolean',
}

const PAYMENT_CONFIRMATION: Shape = {
  ...CONFIRMATION,
  error_on_requires_action: 'boolean',
  mandate: 'string',
  off_session: 'string',
}

const USAGE = oneOf('off_session', 'on_session')

const PAYMENT_DETAILS: Shape = {
  amount_details: unsettable('any'),
  hooks: 'any',
  payment_details: unsettable('any'),
  radar_options: 'any',
  receipt_email: unsettable('string'),
  setup_future_usage: unsettable(USAGE),
  shipping: SHIPPING,
}

const PAYMENT_UPDATE: Shape = {
  ...EXPAND,
  ...TYPES,
  ...METHOD,
  ...PAYMENT_DETAILS,
  amount: 'integer',
  application_fee_amount: unsettable('integer'),
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  currency: 'string',
  customer: 'string',
  customer_account: 'string',
  description: unsettable('string'),
  metadata: 'metadata',
  statement_descriptor: 'string',
  statement_descriptor_suffix: 'string',
  transfer_data: 'any',
  transfer_group: 'string',
}

export const PAYMENT_SHAPES = {
  update: PAYMENT_UPDATE,
  create: {
    ...PAYMENT_UPDATE,
    ...PAYMENT_CONFIRMATION,
    amount: required('integer'),
    confirm: 'boolean',
    confirmation_method: oneOf('automatic', 'manual'),
    currency: required('string'),
    on_behalf_of: 'string',
  },
  confirm: {
    ...EXPAND,
    ...TYPES,
    ...METHOD,
    ...PAYMENT_CONFIRMATION,
    ...PAYMENT_DETAILS,
    amount_to_confirm: 'integer',
    capture_method: oneOf('automatic', 'automatic_async', 'manual'),
    client_secret: 'string',
  },
} satisfies Record<string, Shape>

const SETUP_UPDATE: Shape = {
  ...EXPAND,
  ...TYPES,
  ...METHOD,
  attach_to_self: 'boolean',
  customer: 'string',
  customer_account: 'string',
  description: unsettable('string'),
  flow_directions: 'strings',
  metadata: 'metadata',
}

export const SETUP_SHAPES = {
  update: SETUP_UPDATE,
  create: {
    ...SETUP_UPDATE,
    ...CONFIRMATION,
    confirm: 'boolean',
    on_behalf_of: 'string',
    single_use: 'any',
    usage: USAGE,
  },
  confirm: { ...EXPAND, ...TYPES, ...METHOD, ...CONFIRMATION, client_secret: 'string' },
} satisfies Record<string, Shape>

/** Parameters that only a confirmation may carry, refused on a creation without `confirm`. */
export function assertNoConfirmation(params: Params): void {
  const names = Object.keys(PAYMENT_CONFIRMATION)
  const given = names.find((name) => params[name] !== undefined && name !== 'use_stripe_sdk')
  if (given === undefined) return
  const message = `The parameter \`${given}\` cannot be passed when creating an intent unless \`confirm\` is set to true.`
  throw badRequest(message, { param: given })
}

const KNOWN_TYPES = ['card', 'link', 'us_bank_account']
const VERIFICATIONS = ['automatic', 'instant', 'microdeposits']

/** What an intent holds for each of its types until it is told more. */
export function defaultOptions(types: readonly string[] | null): {
  card?: Params
  us_bank_account?: Params
} {
  const named = types ?? ['card']
  return {
    ...(named.includes('card')
      ? { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } }
      : {}),
    ...(named.includes('us_bank_account')
      ? { us_bank_account: { verification_method: 'automatic' } }
      : {}),
  }
}

/** Options are echoed, a method's options laid over those given before. */
export function mergeOptions<T>(held: T, given: unknown): T {
  if (given === undefined || given === '') return held
  const merged: Record<string, unknown> = { ...(held as Record<string, unknown> | null) }
  for (const [type, options] of Object.entries(given as Record<string, unknown>)) {
    merged[type] = { ...(merged[type] as object | undefined), ...(options as object) }
  }
  const way = (merged.us_bank_account as Params | undefined)?.verification_method
  if (way !== undefined && !VERIFICATIONS.includes(String(way))) {
    throw badRequest(`Invalid verification_method: must be one of ${VERIFICATIONS.join(', ')}`, {
      param: 'payment_method_options[us_bank_account][verification_method]',
    })
  }
  return merged as T
}

/** The types asked for, by their new name or (older versions) by their former one. */
export function allowedTypes(call: Call): string[] | null {
  const former = call.params.payment_method_types as string[] | undefined
  if (former !== undefined && call.versionDate >= TYPES_REMOVED) {
    const message =
      'The `payment_method_types` parameter is no longer supported. Use `allowed_payment_method_types` or `automatic_payment_methods`.'
    throw badRequest(message, {
      code: 'payment_method_types_no_longer_supported',
      param: 'payment_method_types',
    })
  }
  const given = (call.params.allowed_payment_method_types as string[] | undefined) ?? former
  const foreign = given?.find((type) => !KNOWN_TYPES.includes(type))
  if (foreign !== undefined) {
    const message = `The payment method type "${foreign}" is not activated in the sandbox. Ask for card or us_bank_account.`
    throw badRequest(message, {
      code: 'payment_intent_invalid_parameter',
      param: 'allowed_payment_method_types',
    })
  }
  return given ?? null
}

/** A publishable key sees an intent only with its client secret. */
export function assertClientSecret(call: Call, held: string | null): void {
  if (!call.publishable) return
  const given = call.params.client_secret
  if (given === undefined) throw missingParameter('client_secret')
  if (given === held) return
  const message =
    'The client_secret provided does not match the client_secret associated with this intent.'
  throw badRequest(message, { code: 'intent_invalid_client_secret', param: 'client_secret' })
}
