import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { DraftContent, InvoiceDetail, InvoiceDraft, NewDraft } from './contract.ts'
import { discardDraft, issueDraft, rewriteDraft, saveDraft, seeDraft } from './drafts.ts'
import { seeInvoice } from './see-invoice.ts'

const headers = OrganizationHeader
const params = IdPath

const save = createRoute({
  method: 'post',
  path: '/invoice-drafts',
  operationId: 'saveInvoiceDraft',
  request: { headers, body: jsonBody(NewDraft) },
  responses: answers(201, InvoiceDraft, 'The draft: it has no number and owes nothing.'),
})
const see = createRoute({
  method: 'get',
  path: '/invoice-drafts/{id}',
  operationId: 'getInvoiceDraft',
  request: { headers, params },
  responses: answers(200, InvoiceDraft, 'The draft as it was saved last.'),
})
const rewrite = createRoute({
  method: 'put',
  path: '/invoice-drafts/{id}',
  operationId: 'changeInvoiceDraft',
  request: { headers, params, body: jsonBody(DraftContent) },
  responses: answers(200, InvoiceDraft, 'The draft as it is now.'),
})
const discard = createRoute({
  method: 'post',
  path: '/invoice-drafts/{id}/discard',
  operationId: 'discardInvoiceDraft',
  request: { headers, params },
  responses: answers(200, InvoiceDraft, 'The draft, out of the lists.'),
})
const issue = createRoute({
  method: 'post',
  path: '/invoice-drafts/{id}/issue',
  operationId: 'issueInvoiceDraft',
  request: { headers, params },
  responses: answers(200, InvoiceDetail, 'The invoice under the same id, owed from now on.'),
})

export function draftRoutes(app: App) {
  const idOf = (id: string) => readId('inv', id, 'draft')
  return newRouter()
    .openapi(save, async (c) =>
      c.json(await saveDraft(app, c.var.caller, c.req.valid('json')), 201),
    )
    .openapi(see, async (c) =>
      c.json(await seeDraft(app, c.var.caller, idOf(c.req.valid('param').id)), 200),
    )
    .openapi(rewrite, async (c) => {
      const id = idOf(c.req.valid('param').id)
      return c.json(await rewriteDraft(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(discard, async (c) =>
      c.json(await discardDraft(app, c.var.caller, idOf(c.req.valid('param').id)), 200),
    )
    .openapi(issue, async (c) => {
      const id = await issueDraft(app, c.var.caller, idOf(c.req.valid('param').id))
      return c.json(await seeInvoice(app, c.var.caller, id), 200)
    })
}
