import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { assignItem, dismissItem, restoreItem } from './change-items.ts'
import {
  AssignItem,
  AttentionCount,
  AttentionFilterQuery,
  AttentionList,
  AttentionListQuery,
  AttentionStory,
  Digest,
  DismissItem,
  WishDigest,
} from './contract.ts'
import { seeDigest, wishDigest } from './digest.ts'
import { exportItems } from './export-items.ts'
import { seeCount, seeItem, seeItems } from './see-items.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/attention',
  operationId: 'listAttention',
  request: { headers, query: AttentionListQuery },
  responses: answers(200, AttentionList, 'What needs a person, the newest first.'),
})
const count = createRoute({
  method: 'get',
  path: '/attention/count',
  operationId: 'countAttention',
  request: { headers },
  responses: answers(200, AttentionCount, 'How much is open, and how much of it is yours.'),
})
// Opened as a link, so the organization may stand in the address: ?organization=…
const file = createRoute({
  method: 'get',
  path: '/attention/export',
  operationId: 'exportAttention',
  request: { query: AttentionFilterQuery },
  responses: {
    200: {
      content: { 'text/csv': { schema: { type: 'string' as const } } },
      description: 'The same as comma separated values.',
    },
  },
})
const seeOwnDigest = createRoute({
  method: 'get',
  path: '/attention/digest',
  operationId: 'getAttentionDigest',
  request: { headers },
  responses: answers(200, Digest, 'Whether you get what failed by mail, once a day.'),
})
const wishOwnDigest = createRoute({
  method: 'put',
  path: '/attention/digest',
  operationId: 'wishAttentionDigest',
  request: { headers, body: jsonBody(WishDigest) },
  responses: answers(200, Digest, 'From tomorrow on, or no longer.'),
})
const see = createRoute({
  method: 'get',
  path: '/attention/{id}',
  operationId: 'getAttention',
  request: { headers, params: IdPath },
  responses: answers(200, AttentionStory, 'One entry and what became of it.'),
})
const dismiss = createRoute({
  method: 'post',
  path: '/attention/{id}/dismiss',
  operationId: 'dismissAttention',
  request: { headers, params: IdPath, body: jsonBody(DismissItem) },
  responses: answers(200, AttentionStory, 'It needs nobody, and why stays on record.'),
})
const restore = createRoute({
  method: 'post',
  path: '/attention/{id}/restore',
  operationId: 'restoreAttention',
  request: { headers, params: IdPath },
  responses: answers(200, AttentionStory, 'What was dismissed is open again.'),
})
const assign = createRoute({
  method: 'post',
  path: '/attention/{id}/assign',
  operationId: 'assignAttention',
  request: { headers, params: IdPath, body: jsonBody(AssignItem) },
  responses: answers(200, AttentionStory, 'Who sees to it from now on.'),
})

/** The Payment Action Center: what needs a person. */
export function attentionRoutes(app: App, publicOrigin: (requestUrl: string) => string) {
  const item = ({ id }: { id: string }) => readId('att', id, 'entry')
  return newRouter()
    .openapi(list, async (c) =>
      c.json(await seeItems(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(count, async (c) => c.json(await seeCount(app, c.var.caller), 200))
    .openapi(file, async (c) => {
      const text = await exportItems(app, c.var.caller, c.req.valid('query'))
      return c.body(text, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="payment-action-center.csv"',
      })
    })
    .openapi(seeOwnDigest, async (c) => c.json(await seeDigest(app, c.var.caller), 200))
    .openapi(wishOwnDigest, async (c) => {
      const { wanted } = c.req.valid('json')
      const origin = publicOrigin(c.req.url)
      return c.json(await wishDigest(app, c.var.caller, { wanted, origin }), 200)
    })
    .openapi(see, async (c) =>
      c.json(await seeItem(app, c.var.caller, item(c.req.valid('param'))), 200),
    )
    .openapi(dismiss, async (c) => {
      const id = item(c.req.valid('param'))
      await dismissItem(app, c.var.caller, id, c.req.valid('json').reason)
      return c.json(await seeItem(app, c.var.caller, id), 200)
    })
    .openapi(restore, async (c) => {
      const id = item(c.req.valid('param'))
      await restoreItem(app, c.var.caller, id)
      return c.json(await seeItem(app, c.var.caller, id), 200)
    })
    .openapi(assign, async (c) => {
      const id = item(c.req.valid('param'))
      await assignItem(app, c.var.caller, id, c.req.valid('json').to)
      return c.json(await seeItem(app, c.var.caller, id), 200)
    })
}
