import type Stripe from 'stripe'
import { badRequest, noSuchPath } from '../errors.ts'
import { listPage, timeRange } from '../lists.ts'
import { mergeMetadata, oneOf, required } from '../params.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { BOOKS, inBalance } from './balance.ts'
import { changed } from './changed.ts'
import { newPayout } from './make-payout.ts'
import { cancelPayout } from './settle-payout.ts'

const URL = '/v1/payouts'

async function payoutInPath(call: Call): Promise<Stripe.Payout> {
  const id = call.ids[0] as string
  const stored = await call.work.find('payout', id)
  if (stored === null) throw noSuchPath('payout', id)
  return stored.object
}

async function list(call: Call): Promise<unknown> {
  const { status, destination } = call.params as Record<string, string | undefined>
  const arrival = timeRange(call.params.arrival_date, 'arrival_date')
  return listPage(call, 'payout', URL, {}, (payout) => {
    if (payout.arrival_date < (arrival.createdFrom ?? 0)) return false
    if (payout.arrival_date > (arrival.createdTo ?? payout.arrival_date)) return false
    if (destination !== undefined && payout.destination !== destination) return false
    return status === undefined || payout.status === status
  })
}

/** By hand, beside the daily ones: it takes from what is available, and has no members. */
async function create(call: Call): Promise<Stripe.Payout> {
  const amount = call.params.amount as number
  const currency = (call.params.currency as string).toLowerCase()
  if (amount < 1) {
    const message = 'This value must be greater than or equal to 1.'
    throw badRequest(message, { code: 'parameter_invalid_integer', param: 'amount' })
  }
  const open = await inBalance(call.work)
  const available = open
    .filter((one) => one.status === 'available' && one.currency === currency)
    .reduce((sum, { net }) => sum + net, 0)
  if (amount > available) {
    const message = `You have insufficient funds in your Stripe account for this payout: ${available} ${currency} are available.`
    throw badRequest(message, { code: 'balance_insufficient', param: 'amount' })
  }
  return newPayout(call.work, call.newId, {
    amount,
    currency,
    automatic: false,
    description: (call.params.description as string | undefined) ?? null,
    metadata: mergeMetadata({}, call.params.metadata),
  })
}

async function update(call: Call): Promise<Stripe.Payout> {
  const payout = await payoutInPath(call)
  const metadata = mergeMetadata(payout.metadata ?? {}, call.params.metadata)
  const next = { ...payout, metadata }
  call.work.put('payout', next, null)
  call.work.emit('payout.updated', next, changed(payout, next))
  return next
}

async function cancel(call: Call): Promise<Stripe.Payout> {
  const payout = await payoutInPath(call)
  if (payout.automatic || payout.status !== 'pending') {
    const message = `Payout ${payout.id} cannot be canceled: only one made by hand can, while it is pending.`
    throw badRequest(message)
  }
  return cancelPayout(call.work, call.newId, payout)
}

export const PAYOUT_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: URL,
    params: {
      ...EXPAND,
      amount: required('integer'),
      currency: required('string'),
      description: 'string',
      destination: 'string',
      metadata: 'metadata',
      method: oneOf('standard', 'instant'),
      payout_method: 'string',
      source_type: 'string',
      statement_descriptor: 'string',
    },
    locks: () => [BOOKS],
    handle: create,
  },
  {
    method: 'GET',
    path: URL,
    params: { ...LIST, arrival_date: 'any', destination: 'string', status: 'string' },
    handle: list,
  },
  { method: 'GET', path: `${URL}/:id`, params: EXPAND, handle: payoutInPath },
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
