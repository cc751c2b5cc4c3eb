import { createRoute } from '@hono/zod-openapi'
import { answers, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import {
  changeProcessorKeys,
  changeWebhookSecret,
  type ProcessorSettings,
  seeProcessor,
  tryProcessorKeys,
} from './change-processor.ts'
import {
  ProcessorKeysTyped,
  ProcessorSeen,
  ProcessorTried,
  WebhookSecretTyped,
} from './contract.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/processor',
  operationId: 'getProcessor',
  request: { headers },
  responses: answers(200, ProcessorSeen, 'The card processor; never its secrets.'),
})
const tryOut = createRoute({
  method: 'post',
  path: '/processor/test',
  operationId: 'testProcessor',
  request: { headers, body: jsonBody(ProcessorKeysTyped) },
  responses: answers(200, ProcessorTried, 'What these keys are; nothing is stored.'),
})
const put = createRoute({
  method: 'put',
  path: '/processor',
  operationId: 'putProcessor',
  request: { headers, body: jsonBody(ProcessorKeysTyped) },
  responses: answers(200, ProcessorSeen, 'The processor that new payments go to.'),
})
const putWebhook = createRoute({
  method: 'put',
  path: '/processor/webhook-secret',
  operationId: 'putWebhookSecret',
  request: { headers, body: jsonBody(WebhookSecretTyped) },
  responses: answers(200, ProcessorSeen, 'With the signing secret.'),
})

/** Settings › Card processor. */
export function processorRoutes(app: App, settings: ProcessorSettings) {
  return newRouter()
    .openapi(see, async (c) =>
      c.json(await seeProcessor(app, c.var.caller, settings.publicOrigin(c.req.url)), 200),
    )
    .openapi(tryOut, async (c) =>
      c.json(await tryProcessorKeys(app, settings, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(put, async (c) => {
      await changeProcessorKeys(app, settings, c.var.caller, c.req.valid('json'))
      return c.json(await seeProcessor(app, c.var.caller, settings.publicOrigin(c.req.url)), 200)
    })
    .openapi(putWebhook, async (c) => {
      await changeWebhookSecret(app, settings, c.var.caller, c.req.valid('json').webhookSecret)
      return c.json(await seeProcessor(app, c.var.caller, settings.publicOrigin(c.req.url)), 200)
    })
}
