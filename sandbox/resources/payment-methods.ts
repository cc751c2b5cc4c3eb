import type Stripe from 'stripe'
import { behaviourOf } from '../cards.ts'
import { type Decline, declineOf } from '../declines.ts'
import { ApiError, badRequest, missingParameter, noSuchParam, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { fields, mergeMetadata, type Params, required } from '../params.ts'
import type { Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import type { Work } from '../work.ts'
import { ACCOUNT_TYPES, HOLDER_TYPES } from './bank-details.ts'
import { BILLING_DETAILS, billingDetails, checkedCard, type MethodDraft } from './card-details.ts'
import { changed } from './changed.ts'
import { customerInParams } from './find-customer.ts'
import { endMandatesOf } from './mandates.ts'
import { draftFromData, draftFromTemplate, PAYMENT_METHOD_DATA } from './method-details.ts'

const MAX_METHODS_OF_CUSTOMER = 500

type Method = Stored<'payment_method'>

async function create(call: Call): Promise<Stripe.PaymentMethod> {
  return keepDraft(call, draftFromData(call, call.params)).object
}

export function keepDraft(call: Call, draft: MethodDraft): Method {
  call.work.put('payment_method', draft.object, draft.hidden)
  return draft
}

/** A stored payment method, or a fresh one from a template such as `pm_card_visa`. */
export async function findOrMake(call: Call, id: string): Promise<Method | null> {
  const template = draftFromTemplate(call, id)
  return template === null ? call.work.find('payment_method', id) : keepDraft(call, template)
}

/** The one named by `payment_method`, refused when it belongs to another customer. */
export async function methodInParams(
  call: Call,
  id: string,
  customer: string | null,
  noun: 'PaymentIntent' | 'SetupIntent',
): Promise<Method> {
  const method = await findOrMake(call, id)
  if (method === null) throw noSuchParam('PaymentMethod', id, 'payment_method')
  const owner = method.object.customer as string | null
  if (owner !== null && customer === null) {
    const message = `The payment method you provided belongs to a customer. Name the customer in the \`customer\` parameter of the ${noun}.`
    throw badRequest(message, { code: 'payment_method_unexpected_state', param: 'payment_method' })
  }
  if (owner !== null && owner !== customer) {
    throw noSuchParam('PaymentMethod', id, 'payment_method')
  }
  if (owner === null && method.hidden.used) throw alreadyUsed()
  return method
}

function alreadyUsed(): ApiError {
  const message =
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.'
  return badRequest(message, { code: 'payment_method_unexpected_state', param: 'payment_method' })
}

async function methodInPath(call: Call): Promise<Method> {
  const id = call.ids[0] as string
  const method = await findOrMake(call, id)
  if (method === null) throw noSuchPath('PaymentMethod', id)
  return method
}

async function retrieve(call: Call): Promise<Stripe.PaymentMethod> {
  const stored = await call.work.find('payment_method', call.ids[0] as string)
  if (stored === null) throw noSuchPath('PaymentMethod', call.ids[0] as string)
  return stored.object
}

async function attachToCustomer(call: Call): Promise<Stripe.PaymentMethod> {
  const customer = call.params.customer as string | undefined
  if (customer === undefined) throw missingParameter('customer')
  const method = await methodInPath(call)
  await customerInParams(call, customer)
  const owner = method.object.customer as string | null
  if (owner === customer) return method.object
  if (owner !== null) {
    const message = 'The payment method you provided has already been attached to a customer.'
    throw badRequest(message, { code: 'payment_method_unexpected_state' })
  }
  if (method.hidden.used) throw alreadyUsed()
  await assertRoom(call, customer)
  const decline = declineOnSaving(method)
  if (decline !== null) throw declinedCard(decline)
  assertVerified(method)
  return attach(call, method, customer).object
}

/** The refusal that a card gives to being saved, if it is one that cannot be. */
export function declineOnSaving(method: Method): Decline | null {
  const { decline } = behaviourOf(method.hidden.behaviour)
  return decline === undefined ? null : declineOf(decline)
}

export function declinedCard(decline: Decline): ApiError {
  return new ApiError(402, { type: 'card_error', ...declineFields(decline) })
}

/** The fields of an error that tell of a decline. */
export function declineFields(decline: Decline) {
  return {
    code: decline.code,
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    ...(decline.adviceCode === null ? {} : { advice_code: decline.adviceCode }),
    ...(decline.networkDeclineCode === null
      ? {}
      : { network_decline_code: decline.networkDeclineCode }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
  }
}

function assertVerified({ hidden }: Method): void {
  if (hidden.bank === undefined || hidden.bank.verification === 'verified') return
  const message =
    'This bank account must be verified before it can be attached to a customer. Confirm a SetupIntent with it, or a PaymentIntent with setup_future_usage.'
  throw badRequest(message, { code: 'payment_method_unexpected_state' })
}

async function assertRoom(call: Call, customer: string): Promise<void> {
  const limit = MAX_METHODS_OF_CUSTOMER
  const held = await call.work.list({ type: 'payment_method', customer, limit })
  if (held.length < limit) return
  const message = 'The maximum number of PaymentMethods for this Customer has been reached.'
  throw badRequest(message, { code: 'customer_max_payment_methods' })
}

export function attach(
  call: Call,
  method: Method,
  customer: string,
  setUp: { authenticated: boolean } | null = null,
): Method {
  const object = { ...checkedCard(method.object, method.hidden), customer }
  const hidden = { ...method.hidden, setUp: setUp ?? method.hidden.setUp }
  call.work.put('payment_method', object, hidden)
  call.work.emit('payment_method.attached', object)
  return { object, hidden }
}

export async function detach(work: Work, method: Method): Promise<Stripe.PaymentMethod> {
  const object = { ...method.object, customer: null }
  work.put('payment_method', object, { ...method.hidden, used: true })
  work.emit('payment_method.detached', object, { customer: method.object.customer })
  if (method.hidden.bank !== undefined) await endMandatesOf(work, object.id)
  return object
}

async function detachFromCustomer(call: Call): Promise<Stripe.PaymentMethod> {
  const method = await methodInPath(call)
  if (method.object.customer === null) {
    const message =
      'The payment method you provided is not attached to a customer so detachment is impossible.'
    throw badRequest(message, { code: 'payment_method_unexpected_state' })
  }
  return detach(call.work, method)
}

async function update(call: Call): Promise<Stripe.PaymentMethod> {
  const { object, hidden } = await methodInPath(call)
  if (object.customer === null) {
    const message = 'You must save this PaymentMethod to a customer before you can update it.'
    throw badRequest(message, { code: 'payment_method_unexpected_state' })
  }
  const { params } = call
  const card = params.card as Params | undefined
  const bank = params.us_bank_account as Params | undefined
  if ((card !== undefined && !object.card) || (bank !== undefined && !object.us_bank_account)) {
    const message = `This PaymentMethod is of type ${object.type}, so nothing else can be updated of it.`
    throw badRequest(message, { param: card === undefined ? 'us_bank_account' : 'card' })
  }
  const next: Stripe.PaymentMethod = {
    ...object,
    allow_redisplay: (params.allow_redisplay as string | undefined) ?? object.allow_redisplay,
    billing_details: billingDetails(
      object.billing_details,
      params.billing_details as Params | undefined,
    ),
    ...(object.card && { card: { ...object.card, ...(card as object | undefined) } }),
    ...(object.us_bank_account && {
      us_bank_account: { ...object.us_bank_account, ...(bank as object | undefined) },
    }),
    metadata: mergeMetadata(object.metadata ?? {}, params.metadata),
  }
  call.work.put('payment_method', next, hidden)
  call.work.emit('payment_method.updated', next, changed(object, next))
  return next
}

async function listMethods(call: Call): Promise<unknown> {
  const customer = call.params.customer as string | undefined
  const type = call.params.type as string | undefined
  if (customer !== undefined) await customerInParams(call, customer)
  const labels = type === undefined ? undefined : [type]
  return listPage(call, 'payment_method', '/v1/payment_methods', { customer, labels })
}

export const PAYMENT_METHOD_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_methods',
    params: { ...EXPAND, ...PAYMENT_METHOD_DATA },
    publishable: true,
    handle: create,
  },
  {
    method: 'GET',
    path: '/v1/payment_methods',
    params: { ...LIST, customer: 'string', type: 'string', allow_redisplay: 'string' },
    handle: listMethods,
  },
  { method: 'GET', path: '/v1/payment_methods/:id', params: EXPAND, handle: retrieve },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id',
    params: {
      ...EXPAND,
      allow_redisplay: 'string',
      billing_details: BILLING_DETAILS,
      card: fields({ exp_month: 'integer', exp_year: 'integer', networks: 'any' }),
      metadata: 'metadata',
      us_bank_account: fields({
        account_holder_type: HOLDER_TYPES,
        account_type: ACCOUNT_TYPES,
      }),
    },
    handle: update,
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/attach',
    params: { ...EXPAND, customer: required('string') },
    locks: (params) => [params.customer as string | undefined],
    handle: attachToCustomer,
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/detach',
    params: EXPAND,
    handle: detachFromCustomer,
  },
]
