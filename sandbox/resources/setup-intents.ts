import type Stripe from 'stripe'
import { behaviourOf } from '../cards.ts'
import { badRequest, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { mergeMetadata, type Params, required } from '../params.ts'
import { idOf, type Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { confirmBankSetup } from './confirm-bank-setup.ts'
import { assertAllowed, assertOnlyToken } from './confirm-payment.ts'
import { spendToken } from './confirmation-tokens.ts'
import { customerInParams } from './find-customer.ts'
import {
  allowedTypes,
  assertClientSecret,
  assertNoConfirmation,
  defaultOptions,
  mergeOptions,
  SETUP_SHAPES,
} from './intent-params.ts'
import { draftFromData } from './method-details.ts'
import { nextAction } from './next-action.ts'
import { automaticMethods } from './payment-intents.ts'
import { declineOnSaving, keepDraft, methodInParams } from './payment-methods.ts'
import { declineSetup, succeedSetup } from './setup-outcomes.ts'

type Setup = Stored<'setup_intent'>
type Method = Stored<'payment_method'>

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action']

async function create(call: Call): Promise<Stripe.SetupIntent> {
  const { params } = call
  if (params.confirm !== true) assertNoConfirmation(params)
  const intent = await changedIntent(call, blankIntent(call))
  const hidden = { challenge: null }
  call.work.put('setup_intent', intent, hidden)
  call.work.emit('setup_intent.created', intent)
  if (params.confirm !== true) return intent
  return confirmSetup(call, { object: intent, hidden })
}

function blankIntent(call: Call): Stripe.SetupIntent {
  const id = call.newId.next('seti')
  const types = allowedTypes(call)
  const automatic = call.params.automatic_payment_methods as Params | undefined
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: types,
    application: null,
    automatic_payment_methods: automaticMethods(types, automatic),
    cancellation_reason: null,
    client_secret: `${id}_secret_${call.newId.letters(25)}`,
    created: call.now,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: defaultOptions(types) as Stripe.SetupIntent.PaymentMethodOptions,
    payment_method_types: types ?? ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: (call.params.usage as string | undefined) ?? 'off_session',
  }
}

async function changedIntent(call: Call, intent: Stripe.SetupIntent): Promise<Stripe.SetupIntent> {
  const { params } = call
  const customer = (params.customer as string | undefined) ?? idOf(intent.customer)
  if (params.customer !== undefined) await customerInParams(call, customer as string)
  const method = await namedMethod(call, customer)
  const description = params.description as string | null | undefined
  return {
    ...intent,
    customer,
    description: description === undefined ? intent.description : description,
    metadata: mergeMetadata(intent.metadata ?? {}, params.metadata),
    payment_method: method ?? intent.payment_method,
    payment_method_options: mergeOptions(
      intent.payment_method_options,
      params.payment_method_options,
    ),
    status: method === null ? intent.status : 'requires_confirmation',
  }
}

async function namedMethod(call: Call, customer: string | null): Promise<string | null> {
  if (call.params.confirm === true) return null
  const data = call.params.payment_method_data as Params | undefined
  if (data !== undefined) {
    return keepDraft(call, draftFromData(call, data, 'payment_method_data')).object.id
  }
  const id = call.params.payment_method as string | undefined
  if (id === undefined) return null
  return (await methodInParams(call, id, customer, 'SetupIntent')).object.id
}

async function confirmSetup(call: Call, stored: Setup): Promise<Stripe.SetupIntent> {
  assertOpen(stored.object, 'confirm')
  const { method, token } = await meansOf(call, stored.object)
  const intent: Stripe.SetupIntent = {
    ...stored.object,
    payment_method: method.object.id,
    payment_method_options: mergeOptions(
      stored.object.payment_method_options,
      call.params.payment_method_options,
    ),
  }
  const setup = { object: intent, hidden: stored.hidden }
  assertAllowed(intent, method.object.type)
  if (method.object.type === 'us_bank_account') return confirmBankSetup(call, setup, method, token)
  const decline = declineOnSaving(method)
  if (decline !== null) throw declineSetup(call, setup, method, decline)
  if (!isChallenged(intent, method)) return succeedSetup(call, setup, method, false)
  const returnUrl = (call.params.return_url as string | undefined) ?? token?.return_url ?? null
  const inPage = call.params.use_stripe_sdk === true || token?.use_stripe_sdk === true
  const challenge = call.newId.next('threeds')
  const waiting: Stripe.SetupIntent = {
    ...intent,
    next_action: nextAction(call, intent, challenge, { returnUrl, inPage }),
    status: 'requires_action',
  }
  call.work.put('setup_intent', waiting, { challenge })
  call.work.emit('setup_intent.requires_action', waiting)
  return waiting
}

function isChallenged(intent: Stripe.SetupIntent, method: Method): boolean {
  const behaviour = behaviourOf(method.hidden.behaviour)
  if (behaviour.setupChallenge === true) return true
  const asked = intent.payment_method_options?.card?.request_three_d_secure
  return behaviour.challenge === 'whenAsked' && (asked === 'any' || asked === 'challenge')
}

function assertOpen(intent: Stripe.SetupIntent, verb: 'confirm' | 'cancel' | 'update'): void {
  if (OPEN.includes(intent.status)) return
  const done = { confirm: 'confirmed', cancel: 'canceled', update: 'updated' }[verb]
  const message = `You cannot ${verb} this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be ${done}: ${OPEN.join(', ')}.`
  throw badRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent })
}

