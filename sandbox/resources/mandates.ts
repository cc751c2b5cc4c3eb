import type Stripe from 'stripe'
import { badRequest, missingParameter, noSuchPath } from '../errors.ts'
import { fields, oneOf, type Params, type Rule } from '../params.ts'
import type { Stored } from '../records.ts'
import { type Call, EXPAND, type Route } from '../route.ts'
import type { Work } from '../work.ts'
import { changed } from './changed.ts'

type Method = Stored<'payment_method'>

export const MANDATE_DATA: Rule = fields({
  customer_acceptance: fields({
    accepted_at: 'integer',
    offline: 'any',
    online: fields({
      infer_from_client: 'boolean',
      ip_address: 'string',
      user_agent: 'string',
    }),
    type: oneOf('online', 'offline'),
  }),
})

/** What the holder of the account agreed to, as the parameters tell it; none when they do not. */
export function acceptanceInParams(call: Call): Stripe.Mandate.CustomerAcceptance | null {
  const data = call.params.mandate_data as Params | null | undefined
  const given = data?.customer_acceptance as Params | undefined
  if (given === undefined) return call.publishable ? onlineAcceptance(call, call.client) : null
  const place = 'mandate_data[customer_acceptance]'
  if (given.type === undefined) throw missingParameter(`${place}[type]`)
  const acceptedAt = (given.accepted_at as number | undefined) ?? call.now
  if (given.type === 'offline') return { accepted_at: acceptedAt, offline: {}, type: 'offline' }
  const online = given.online as Params | undefined
  if (call.publishable && online?.infer_from_client === true) {
    return onlineAcceptance(call, call.client)
  }
  for (const name of ['ip_address', 'user_agent']) {
    if (online?.[name] === undefined) throw missingParameter(`${place}[online][${name}]`)
  }
  const client = { ip: String(online?.ip_address), userAgent: String(online?.user_agent) }
  return { ...onlineAcceptance(call, client), accepted_at: acceptedAt }
}

export function onlineAcceptance(
  call: Call,
  { ip, userAgent }: Call['client'],
): Stripe.Mandate.CustomerAcceptance {
  return {
    accepted_at: call.now,
    online: { ip_address: ip, user_agent: userAgent },
    type: 'online',
  }
}

interface NewMandate {
  method: Method
  acceptance: Stripe.Mandate.CustomerAcceptance
  /** For one payment only; else for all to come. */
  once: { amount: number; currency: string } | null
  /** An account that is still to be verified has one that is not in force yet. */
  pending: boolean
}

export function writeMandate(call: Call, wanted: NewMandate): Stripe.Mandate {
  const { acceptance, method, once, pending } = wanted
  const mandate: Stripe.Mandate = {
    id: call.newId.next('mandate'),
    object: 'mandate',
    customer_acceptance: acceptance,
    livemode: false,
    ...(once === null ? { multi_use: {} } : { single_use: once }),
    payment_method: method.object.id,
    payment_method_details: { type: 'us_bank_account', us_bank_account: {} },
    status: pending ? 'pending' : 'active',
    type: once === null ? 'multi_use' : 'single_use',
  }
  call.work.put('mandate', mandate, { created: call.now })
  return mandate
}

/** Says how it stands with a mandate from now on. */
export async function setMandateStatus(
  work: Work,
  id: string,
  status: 'active' | 'inactive',
): Promise<void> {
  const stored = await work.find('mandate', id)
  if (stored === null || stored.object.status === status) return
  if (stored.object.status === 'inactive') return
  const next = { ...stored.object, status }
  work.put('mandate', next, stored.hidden)
  work.emit('mandate.updated', next, changed(stored.object, next))
}

const ALL = 1_000

/** Nothing that the holder agreed to for this account holds any longer. */
export async function endMandatesOf(work: Work, method: string): Promise<void> {
  const found = await work.list({ type: 'mandate', labels: [method], limit: ALL })
  for (const { object } of found) await setMandateStatus(work, object.id, 'inactive')
}

/** The mandate named by `mandate`, refused unless it is in force for this account. */
export async function mandateInParams(call: Call, method: Method): Promise<string | null> {
  const id = call.params.mandate as string | undefined
  if (id === undefined) return null
  const stored = await call.work.find('mandate', id)
  const { status, payment_method: of } = stored?.object ?? {}
  if (status === 'active' && of === method.object.id) return id
  throw badRequest('The provided mandate is invalid and can not be used for the payment intent.', {
    code: 'payment_intent_mandate_invalid',
    param: 'mandate',
  })
}

async function retrieve(call: Call): Promise<Stripe.Mandate> {
  const id = call.ids[0] as string
  const stored = await call.work.find('mandate', id)
  if (stored === null) throw noSuchPath('mandate', id)
  return stored.object
}

export const MANDATE_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/mandates/:id', params: EXPAND, handle: retrieve },
]
