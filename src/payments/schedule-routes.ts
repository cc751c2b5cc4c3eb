import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { ScheduledPayment, SchedulePayment } from './contract.ts'
import { cancelScheduled, scheduledJson, schedulePayment } from './schedule-payment.ts'

const headers = OrganizationHeader

const make = createRoute({
  method: 'post',
  path: '/scheduled-payments',
  operationId: 'schedulePayment',
  request: { headers, body: jsonBody(SchedulePayment) },
  responses: answers(201, ScheduledPayment, 'The upcoming payment. Nothing is charged yet.'),
})
const cancel = createRoute({
  method: 'post',
  path: '/scheduled-payments/{id}/cancel',
  operationId: 'cancelScheduledPayment',
  request: { headers, params: IdPath },
  responses: answers(200, ScheduledPayment, 'The payment, which is no longer upcoming.'),
})

export function scheduleRoutes(app: App) {
  return newRouter()
    .openapi(make, async (c) =>
      c.json(scheduledJson(await schedulePayment(app, c.var.caller, c.req.valid('json'))), 201),
    )
    .openapi(cancel, async (c) => {
      const id = readId('sch', c.req.valid('param').id, 'scheduled payment')
      return c.json(scheduledJson(await cancelScheduled(app, c.var.caller, id)), 200)
    })
}
