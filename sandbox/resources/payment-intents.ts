import type Stripe from 'stripe'
import { badRequest, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { mergeMetadata, type Params } from '../params.ts'
import { idOf, type Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { BOOKS } from './balance.ts'
import { capturePayment } from './capture-payment.ts'
import { wholeShipping } from './card-details.ts'
import { confirmPayment } from './confirm-payment.ts'
import { assertNotSent } from './debits.ts'
import { customerInParams } from './find-customer.ts'
import {
  allowedTypes,
  assertClientSecret,
  assertNoConfirmation,
  defaultOptions,
  mergeOptions,
  PAYMENT_SHAPES,
} from './intent-params.ts'
import { draftFromData } from './method-details.ts'
import { keepDraft, methodInParams } from './payment-methods.ts'
import { failCharge } from './settle-debit.ts'

type Intent = Stored<'payment_intent'>

const LARGEST_AMOUNT = 99_999_999
const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()))

/** The smallest charge, in minor units; a currency not named takes any amount above nothing. */
const SMALLEST: Record<string, { amount: number; text: string }> = {
  aud: { amount: 50, text: '$0.50 aud' },
  cad: { amount: 50, text: '$0.50 cad' },
  chf: { amount: 50, text: '0.50 chf' },
  eur: { amount: 50, text: '€0.50 eur' },
  gbp: { amount: 30, text: '£0.30 gbp' },
  jpy: { amount: 50, text: '¥50 jpy' },
  nzd: { amount: 50, text: '$0.50 nzd' },
  usd: { amount: 50, text: '$0.50 usd' },
}

async function create(call: Call): Promise<Stripe.PaymentIntent> {
  const { params } = call
  if (params.confirm !== true) assertNoConfirmation(params)
  const intent = await changedIntent(call, blankIntent(call))
  const memory = { challenge: null }
  call.work.put('payment_intent', intent, memory)
  call.work.emit('payment_intent.created', intent)
  if (params.confirm !== true) return intent
  return confirmPayment(call, { object: intent, hidden: memory })
}

function blankIntent(call: Call): Stripe.PaymentIntent {
  const id = call.newId.next('pi')
  const types = allowedTypes(call)
  const automatic = call.params.automatic_payment_methods as Params | undefined
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: types,
    amount: 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(types, automatic),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${call.newId.letters(25)}`,
    confirmation_method: (call.params.confirmation_method as string | undefined) ?? 'automatic',
    created: call.now,
    currency: '',
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: paymentOptions(types),
    payment_method_types: types ?? ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  }
}

function paymentOptions(types: string[] | null): Stripe.PaymentIntent.PaymentMethodOptions {
  const { card, ...others } = defaultOptions(types)
  const options = card === undefined ? others : { ...others, card: { installments: null, ...card } }
  return options as Stripe.PaymentIntent.PaymentMethodOptions
}

/** Without named types an intent takes what the account has switched on. */
export function automaticMethods(
  types: string[] | null,
  given: Params | undefined,
): { enabled: boolean; allow_redirects?: 'always' | 'never' } | null {
  if (given !== undefined) {
    const redirects = given.allow_redirects === 'never' ? 'never' : 'always'
    return { enabled: given.enabled === true, allow_redirects: redirects }
  }
  return types === null ? { enabled: true, allow_redirects: 'always' } : null
}

/** The parameters that creation and update share, laid over the intent. */
async function changedIntent(
  call: Call,
  intent: Stripe.PaymentIntent,
): Promise<Stripe.PaymentIntent> {
  const { params } = call
  const amount = (params.amount as number | undefined) ?? intent.amount
  const currency = ((params.currency as string | undefined) ?? intent.currency).toLowerCase()
  assertAmount(amount, currency)
  const customer = (params.customer as string | undefined) ?? idOf(intent.customer)
  if (params.customer !== undefined) await customerInParams(call, customer as string)
  const method = await methodFor(call, customer)
  return {
    ...intent,
    ...plainFields(params),
    amount,
    currency,
    customer,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    shipping: wholeShipping(
      params.shipping === undefined ? intent.shipping : (params.shipping as typeof intent.shipping),
    ),
    payment_method: method ?? intent.payment_method,
    payment_method_options: mergeOptions(
      intent.payment_method_options,
      params.payment_method_options,
    ),
    status: method === null ? intent.status : 'requires_confirmation',
  }
}

const PLAIN_FIELDS = [
  'application_fee_amount',
  'capture_method',
  'description',
  'receipt_email',
  'setup_future_usage',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
] as const

function plainFields(params: Params): Partial<Stripe.PaymentIntent> {
  const given = PLAIN_FIELDS.filter((name) => params[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, params[name]]))
}

function assertAmount(amount: number, currency: string): void {
  if (amount < 1) {
    const message = 'This value must be greater than or equal to 1.'
    throw badRequest(message, { code: 'parameter_invalid_integer', param: 'amount' })
  }
  if (!CURRENCIES.has(currency)) {
    throw badRequest(`Invalid currency: ${currency}. Send a three-letter ISO code, e.g. usd.`, {
      param: 'currency',
    })
  }
  const smallest = SMALLEST[currency]
  if (smallest !== undefined && amount < smallest.amount) {
    const message = `Amount must be at least ${smallest.text}`
    throw badRequest(message, { code: 'amount_too_small', param: 'amount' })
  }
  if (amount > LARGEST_AMOUNT) {
    const message = 'Amount must be no more than $999,999.99'
    throw badRequest(message, { code: 'amount_too_large', param: 'amount' })
  }
}

/** The method named while creating or updating; a confirmation looks for its own. */
async function methodFor(call: Call, customer: string | null): Promise<string | null> {
  if (call.params.confirm === true) return null
  const data = call.params.payment_method_data as Params | undefined
  if (data !== undefined) {
    return keepDraft(call, draftFromData(call, data, 'payment_method_data')).object.id
  }
  const id = call.params.payment_method as string | undefined
  if (id === undefined) return null
  return (await methodInParams(call, id, customer, 'PaymentIntent')).object.id
}

async function intentInPath(call: Call): Promise<Intent> {
  const id = call.ids[0] as string
  const stored = await call.work.find('payment_intent', id)
  if (stored === null) throw noSuchPath('payment_intent', id)
  assertClientSecret(call, stored.object.client_secret)
  return stored
}

async function update(call: Call): Promise<Stripe.PaymentIntent> {
  const { object, hidden } = await intentInPath(call)
  const { params } = call
  if (UNDER_WAY.includes(object.status)) assertHarmless(params, object)
  const types = allowedTypes(call)
  const kept =
    types === null
      ? object
      : { ...object, allowed_payment_method_types: types, payment_method_types: types }
  const next = await changedIntent(call, kept)
  call.work.put('payment_intent', next, hidden)
  return next
}

const UNDER_WAY = ['processing', 'succeeded', 'canceled']

const HARMLESS = [
  'description',
  'expand',
  'metadata',
  'receipt_email',
  'transfer_group',
  'shipping',
]

/** On its way to the bank, and after the end, only words about the payment may change. */
function assertHarmless(params: Params, intent: Stripe.PaymentIntent): void {
  const refused = Object.keys(params).find((name) => !HARMLESS.includes(name))
  if (refused === undefined) return
  const message = `This PaymentIntent's ${refused} could not be updated because it has a status of ${intent.status}. You may only update the ${refused} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`
  throw badRequest(message, {
    code: 'payment_intent_unexpected_state',
    param: refused,
    payment_intent: intent,
  })
}

