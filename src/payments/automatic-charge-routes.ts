import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { changeAutomaticCharges } from './automatic-charge.ts'
import { AutomaticCharges, ChangeAutomaticCharges } from './contract.ts'

const change = createRoute({
  method: 'put',
  path: '/accounts/{id}/automatic-charges',
  operationId: 'changeAutomaticCharges',
  request: { headers: OrganizationHeader, params: IdPath, body: jsonBody(ChangeAutomaticCharges) },
  responses: answers(200, AutomaticCharges, 'Whether anything is charged by itself, and why not.'),
})

export function automaticChargeRoutes(app: App) {
  return newRouter().openapi(change, async (c) => {
    const id = readId('acc', c.req.valid('param').id, 'account')
    return c.json(await changeAutomaticCharges(app, c.var.caller, id, c.req.valid('json')), 200)
  })
}
