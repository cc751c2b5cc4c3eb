import { createRoute } from '@hono/zod-openapi'
import { answers, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { ClientFees, ClientFeesPreview, PutClientFees } from './contract.ts'
import { changeClientFees, previewClientFees, seeClientFees } from './rules.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/client-fees',
  operationId: 'getClientFees',
  request: { headers },
  responses: answers(200, ClientFees, 'What clients are charged for paying late and for checks.'),
})
const preview = createRoute({
  method: 'post',
  path: '/client-fees/preview',
  operationId: 'previewClientFees',
  request: { headers, body: jsonBody(PutClientFees) },
  responses: answers(200, ClientFeesPreview, 'What these rules would do. Nothing is changed.'),
})
const put = createRoute({
  method: 'put',
  path: '/client-fees',
  operationId: 'changeClientFees',
  request: { headers, body: jsonBody(PutClientFees) },
  responses: answers(200, ClientFees, 'The rules from now on.'),
})

/** Settings › Fees for clients. */
export function clientFeeRoutes(app: App) {
  return newRouter()
    .openapi(see, async (c) => c.json(await seeClientFees(app, c.var.caller), 200))
    .openapi(preview, async (c) =>
      c.json(await previewClientFees(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(put, async (c) =>
      c.json(await changeClientFees(app, c.var.caller, c.req.valid('json')), 200),
    )
}
