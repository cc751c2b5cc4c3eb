import { createRoute } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { changeMethod, removeMethod, revokeAuthorization } from './change-wallet.ts'
import { Method, MethodChanges, Removed, Revoked } from './contract.ts'
import { methodJson } from './method-json.ts'

const headers = OrganizationHeader

const change = createRoute({
  method: 'patch',
  path: '/payment-methods/{id}',
  operationId: 'changePaymentMethod',
  request: { headers, params: IdPath, body: jsonBody(MethodChanges) },
  responses: answers(200, Method, 'The method as it is now.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/payment-methods/{id}',
  operationId: 'removePaymentMethod',
  request: { headers, params: IdPath },
  responses: answers(200, Removed, 'Out of the wallet; never charged again.'),
})
const revoke = createRoute({
  method: 'post',
  path: '/authorizations/{id}/revoke',
  operationId: 'revokeAuthorization',
  request: { headers, params: IdPath },
  responses: answers(200, Revoked, 'Withdrawn; it stops the next charge.'),
})

export function walletRoutes(app: App) {
  return newRouter()
    .openapi(change, async (c) => {
      const id = readId('pm', c.req.valid('param').id, 'card')
      const method = await changeMethod(app, c.var.caller, id, c.req.valid('json'))
      const { timeZone } = await inOrganization(app.db, c.var.caller.orgId, theOrganization)
      return c.json(methodJson(method, todayIn(timeZone, app.clock.now())), 200)
    })
    .openapi(remove, async (c) => {
      await removeMethod(app, c.var.caller, readId('pm', c.req.valid('param').id, 'card'))
      return c.json({ removed: true as const }, 200)
    })
    .openapi(revoke, async (c) => {
      const id = readId('aut', c.req.valid('param').id, 'authorization')
      await revokeAuthorization(app, c.var.caller, id)
      return c.json({ revoked: true as const }, 200)
    })
}
