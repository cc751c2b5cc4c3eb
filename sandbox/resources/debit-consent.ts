import type Stripe from 'stripe'
import { badRequest } from '../errors.ts'
import type { Stored } from '../records.ts'
import type { Call } from '../route.ts'
import { acceptanceInParams, mandateInParams, onlineAcceptance, writeMandate } from './mandates.ts'

type Method = Stored<'payment_method'>

export interface Consent {
  mandate: string
  /** Remembering what its holder agreed to for more than this once. */
  method: Method
}

interface Wanted {
  method: Method
  token: Stripe.ConfirmationToken | null
  /** For this payment only; null for every one to come. */
  once: { amount: number; currency: string } | null
  noun: 'PaymentIntent' | 'SetupIntent'
}

/** What the holder agrees to now, or has agreed to before. Without either nothing is debited. */
export async function consentFor(call: Call, wanted: Wanted): Promise<Consent> {
  const { method, once, noun } = wanted
  const named = await mandateInParams(call, method)
  if (named !== null) return { mandate: named, method }
  const acceptance = acceptanceInParams(call) ?? acceptanceInToken(call, wanted.token)
  if (acceptance === null) return { mandate: await heldMandate(call, method, noun), method }
  const pending = method.hidden.bank?.verification !== 'verified'
  const { id } = writeMandate(call, { method, acceptance, once, pending })
  if (once !== null || method.hidden.bank === undefined) return { mandate: id, method }
  const hidden = { ...method.hidden, bank: { ...method.hidden.bank, mandate: id } }
  call.work.put('payment_method', method.object, hidden)
  return { mandate: id, method: { object: method.object, hidden } }
}

function acceptanceInToken(
  call: Call,
  token: Stripe.ConfirmationToken | null,
): Stripe.Mandate.CustomerAcceptance | null {
  const given = token?.mandate_data?.customer_acceptance
  if (given === undefined) return null
  if (given.online === null) return { accepted_at: call.now, offline: {}, type: 'offline' }
  const { ip_address: ip, user_agent: userAgent } = given.online
  return onlineAcceptance(call, { ip, userAgent })
}

async function heldMandate(call: Call, method: Method, noun: Wanted['noun']): Promise<string> {
  const stored = await call.work.find('mandate', method.hidden.bank?.mandate ?? '')
  if (stored?.object.status === 'active') return stored.object.id
  const prefix = noun === 'SetupIntent' ? 'setup_intent' : 'payment_intent'
  if (stored?.object.status === 'inactive') {
    throw badRequest(`The mandate of this bank account is no longer in force.`, {
      code: `${prefix}_mandate_invalid`,
      param: 'payment_method',
    })
  }
  const message = `This ${noun} requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer and try again, providing acceptance data in the mandate_data parameter.`
  throw badRequest(message, { code: `${prefix}_mandate_invalid`, param: 'mandate_data' })
}
