import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { changeItem, changeRun } from './change-run.ts'
import {
  AskForRun,
  NewRun,
  Run,
  RunChanges,
  RunItemChanges,
  RunItemList,
  RunItemPath,
  RunItemQuery,
  RunList,
  RunQuery,
  StartRun,
} from './contract.ts'
import { exportRun } from './export-run.ts'
import { makeRun, retryRun } from './make-run.ts'
import { findItems, findRuns, seeRun } from './see-runs.ts'
import { askForRun, startRun } from './start-run.ts'
import { pauseRun, resumeRun, stopRun } from './steer-run.ts'

const headers = OrganizationHeader

const make = createRoute({
  method: 'post',
  path: '/runs',
  operationId: 'makeRun',
  request: { headers, body: jsonBody(NewRun) },
  responses: answers(201, Run, 'A draft: who would be charged what, who is left out, and why.'),
})
const list = createRoute({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  request: { headers, query: RunQuery },
  responses: answers(200, RunList, 'The newest first.'),
})
const see = createRoute({
  method: 'get',
  path: '/runs/{id}',
  operationId: 'getRun',
  request: { headers, params: IdPath },
  responses: answers(200, Run, 'The run, with what became of its rows as of now.'),
})
const change = createRoute({
  method: 'patch',
  path: '/runs/{id}',
  operationId: 'changeRun',
  request: { headers, params: IdPath, body: jsonBody(RunChanges) },
  responses: answers(200, Run, 'The draft, looked through again.'),
})
const items = createRoute({
  method: 'get',
  path: '/runs/{id}/items',
  operationId: 'listRunItems',
  request: { headers, params: IdPath, query: RunItemQuery },
  responses: answers(200, RunItemList, 'Its rows in their order.'),
})
const changeOne = createRoute({
  method: 'patch',
  path: '/runs/{id}/items/{position}',
  operationId: 'changeRunItem',
  request: { headers, params: RunItemPath, body: jsonBody(RunItemChanges) },
  responses: answers(200, Run, 'The draft, looked through again.'),
})
const ask = createRoute({
  method: 'post',
  path: '/runs/{id}/ask-approval',
  operationId: 'askForRun',
  request: { headers, params: IdPath, body: jsonBody(AskForRun) },
  responses: answers(200, Run, 'A second person is asked.'),
})
const start = createRoute({
  method: 'post',
  path: '/runs/{id}/start',
  operationId: 'startRun',
  request: { headers, params: IdPath, body: jsonBody(StartRun) },
  responses: answers(200, Run, 'It runs, or waits for its time.'),
})
const pause = createRoute({
  method: 'post',
  path: '/runs/{id}/pause',
  operationId: 'pauseRun',
  request: { headers, params: IdPath },
  responses: answers(200, Run, 'Nothing new is charged; what is in flight finishes.'),
})
const resume = createRoute({
  method: 'post',
  path: '/runs/{id}/resume',
  operationId: 'resumeRun',
  request: { headers, params: IdPath },
  responses: answers(200, Run, 'It goes on.'),
})
const stop = createRoute({
  method: 'post',
  path: '/runs/{id}/stop',
  operationId: 'stopRun',
  request: { headers, params: IdPath },
  responses: answers(200, Run, 'Over for good; what is in flight finishes. A draft is discarded.'),
})
const retry = createRoute({
  method: 'post',
  path: '/runs/{id}/retry',
  operationId: 'retryRun',
  request: { headers, params: IdPath },
  responses: answers(201, Run, 'A draft of what failed or was skipped.'),
})
const file = createRoute({
  method: 'get',
  path: '/runs/{id}/export',
  operationId: 'exportRun',
  request: { params: IdPath },
  responses: {
    200: {
      content: { 'text/csv': { schema: { type: 'string' as const } } },
      description: 'Every row with what became of it.',
    },
  },
})

/** Charges of many at once. */
export function runRoutes(app: App) {
  const idOf = ({ id }: { id: string }) => readId('run', id, 'run')
  return newRouter()
    .openapi(make, async (c) => c.json(await makeRun(app, c.var.caller, c.req.valid('json')), 201))
    .openapi(list, async (c) =>
      c.json(await findRuns(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(see, async (c) =>
      c.json(await seeRun(app, c.var.caller, idOf(c.req.valid('param'))), 200),
    )
    .openapi(change, async (c) => {
      const id = idOf(c.req.valid('param'))
      return c.json(await changeRun(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(items, async (c) => {
      const id = idOf(c.req.valid('param'))
      return c.json(await findItems(app, c.var.caller, id, c.req.valid('query')), 200)
    })
    .openapi(changeOne, async (c) => {
      const { position } = c.req.valid('param')
      const id = idOf(c.req.valid('param'))
      return c.json(await changeItem(app, c.var.caller, id, position, c.req.valid('json')), 200)
    })
    .openapi(ask, async (c) => {
      const id = idOf(c.req.valid('param'))
      return c.json(await askForRun(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(start, async (c) => {
      const id = idOf(c.req.valid('param'))
      return c.json(await startRun(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(pause, async (c) =>
      c.json(await pauseRun(app, c.var.caller, idOf(c.req.valid('param'))), 200),
    )
    .openapi(resume, async (c) =>
      c.json(await resumeRun(app, c.var.caller, idOf(c.req.valid('param'))), 200),
    )
    .openapi(stop, async (c) =>
      c.json(await stopRun(app, c.var.caller, idOf(c.req.valid('param'))), 200),
    )
    .openapi(retry, async (c) =>
      c.json(await retryRun(app, c.var.caller, idOf(c.req.valid('param'))), 201),
    )
    .openapi(file, async (c) => {
      const { id } = c.req.valid('param')
      const text = await exportRun(app, c.var.caller, idOf({ id }))
      return c.body(text, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${id}.csv"`,
      })
    })
}
