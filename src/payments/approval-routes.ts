import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { askApproval, decide, listApprovals, seeApproval } from './ask-approval.ts'
import { Approval, ApprovalList, AskApproval, DecideApproval } from './contract.ts'

const headers = OrganizationHeader

const ask = createRoute({
  method: 'post',
  path: '/approvals',
  operationId: 'askApproval',
  request: { headers, body: jsonBody(AskApproval) },
  responses: answers(201, Approval, 'A second person is asked.'),
})
const list = createRoute({
  method: 'get',
  path: '/approvals',
  operationId: 'listApprovals',
  request: { headers },
  responses: answers(200, ApprovalList, 'Open ones first, then those of the last day.'),
})
const see = createRoute({
  method: 'get',
  path: '/approvals/{id}',
  operationId: 'getApproval',
  request: { headers, params: IdPath },
  responses: answers(200, Approval, 'Whether it was decided, and how.'),
})
const approve = createRoute({
  method: 'post',
  path: '/approvals/{id}/approve',
  operationId: 'approve',
  request: { headers, params: IdPath, body: jsonBody(DecideApproval) },
  responses: answers(200, Approval, 'The charge may be made, once, within a day of being asked.'),
})
const refuse = createRoute({
  method: 'post',
  path: '/approvals/{id}/refuse',
  operationId: 'refuseApproval',
  request: { headers, params: IdPath, body: jsonBody(DecideApproval) },
  responses: answers(200, Approval, 'The charge may not be made.'),
})

export function approvalRoutes(app: App) {
  return newRouter()
    .openapi(ask, async (c) =>
      c.json(await askApproval(app, c.var.caller, c.req.valid('json')), 201),
    )
    .openapi(list, async (c) => c.json(await listApprovals(app, c.var.caller), 200))
    .openapi(see, async (c) =>
      c.json(await seeApproval(app, c.var.caller, idOf(c.req.valid('param'))), 200),
    )
    .openapi(approve, async (c) => {
      const { note } = c.req.valid('json')
      const id = idOf(c.req.valid('param'))
      return c.json(await decide(app, c.var.caller, id, 'approved', note), 200)
    })
    .openapi(refuse, async (c) => {
      const { note } = c.req.valid('json')
      const id = idOf(c.req.valid('param'))
      return c.json(await decide(app, c.var.caller, id, 'refused', note), 200)
    })
}

function idOf({ id }: { id: string }): string {
  return readId('apv', id, 'approval')
}
