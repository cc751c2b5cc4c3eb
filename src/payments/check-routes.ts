import { createRoute } from '@hono/zod-openapi'
import { answers, jsonBody, MoneyHeaders, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { CheckBatch, ChecksPreview, RecordChecks } from './contract.ts'
import { previewChecks, recordChecks } from './record-checks.ts'

const preview = createRoute({
  method: 'post',
  path: '/checks/preview',
  operationId: 'previewChecks',
  request: { headers: OrganizationHeader, body: jsonBody(RecordChecks) },
  responses: answers(
    200,
    ChecksPreview,
    'What each check would pay, and what is wrong with which.',
  ),
})
const record = createRoute({
  method: 'post',
  path: '/checks',
  operationId: 'recordChecks',
  request: { headers: MoneyHeaders, body: jsonBody(RecordChecks) },
  responses: answers(
    201,
    CheckBatch,
    'The checks, each a payment of its own; all of them or none.',
  ),
})

/** Checks that came together and are written down together. */
export function checkRoutes(app: App) {
  return newRouter()
    .openapi(preview, async (c) =>
      c.json(await previewChecks(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(record, async (c) => {
      const { made, repeated } = await recordChecks(
        app,
        c.var.caller,
        c.req.valid('header')['idempotency-key'],
        c.req.valid('json'),
      )
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(made, 201)
    })
}
