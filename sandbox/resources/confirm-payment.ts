import type Stripe from 'stripe'
import { declineOf } from '../declines.ts'
import { badRequest } from '../errors.ts'
import type { Params } from '../params.ts'
import { idOf, type Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { wholeShipping } from './card-details.ts'
import { confirmDebit } from './confirm-debit.ts'
import { spendToken } from './confirmation-tokens.ts'
import { mergeOptions } from './intent-params.ts'
import { draftFromData } from './method-details.ts'
import { nextAction } from './next-action.ts'
import { keepDraft, methodInParams } from './payment-methods.ts'
import { declineError, fail, judgePayment, succeed, type Verdict } from './payment-outcomes.ts'

type Method = Stored<'payment_method'>
type Intent = Stored<'payment_intent'>

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action']

interface Means {
  method: Method
  token: Stripe.ConfirmationToken | null
}

/** Asks the bank, once. Whatever it answers is written before this returns or throws. */
export async function confirmPayment(call: Call, stored: Intent): Promise<Stripe.PaymentIntent> {
  assertConfirmable(stored.object)
  const { method, token } = await meansOf(call, stored.object)
  const intent = withConfirmation(call.params, stored.object, method, token)
  const returnUrl = (call.params.return_url as string | undefined) ?? token?.return_url ?? null
  assertAllowed(intent, method.object.type)
  assertReturnUrl(call.params, intent, returnUrl)
  if (method.object.type === 'us_bank_account') {
    return confirmDebit(call, { intent, memory: stored.hidden, method, token })
  }
  const settled = { intent, memory: stored.hidden, method, authenticated: false }
  const verdict = verdictFor(call, intent, method)
  if (verdict.kind === 'pay') return succeed(call, settled)
  if (verdict.kind === 'decline') throw declineError(fail(call, settled, verdict.decline))
  if (call.params.error_on_requires_action === true) {
    throw declineError(fail(call, settled, declineOf('authenticationRequired')))
  }
  return askForChallenge(call, intent, {
    returnUrl,
    inPage: call.params.use_stripe_sdk === true || token?.use_stripe_sdk === true,
  })
}

export function assertAllowed(
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
  type: string,
): void {
  if (intent.payment_method_types.includes(type)) return
  const noun = intent.object === 'setup_intent' ? 'SetupIntent' : 'PaymentIntent'
  const message = `The PaymentMethod provided (${type}) is not allowed for this ${noun}. Attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(', ')}.`
  throw badRequest(message, {
    code: 'payment_intent_incompatible_payment_method',
    param: 'payment_method',
  })
}

function verdictFor(call: Call, intent: Stripe.PaymentIntent, method: Method): Verdict {
  const options = intent.payment_method_options as Params | null
  const card = options?.card as Params | undefined
  const asked = card?.request_three_d_secure
  return judgePayment(method, {
    offSession: isOffSession(call.params),
    asksForChallenge: asked === 'any' || asked === 'challenge',
    now: call.now,
  })
}

/** `true`, `one_off` and `recurring` all mean that the client is not there. */
function isOffSession(params: Params): boolean {
  const given = params.off_session
  if (given === undefined) return false
  const text = String(given).toLowerCase()
  if (['true', 'one_off', 'recurring'].includes(text)) return true
  if (text === 'false') return false
  throw badRequest(`Invalid off_session: ${text}`, { param: 'off_session' })
}

function assertConfirmable(intent: Stripe.PaymentIntent): void {
  if (CONFIRMABLE.includes(intent.status)) return
  const message =
    intent.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${CONFIRMABLE.join(', ')}.`
  throw badRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent })
}

async function meansOf(call: Call, intent: Stripe.PaymentIntent): Promise<Means> {
  const { params } = call
  const tokenId = params.confirmation_token as string | undefined
  if (tokenId !== undefined) {
    assertOnlyToken(params)
    const token = await spendToken(call, tokenId, { payment_intent: intent.id })
    return { method: await methodOfToken(call, intent, token), token: token.object }
  }
  const data = params.payment_method_data as Params | undefined
  if (data !== undefined) {
    return {
      method: keepDraft(call, draftFromData(call, data, 'payment_method_data')),
      token: null,
    }
  }
  const id = (params.payment_method as string | undefined) ?? idOf(intent.payment_method)
  if (id === null) throw withoutMethod(intent)
  const customer = idOf(intent.customer)
  return { method: await methodInParams(call, id, customer, 'PaymentIntent'), token: null }
}

async function methodOfToken(
  call: Call,
  intent: Stripe.PaymentIntent,
  token: Stored<'confirmation_token'>,
): Promise<Method> {
  const { paymentMethod, method } = token.hidden
  const known = await call.work.find('payment_method', paymentMethod.id)
  if (known === null) return keepDraft(call, { object: paymentMethod, hidden: method })
  return methodInParams(call, known.object.id, idOf(intent.customer), 'PaymentIntent')
}

export function assertOnlyToken(params: Params): void {
  const clash = ['payment_method', 'payment_method_data'].find((name) => params[name] !== undefined)
  if (clash === undefined) return
  const message = `You may only specify one of these parameters: confirmation_token, ${clash}.`
  throw badRequest(message, { param: clash })
}

function withoutMethod(intent: Stripe.PaymentIntent): Error {
  const message =
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken."
  return badRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent })
}

function withConfirmation(
  params: Params,
  intent: Stripe.PaymentIntent,
  method: Method,
  token: Stripe.ConfirmationToken | null,
): Stripe.PaymentIntent {
  const usage = params.setup_future_usage ?? token?.setup_future_usage
  return {
    ...intent,
    capture_method: (params.capture_method as string | undefined) ?? intent.capture_method,
    last_payment_error: null,
    payment_method: method.object.id,
    payment_method_options: mergeOptions(
      intent.payment_method_options,
      params.payment_method_options,
    ),
    receipt_email: (params.receipt_email as string | undefined) ?? intent.receipt_email,
    setup_future_usage: (usage as string | undefined) ?? intent.setup_future_usage,
    shipping: wholeShipping(
      (params.shipping ?? token?.shipping ?? intent.shipping) as typeof intent.shipping,
    ),
  }
}

function assertReturnUrl(
  params: Params,
  intent: Stripe.PaymentIntent,
  returnUrl: string | null,
): void {
  const automatic = intent.automatic_payment_methods
  if (automatic?.enabled !== true || automatic.allow_redirects === 'never') return
  if (returnUrl !== null || isOffSession(params) || params.error_on_requires_action === true) return
  const message =
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
  throw badRequest(message, { payment_intent: intent })
}

function askForChallenge(
  call: Call,
  intent: Stripe.PaymentIntent,
  way: { returnUrl: string | null; inPage: boolean },
): Stripe.PaymentIntent {
  const challenge = call.newId.next('threeds')
  const next: Stripe.PaymentIntent = {
    ...intent,
    next_action: nextAction(call, intent, challenge, way),
    status: 'requires_action',
  }
  call.work.put('payment_intent', next, { challenge })
  call.work.emit('payment_intent.requires_action', next)
  return next
}
