import { createRoute } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  PayoutDetail,
  PayoutFilterQuery,
  PayoutList,
  PayoutListQuery,
  PayoutsRead,
  SeenOnStatement,
} from './contract.ts'
import { exportPayouts } from './export-payouts.ts'
import { markSeen } from './mark-seen.ts'
import { readPayoutsOf } from './read-payouts.ts'
import { seePayout, seePayouts } from './see-payouts.ts'
import { processorAccounts } from './store.ts'

const headers = OrganizationHeader
const CSV = {
  200: {
    content: { 'text/csv': { schema: { type: 'string' as const } } },
    description: 'Payouts member by member, as comma separated values.',
  },
}

const list = createRoute({
  method: 'get',
  path: '/payouts',
  operationId: 'listPayouts',
  request: { headers, query: PayoutListQuery },
  responses: answers(200, PayoutList, 'What the processor brought to the bank, newest first.'),
})
// Opened as a link, so the organization may stand in the address: ?organization=…
const file = createRoute({
  method: 'get',
  path: '/payouts/export',
  operationId: 'exportPayouts',
  request: { query: PayoutFilterQuery },
  responses: CSV,
})
const read = createRoute({
  method: 'post',
  path: '/payouts/read',
  operationId: 'readPayouts',
  request: { headers },
  responses: answers(200, PayoutsRead, 'Read from the processor just now.'),
})
const see = createRoute({
  method: 'get',
  path: '/payouts/{id}',
  operationId: 'getPayout',
  request: { headers, params: IdPath },
  responses: answers(200, PayoutDetail, 'The payout with its members.'),
})
const fileOfOne = createRoute({
  method: 'get',
  path: '/payouts/{id}/export',
  operationId: 'exportPayout',
  request: { params: IdPath },
  responses: CSV,
})
const seen = createRoute({
  method: 'post',
  path: '/payouts/{id}/seen',
  operationId: 'markPayoutSeen',
  request: { headers, params: IdPath, body: jsonBody(SeenOnStatement) },
  responses: answers(200, PayoutDetail, 'Matched to the statement of the bank, or no longer.'),
})

/** What the processor brings to the bank. */
export function payoutRoutes(app: App) {
  const payout = (id: string) => readId('pot', id, 'payout')
  return newRouter()
    .openapi(list, async (c) =>
      c.json(await seePayouts(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(file, async (c) => {
      const text = await exportPayouts(app, c.var.caller, c.req.valid('query'))
      return c.body(text, 200, asFile('payouts'))
    })
    .openapi(read, async (c) => c.json(await readNow(app, c.var.caller), 200))
    .openapi(see, async (c) =>
      c.json(await seePayout(app, c.var.caller, payout(c.req.valid('param').id)), 200),
    )
    .openapi(fileOfOne, async (c) => {
      const { id } = c.req.valid('param')
      const text = await exportPayouts(app, c.var.caller, { id: payout(id) })
      return c.body(text, 200, asFile(id))
    })
    .openapi(seen, async (c) => {
      const id = payout(c.req.valid('param').id)
      await markSeen(app, c.var.caller, id, c.req.valid('json').on)
      return c.json(await seePayout(app, c.var.caller, id), 200)
    })
}

/** Asks the processor at once, of every account that the organization has with one. */
async function readNow(app: App, caller: Caller) {
  const accounts = await inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'books.read')
    return processorAccounts(tx)
  })
  const news: (number | null)[] = []
  for (const account of accounts) news.push(await readPayoutsOf(app, account))
  return {
    answered: news.every((one) => one !== null),
    news: news.reduce<number>((sum, one) => sum + (one ?? 0), 0),
  }
}

function asFile(name: string): Record<string, string> {
  return {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  }
}
