import type Stripe from 'stripe'
import { badRequest, noSuchParam, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { mergeMetadata, oneOf } from '../params.ts'
import type { Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { BOOKS } from './balance.ts'
import { makeRefund } from './make-refund.ts'
import { cancelRefund, tellOfUpdate } from './settle-refund.ts'

const URL = '/v1/refunds'

async function refundInPath(call: Call): Promise<Stored<'refund'>> {
  const id = call.ids[0] as string
  const stored = await call.work.find('refund', id)
  if (stored === null) throw noSuchPath('refund', id)
  return stored
}

async function list(call: Call): Promise<unknown> {
  const { charge, payment_intent: intent } = call.params as Record<string, string | undefined>
  if (charge !== undefined) return listPage(call, 'refund', URL, { labels: [charge] })
  if (intent === undefined) return listPage(call, 'refund', URL)
  return listPage(call, 'refund', URL, { labels: await chargesOf(call, intent) })
}

/** The ids of the charges of an intent, declined ones too. */
export async function chargesOf(call: Call, intent: string): Promise<string[]> {
  if ((await call.work.find('payment_intent', intent)) === null) {
    throw noSuchParam('payment_intent', intent, 'payment_intent')
  }
  const charges = await call.work.list({ type: 'charge', labels: [intent], limit: 1_000 })
  return charges.map(({ object }) => object.id)
}

async function update(call: Call): Promise<Stripe.Refund> {
  const { object } = await refundInPath(call)
  const next = { ...object, metadata: mergeMetadata(object.metadata ?? {}, call.params.metadata) }
  call.work.put('refund', next, null)
  tellOfUpdate(call.work, object, next)
  return next
}

async function cancel(call: Call): Promise<Stripe.Refund> {
  const { object } = await refundInPath(call)
  if (object.status !== 'requires_action') {
    const message = `This refund cannot be canceled because it has a status of ${object.status}. Only a refund with the status requires_action may be canceled.`
    throw badRequest(message)
  }
  return cancelRefund(call.work, call.newId, object)
}

export const REFUND_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: URL,
    params: {
      ...EXPAND,
      amount: 'integer',
      charge: 'string',
      instructions_email: 'string',
      metadata: 'metadata',
      payment_intent: 'string',
      reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
      refund_application_fee: 'boolean',
      reverse_transfer: 'boolean',
    },
    locks: () => [BOOKS],
    handle: makeRefund,
  },
  {
    method: 'GET',
    path: URL,
    params: { ...LIST, charge: 'string', payment_intent: 'string' },
    handle: list,
  },
  {
    method: 'GET',
    path: `${URL}/:id`,
    params: EXPAND,
    handle: async (call) => (await refundInPath(call)).object,
  },
  {
    method: 'POST',
    path: `${URL}/:id`,
    params: { ...EXPAND, metadata: 'metadata' },
    locks: () => [BOOKS],
    handle: update,
  },
  {
    method: 'POST',
    path: `${URL}/:id/cancel`,
    params: EXPAND,
    locks: () => [BOOKS],
    handle: cancel,
  },
]
