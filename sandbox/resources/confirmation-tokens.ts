import type Stripe from 'stripe'
import { type ApiError, badRequest, missingParameter, noSuchParam, noSuchPath } from '../errors.ts'
import { fields, oneOf, type Params, type Shape, unsettable } from '../params.ts'
import type { Stored } from '../records.ts'
import { type Call, EXPAND, type Route } from '../route.ts'
import type { MethodDraft } from './card-details.ts'
import { acceptanceInParams, MANDATE_DATA } from './mandates.ts'
import { draftFromData, PAYMENT_METHOD_DATA } from './method-details.ts'
import { findOrMake } from './payment-methods.ts'

const LIFE_SECONDS = 12 * 3_600

const SHAPE: Shape = {
  ...EXPAND,
  mandate_data: MANDATE_DATA,
  payment_method: 'string',
  payment_method_data: fields(PAYMENT_METHOD_DATA),
  payment_method_options: 'any',
  return_url: 'string',
  setup_future_usage: unsettable(oneOf('off_session', 'on_session')),
  shipping: 'any',
  use_stripe_sdk: 'boolean',
}

type Token = Stored<'confirmation_token'>

async function create(call: Call): Promise<Stripe.ConfirmationToken> {
  const draft = await draftFor(call)
  const { params } = call
  const token: Stripe.ConfirmationToken = {
    id: call.newId.next('ctoken'),
    object: 'confirmation_token',
    created: call.now,
    expires_at: call.now + LIFE_SECONDS,
    livemode: false,
    mandate_data: draft.object.type === 'us_bank_account' ? consent(call) : null,
    metadata: null,
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: preview(draft.object),
    return_url: (params.return_url as string | undefined) ?? null,
    setup_future_usage: (params.setup_future_usage as string | null | undefined) ?? null,
    setup_intent: null,
    shipping: (params.shipping as Stripe.ConfirmationToken.Shipping | undefined) ?? null,
    use_stripe_sdk: (params.use_stripe_sdk as boolean | undefined) ?? call.publishable,
  }
  call.work.put('confirmation_token', token, { method: draft.hidden, paymentMethod: draft.object })
  return token
}

/** What the holder of a bank account agreed to when they sent its details. */
function consent(call: Call): Stripe.ConfirmationToken.MandateData | null {
  const acceptance = acceptanceInParams(call)
  if (acceptance === null) return null
  const { online, type } = acceptance
  return { customer_acceptance: { online: online ?? null, type } }
}

async function draftFor(call: Call): Promise<MethodDraft> {
  const data = call.params.payment_method_data as Params | undefined
  const id = call.params.payment_method as string | undefined
  if (data !== undefined) return draftFromData(call, data, 'payment_method_data')
  if (id === undefined) throw missingParameter('payment_method_data')
  if (call.publishable) {
    throw badRequest('A publishable key makes a confirmation token from card details only.', {
      param: 'payment_method',
    })
  }
  const method = await findOrMake(call, id)
  if (method === null) throw noSuchParam('PaymentMethod', id, 'payment_method')
  return method
}

function preview(method: Stripe.PaymentMethod): Stripe.ConfirmationToken.PaymentMethodPreview {
  const { allow_redisplay, billing_details, card, customer, type, us_bank_account } = method
  return {
    allow_redisplay,
    billing_details,
    ...(card === undefined
      ? {}
      : { card: card as Stripe.ConfirmationToken.PaymentMethodPreview['card'] }),
    ...(us_bank_account === undefined ? {} : { us_bank_account }),
    customer: customer as string | null,
    customer_account: null,
    type,
  }
}

async function retrieve(call: Call): Promise<Stripe.ConfirmationToken> {
  const id = call.ids[0] as string
  const stored = await call.work.find('confirmation_token', id)
  if (stored === null) throw noSuchPath('confirmation_token', id)
  return stored.object
}

/** Takes a token for one intent; it serves no other, and not for ever. */
export async function spendToken(
  call: Call,
  id: string,
  intent: { payment_intent: string } | { setup_intent: string },
): Promise<Token> {
  const token = await call.work.find('confirmation_token', id)
  if (token === null) throw noSuchParam('confirmation_token', id, 'confirmation_token')
  const { object, hidden } = token
  if (object.payment_intent !== null || object.setup_intent !== null) {
    throw unusable(`The confirmation token ${id} has already been used. Make a new one.`)
  }
  if (object.expires_at !== null && call.now >= object.expires_at) {
    throw unusable(`The confirmation token ${id} has expired. Make a new one.`)
  }
  call.work.put('confirmation_token', { ...object, ...intent, expires_at: null }, hidden)
  return token
}

function unusable(message: string): ApiError {
  const code = 'confirmation_token_unexpected_state'
  return badRequest(message, { code, param: 'confirmation_token' })
}

export const CONFIRMATION_TOKEN_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/confirmation_tokens',
    params: SHAPE,
    publishable: true,
    handle: create,
  },
  { method: 'POST', path: '/v1/test_helpers/confirmation_tokens', params: SHAPE, handle: create },
  { method: 'GET', path: '/v1/confirmation_tokens/:id', params: EXPAND, handle: retrieve },
]
