import type Stripe from 'stripe'
import { badRequest, noSuchParam, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { asOfNow } from './balance.ts'

async function retrieve(call: Call): Promise<Stripe.BalanceTransaction> {
  const id = call.ids[0] as string
  const stored = await call.work.find('balance_transaction', id)
  if (stored === null) throw noSuchPath('balance transaction', id)
  return asOfNow(stored.object, call.work.now)
}

async function list(call: Call): Promise<unknown> {
  const { payout, source, type, currency } = call.params as Record<string, string | undefined>
  const known = payout === undefined ? null : await payoutWithMembers(call, payout)
  const labels = source === undefined ? undefined : [source]
  const wanted = (one: Stripe.BalanceTransaction) =>
    (known === null || known.reconciliation_status === 'completed' || one.source === known.id) &&
    (type === undefined || one.type === type) &&
    (currency === undefined || one.currency === currency.toLowerCase())
  const page = await listPage(
    call,
    'balance_transaction',
    URL,
    { customer: payout, labels },
    wanted,
  )
  return { ...page, data: page.data.map((one) => asOfNow(one, call.work.now)) }
}

/** Until a payout is reconciled nothing but the payout itself is listed for it. */
async function payoutWithMembers(call: Call, id: string): Promise<Stripe.Payout> {
  const stored = await call.work.find('payout', id)
  if (stored === null) throw noSuchParam('payout', id, 'payout')
  if (stored.object.automatic) return stored.object
  const message =
    'Balance transaction history can only be filtered on automatic payouts, not manual.'
  throw badRequest(message, { param: 'payout' })
}

const URL = '/v1/balance_transactions'

export const BALANCE_TRANSACTION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: URL,
    params: { ...LIST, currency: 'string', payout: 'string', source: 'string', type: 'string' },
    handle: list,
  },
  { method: 'GET', path: `${URL}/:id`, params: EXPAND, handle: retrieve },
]
