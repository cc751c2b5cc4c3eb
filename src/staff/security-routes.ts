import { createRoute } from '@hono/zod-openapi'
import { answers, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { ChangeSecurity, Security } from './contract.ts'
import { changeSecurity, seeSecurity } from './organization-security.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/organization/security',
  operationId: 'getSecurity',
  request: { headers },
  responses: answers(200, Security, 'What the organization asks of people who sign in.'),
})
const change = createRoute({
  method: 'patch',
  path: '/organization/security',
  operationId: 'changeSecurity',
  request: { headers, body: jsonBody(ChangeSecurity) },
  responses: answers(200, Security, 'What it asks from now on.'),
})

export function securityRoutes(app: App) {
  return newRouter()
    .openapi(see, async (c) => c.json(await seeSecurity(app, c.var.caller), 200))
    .openapi(change, async (c) =>
      c.json(await changeSecurity(app, c.var.caller, c.req.valid('json')), 200),
    )
}
