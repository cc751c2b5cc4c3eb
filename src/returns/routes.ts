import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { CheckReturn, ReturnCheck } from './contract.ts'
import { returnCheck } from './return-check.ts'

const record = createRoute({
  method: 'post',
  path: '/payments/{id}/return',
  operationId: 'returnCheck',
  request: { headers: OrganizationHeader, params: IdPath, body: jsonBody(ReturnCheck) },
  responses: answers(201, CheckReturn, 'The check is returned; its invoices are owed again.'),
})

export function returnRoutes(app: App) {
  return newRouter().openapi(record, async (c) => {
    const id = readId('pay', c.req.valid('param').id, 'payment')
    return c.json(await returnCheck(app, c.var.caller, id, c.req.valid('json')), 201)
  })
}
