import type Stripe from 'stripe'
import { noSuchPath } from '../errors.ts'
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
  const { source, type, currency } = call.params as Record<string, string | undefined>
  const labels = source === undefined ? undefined : [source]
  const wanted = (one: Stripe.BalanceTransaction) =>
    (type === undefined || one.type === type) &&
    (currency === undefined || one.currency === currency.toLowerCase())
  const page = await listPage(call, 'balance_transaction', URL, { labels }, wanted)
  return { ...page, data: page.data.map((one) => asOfNow(one, call.work.now)) }
}

const URL = '/v1/balance_transactions'

export const BALANCE_TRANSACTION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: URL,
    params: { ...LIST, currency: 'string', source: 'string', type: 'string' },
    handle: list,
  },
  { method: 'GET', path: `${URL}/:id`, params: EXPAND, handle: retrieve },
]