const CANCELABLE = [
  'requires_payment_method',
  'requires_capture',
  'requires_reauthorization',
  'requires_confirmation',
  'requires_action',
  'processing',
]

async function cancel(call: Call): Promise<Stripe.PaymentIntent> {
  const { object, hidden } = await intentInPath(call)
  if (!CANCELABLE.includes(object.status)) {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${object.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`
    throw badRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: object })
  }
  if (object.status === 'processing') await callBack(call, object)
  const next: Stripe.PaymentIntent = {
    ...object,
    amount_capturable: 0,
    canceled_at: call.now,
    cancellation_reason: (call.params.cancellation_reason as string | undefined) ?? null,
    next_action: null,
    status: 'canceled',
  }
  call.work.put('payment_intent', next, { ...hidden, challenge: null, microdeposits: null })
  call.work.emit('payment_intent.canceled', next)
  return next
}

/** A debit that has not been sent to the bank yet is not sent any more. */
async function callBack(call: Call, intent: Stripe.PaymentIntent): Promise<void> {
  await assertNotSent(call, intent)
  const charge = await call.work.find('charge', idOf(intent.latest_charge) ?? '')
  if (charge !== null) await failCharge(call.work, call.newId, charge.object, 'canceled')
}

async function listIntents(call: Call): Promise<unknown> {
  const customer = call.params.customer as string | undefined
  if (customer !== undefined) await customerInParams(call, customer)
  return listPage(call, 'payment_intent', '/v1/payment_intents', { customer })
}

export const PAYMENT_INTENT_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_intents',
    params: PAYMENT_SHAPES.create,
    locks: lockedMeans,
    handle: create,
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    params: { ...LIST, customer: 'string' },
    handle: listIntents,
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    params: { ...EXPAND, client_secret: 'string' },
    publishable: true,
    handle: async (call) => (await intentInPath(call)).object,
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id',
    params: PAYMENT_SHAPES.update,
    handle: update,
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/confirm',
    params: PAYMENT_SHAPES.confirm,
    publishable: true,
    locks: lockedMeans,
    handle: async (call) => confirmPayment(call, await intentInPath(call)),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/cancel',
    params: { ...EXPAND, cancellation_reason: 'string' },
    locks: () => [BOOKS],
    handle: cancel,
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/capture',
    params: {
      ...EXPAND,
      amount_details: 'any',
      amount_to_capture: 'integer',
      application_fee_amount: 'integer',
      final_capture: 'boolean',
      hooks: 'any',
      metadata: 'metadata',
      payment_details: 'any',
      statement_descriptor: 'string',
      statement_descriptor_suffix: 'string',
      transfer_data: 'any',
    },
    locks: () => [BOOKS],
    handle: async (call) => capturePayment(call, await intentInPath(call)),
  },
]

/** A token, and a card that nobody owns, serve once: two confirmations must not both read them unused. */
function lockedMeans(params: Params): Array<string | undefined> {
  return [params.confirmation_token, params.payment_method] as Array<string | undefined>
}
