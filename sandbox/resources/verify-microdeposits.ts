import type Stripe from 'stripe'
import { ApiError, badRequest, noSuchPath } from '../errors.ts'
import type { IdSource } from '../ids.ts'
import { type IntentMemory, idOf, type Microdeposits, type Stored } from '../records.ts'
import { type Call, EXPAND, type Route } from '../route.ts'
import type { Work } from '../work.ts'
import { BOOKS } from './balance.ts'
import { saveVerified } from './confirm-bank-setup.ts'
import { debitVerified } from './confirm-debit.ts'
import { assertClientSecret } from './intent-params.ts'
import { setMandateStatus } from './mandates.ts'
import {
  judgeMicrodeposits,
  NOT_DELIVERED,
  TIMED_OUT,
  VERIFICATION_PROBLEMS,
} from './microdeposits.ts'
import { failSetup } from './setup-outcomes.ts'

type Intent = Stripe.PaymentIntent | Stripe.SetupIntent
type StoredIntent = Stored<'payment_intent'> | Stored<'setup_intent'>
type Doing = Pick<Call, 'work' | 'newId' | 'now'>

/** The account is found to be theirs: it is debited or saved, as the intent wants. */
export async function passVerification(call: Call, stored: StoredIntent): Promise<Intent> {
  const found = await call.work.find('payment_method', idOf(stored.object.payment_method) ?? '')
  if (found === null) throw noSuchPath('PaymentMethod', idOf(stored.object.payment_method) ?? '')
  const mandate = stored.hidden.microdeposits?.mandate ?? ''
  const held = await call.work.find('mandate', mandate)
  const lasting = held?.object.type === 'multi_use' ? mandate : (found.hidden.bank?.mandate ?? null)
  const bank = { verification: 'verified', mandate: lasting } as const
  const method = { object: found.object, hidden: { ...found.hidden, bank } }
  call.work.put('payment_method', method.object, method.hidden)
  return isSetup(stored) ? saveVerified(call, stored, method) : debitVerified(call, stored, method)
}

function isSetup(stored: StoredIntent): stored is Stored<'setup_intent'> {
  return stored.object.object === 'setup_intent'
}

/** The account stays unverified: the intent is back to needing a method. */
export async function failVerification(
  doing: Doing,
  stored: StoredIntent,
  code: string,
): Promise<Intent> {
  const { work } = doing
  const method = await work.find('payment_method', idOf(stored.object.payment_method) ?? '')
  if (method === null) throw noSuchPath('PaymentMethod', idOf(stored.object.payment_method) ?? '')
  await setMandateStatus(work, stored.hidden.microdeposits?.mandate ?? '', 'inactive')
  const hidden = {
    ...method.hidden,
    bank: { mandate: null, verification: 'failed' as const },
  }
  work.put('payment_method', method.object, hidden)
  const error = {
    type: 'invalid_request_error',
    code,
    message: VERIFICATION_PROBLEMS[code] ?? 'The bank account was not verified.',
    payment_method: method.object,
  } as const
  if (isSetup(stored)) return failSetup(doing, stored, { object: method.object, hidden }, error)
  const next: Stripe.PaymentIntent = {
    ...stored.object,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  }
  work.put('payment_intent', next, { ...stored.hidden, microdeposits: null })
  work.emit('payment_intent.payment_failed', next)
  return next
}

/** An intent that waits for the values of its deposits. */
export async function findUnverified(work: Work, id: string): Promise<StoredIntent | null> {
  const stored: StoredIntent | null = id.startsWith('seti_')
    ? await work.find('setup_intent', id)
    : await work.find('payment_intent', id)
  const waits = stored?.object.status === 'requires_action' && stored.hidden.microdeposits
  return waits ? stored : null
}

/** The deposits came back: there is no such account. */
export async function loseMicrodeposits(work: Work, ids: IdSource, id: string): Promise<void> {
  const stored = await findUnverified(work, id)
  if (stored !== null) await failVerification(alone(work, ids), stored, NOT_DELIVERED)
}

/** Its days are over. One that was sent again since has days of its own. */
export async function expireMicrodeposits(work: Work, ids: IdSource, id: string): Promise<void> {
  const stored = await findUnverified(work, id)
  if (stored === null || (stored.hidden.microdeposits?.until ?? 0) > work.now) return
  await failVerification(alone(work, ids), stored, TIMED_OUT)
}

export function alone(work: Work, newId: IdSource): Doing {
  return { work, newId, now: Math.floor(work.now / 1000) }
}

async function verify(call: Call): Promise<Intent> {
  const id = call.ids[0] as string
  const noun = id.startsWith('seti_') ? 'setup_intent' : 'payment_intent'
  const known = await call.work.find(noun, id)
  if (known === null) throw noSuchPath(noun, id)
  assertClientSecret(call, known.object.client_secret)
  const stored = await findUnverified(call.work, id)
  if (stored === null) throw nothingWaits(known.object)
  const memory = stored.hidden as IntentMemory & { microdeposits: Microdeposits }
  const attempt = judgeMicrodeposits(call.params, memory.microdeposits)
  if (attempt.kind === 'right') return passVerification(call, stored)
  if (attempt.kind === 'over') {
    const failed = await failVerification(call, stored, attempt.code)
    throw refusal(attempt.code, VERIFICATION_PROBLEMS[attempt.code] ?? '', failed)
  }
  const { microdeposits } = memory
  const tried = { ...memory, microdeposits: { ...microdeposits, tries: microdeposits.tries + 1 } }
  if (isSetup(stored)) call.work.put('setup_intent', stored.object, tried)
  else call.work.put('payment_intent', stored.object, tried)
  throw refusal(attempt.code, attempt.message, stored.object)
}

/** A wrong value counts, so what it changed stays. */
function refusal(code: string, message: string, intent: Intent): ApiError {
  const body = { type: 'invalid_request_error', code, message, ...inError(intent) } as const
  return new ApiError(400, body, { keepsChanges: true })
}

function inError(intent: Intent) {
  return intent.object === 'setup_intent' ? { setup_intent: intent } : { payment_intent: intent }
}

function nothingWaits(intent: Intent): Error {
  const noun = intent.object === 'setup_intent' ? 'SetupIntent' : 'PaymentIntent'
  const message = `You cannot verify microdeposits for this ${noun} because it has a status of ${intent.status} and does not wait for them.`
  return badRequest(message, { code: `${intent.object}_unexpected_state`, ...inError(intent) })
}

function route(path: string): Route {
  return {
    method: 'POST',
    path,
    params: {
      ...EXPAND,
      amounts: 'strings',
      client_secret: 'string',
      descriptor_code: 'string',
    },
    publishable: true,
    locks: () => [BOOKS],
    handle: verify,
  }
}

export const VERIFICATION_ROUTES: readonly Route[] = [
  route('/v1/payment_intents/:id/verify_microdeposits'),
  route('/v1/setup_intents/:id/verify_microdeposits'),
]
