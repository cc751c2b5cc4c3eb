import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { CompareNow, Differences, ExplainDifference } from './contract.ts'
import { seeDifferences } from './see-differences.ts'
import { compareNow, explainDifference, lookAgain } from './settle-difference.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/differences',
  operationId: 'getDifferences',
  request: { headers },
  responses: answers(200, Differences, 'What the processor has against what is here.'),
})
const compare = createRoute({
  method: 'post',
  path: '/differences/compare',
  operationId: 'compareWithProcessor',
  request: { headers, body: jsonBody(CompareNow) },
  responses: answers(200, Differences, 'Compared just now, with what was found.'),
})
const again = createRoute({
  method: 'post',
  path: '/differences/{id}/look-again',
  operationId: 'lookAtDifferenceAgain',
  request: { headers, params: IdPath },
  responses: answers(200, Differences, 'Looked at again; what the processor has was taken in.'),
})
const explain = createRoute({
  method: 'post',
  path: '/differences/{id}/explain',
  operationId: 'explainDifference',
  request: { headers, params: IdPath, body: jsonBody(ExplainDifference) },
  responses: answers(200, Differences, 'Explained: it is off the list, and the note stays.'),
})

/** What the processor has against what is here, both ways. */
export function differenceRoutes(app: App) {
  const difference = (id: string) => readId('dif', id, 'difference')
  return newRouter()
    .openapi(see, async (c) => c.json(await seeDifferences(app, c.var.caller), 200))
    .openapi(compare, async (c) => {
      await compareNow(app, c.var.caller, c.req.valid('json').days)
      return c.json(await seeDifferences(app, c.var.caller), 200)
    })
    .openapi(again, async (c) => {
      await lookAgain(app, c.var.caller, difference(c.req.valid('param').id))
      return c.json(await seeDifferences(app, c.var.caller), 200)
    })
    .openapi(explain, async (c) => {
      const id = difference(c.req.valid('param').id)
      await explainDifference(app, c.var.caller, id, c.req.valid('json').note)
      return c.json(await seeDifferences(app, c.var.caller), 200)
    })
}