async function meansOf(
  call: Call,
  intent: Stripe.SetupIntent,
): Promise<{ method: Method; token: Stripe.ConfirmationToken | null }> {
  const { params } = call
  const tokenId = params.confirmation_token as string | undefined
  if (tokenId !== undefined) {
    assertOnlyToken(params)
    const token = await spendToken(call, tokenId, { setup_intent: intent.id })
    const draft = { object: token.hidden.paymentMethod, hidden: token.hidden.method }
    return { method: keepDraft(call, draft), token: token.object }
  }
  const data = params.payment_method_data as Params | undefined
  if (data !== undefined) {
    return {
      method: keepDraft(call, draftFromData(call, data, 'payment_method_data')),
      token: null,
    }
  }
  const id = (params.payment_method as string | undefined) ?? idOf(intent.payment_method)
  if (id === null) {
    const message =
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again."
    throw badRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent })
  }
  return {
    method: await methodInParams(call, id, idOf(intent.customer), 'SetupIntent'),
    token: null,
  }
}

async function intentInPath(call: Call): Promise<Setup> {
  const id = call.ids[0] as string
  const stored = await call.work.find('setup_intent', id)
  if (stored === null) throw noSuchPath('setup_intent', id)
  assertClientSecret(call, stored.object.client_secret)
  return stored
}

async function update(call: Call): Promise<Stripe.SetupIntent> {
  const { object, hidden } = await intentInPath(call)
  assertOpen(object, 'update')
  const next = await changedIntent(call, object)
  call.work.put('setup_intent', next, hidden)
  return next
}

async function cancel(call: Call): Promise<Stripe.SetupIntent> {
  const { object, hidden } = await intentInPath(call)
  assertOpen(object, 'cancel')
  const reason = (call.params.cancellation_reason as string | undefined) ?? null
  const next: Stripe.SetupIntent = {
    ...object,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  }
  call.work.put('setup_intent', next, { ...hidden, challenge: null, microdeposits: null })
  call.work.emit('setup_intent.canceled', next)
  return next
}

async function listIntents(call: Call): Promise<unknown> {
  const customer = call.params.customer as string | undefined
  return listPage(call, 'setup_intent', '/v1/setup_intents', { customer })
}

async function listAttempts(call: Call): Promise<unknown> {
  const labels = [call.params.setup_intent as string]
  return listPage(call, 'setup_attempt', '/v1/setup_attempts', { labels })
}

function lockedMeans(params: Params): Array<string | undefined> {
  return [params.confirmation_token, params.payment_method] as Array<string | undefined>
}

export const SETUP_INTENT_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/setup_intents',
    params: SETUP_SHAPES.create,
    locks: lockedMeans,
    handle: create,
  },
  {
    method: 'GET',
    path: '/v1/setup_intents',
    params: { ...LIST, customer: 'string' },
    handle: listIntents,
  },
  {
    method: 'GET',
    path: '/v1/setup_intents/:id',
    params: { ...EXPAND, client_secret: 'string' },
    publishable: true,
    handle: async (call) => (await intentInPath(call)).object,
  },
  { method: 'POST', path: '/v1/setup_intents/:id', params: SETUP_SHAPES.update, handle: update },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/confirm',
    params: SETUP_SHAPES.confirm,
    publishable: true,
    locks: lockedMeans,
    handle: async (call) => confirmSetup(call, await intentInPath(call)),
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/cancel',
    params: { ...EXPAND, cancellation_reason: 'string' },
    handle: cancel,
  },
  {
    method: 'GET',
    path: '/v1/setup_attempts',
    params: { ...LIST, setup_intent: required('string') },
    handle: listAttempts,
  },
]
