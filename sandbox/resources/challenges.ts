import type Stripe from 'stripe'
import { badRequest, noSuchPath } from '../errors.ts'
import { idOf } from '../records.ts'
import type { Call } from '../route.ts'
import { fail, failAuthentication, succeed, verdictAfterChallenge } from './payment-outcomes.ts'
import { finishSetup } from './setup-outcomes.ts'

export type ChallengeOutcome = 'complete' | 'fail'

/** What the client did in the bank's window. The intent moves on, or back to needing a method. */
export async function finishChallenge(
  call: Call,
  intentId: string,
  outcome: ChallengeOutcome,
): Promise<Stripe.PaymentIntent | Stripe.SetupIntent> {
  const secret = call.params.client_secret as string | undefined
  if (intentId.startsWith('seti_')) return finishSetupChallenge(call, intentId, outcome, secret)
  const stored = await call.work.find('payment_intent', intentId)
  if (stored === null) throw noSuchPath('payment_intent', intentId)
  const { object: intent, hidden: memory } = stored
  assertWaiting(intent, secret)
  const method = await call.work.find('payment_method', idOf(intent.payment_method) ?? '')
  if (method === null) throw noSuchPath('PaymentMethod', idOf(intent.payment_method) ?? '')
  if (outcome === 'fail') return failAuthentication(call, { intent, memory, method })
  const settled = { intent, memory, method, authenticated: true }
  const verdict = verdictAfterChallenge(method)
  return verdict.kind === 'decline' ? fail(call, settled, verdict.decline) : succeed(call, settled)
}

async function finishSetupChallenge(
  call: Call,
  intentId: string,
  outcome: ChallengeOutcome,
  secret: string | undefined,
): Promise<Stripe.SetupIntent> {
  const stored = await call.work.find('setup_intent', intentId)
  if (stored === null) throw noSuchPath('setup_intent', intentId)
  assertWaiting(stored.object, secret)
  return finishSetup(call, stored, outcome === 'complete')
}

function assertWaiting(
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
  secret: string | undefined,
): void {
  if (secret !== undefined && secret !== intent.client_secret) {
    throw badRequest('The client_secret does not belong to this intent.', {
      param: 'client_secret',
    })
  }
  if (intent.status === 'requires_action') return
  throw badRequest(`Nothing waits for 3-D Secure: the intent is ${intent.status}.`, {
    code: 'intent_invalid_state',
  })
}
