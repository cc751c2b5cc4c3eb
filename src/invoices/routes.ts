import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, MoneyHeaders, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import {
  CreditInvoice,
  CreditPreview,
  DraftContent,
  InvoiceDetail,
  InvoicePreview,
  IssueInvoice,
  PreviewCredit,
  WriteOff,
} from './contract.ts'
import { creditInvoice, previewCredit } from './credit-invoice.ts'
import { issueInvoice } from './issue-invoice.ts'
import { previewInvoice } from './preview-invoice.ts'
import { seeInvoice } from './see-invoice.ts'
import { reverseWriteOff, writeOff } from './write-off.ts'

const headers = OrganizationHeader
const changed = answers(200, InvoiceDetail, 'The invoice as it is now.')

const issue = createRoute({
  method: 'post',
  path: '/invoices',
  operationId: 'issueInvoice',
  request: { headers, body: jsonBody(IssueInvoice) },
  responses: answers(201, InvoiceDetail, 'The invoice, owed from now on.'),
})
const preview = createRoute({
  method: 'post',
  path: '/invoices/preview',
  operationId: 'previewInvoice',
  request: { headers, body: jsonBody(DraftContent) },
  responses: answers(200, InvoicePreview, 'What it would come to, as far as it is written.'),
})
const see = createRoute({
  method: 'get',
  path: '/invoices/{id}',
  operationId: 'getInvoice',
  request: { headers, params: IdPath },
  responses: answers(200, InvoiceDetail, 'The invoice, and all that happened to it.'),
})
const previewNote = createRoute({
  method: 'post',
  path: '/invoices/{id}/credit-notes/preview',
  operationId: 'previewCreditNote',
  request: { headers, params: IdPath, body: jsonBody(PreviewCredit) },
  responses: answers(200, CreditPreview, 'What a credit note would come to and do.'),
})
const credit = createRoute({
  method: 'post',
  path: '/invoices/{id}/credit-notes',
  operationId: 'creditInvoice',
  request: { headers: MoneyHeaders, params: IdPath, body: jsonBody(CreditInvoice) },
  responses: changed,
})
const give = createRoute({
  method: 'post',
  path: '/invoices/{id}/write-offs',
  operationId: 'writeOffInvoice',
  request: { headers: MoneyHeaders, params: IdPath, body: jsonBody(WriteOff) },
  responses: changed,
})
const reverse = createRoute({
  method: 'post',
  path: '/write-offs/{id}/reverse',
  operationId: 'reverseWriteOff',
  request: { headers, params: IdPath },
  responses: changed,
})

export function invoiceRoutes(app: App) {
  const idOf = (c: { req: { param: (name: 'id') => string | undefined } }) =>
    readId('inv', c.req.param('id') ?? '', 'invoice')
  return newRouter()
    .openapi(issue, async (c) => {
      const { id } = await issueInvoice(app, c.var.caller, c.req.valid('json'))
      return c.json(await seeInvoice(app, c.var.caller, id), 201)
    })
    .openapi(preview, async (c) =>
      c.json(await previewInvoice(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(see, async (c) => c.json(await seeInvoice(app, c.var.caller, idOf(c)), 200))
    .openapi(previewNote, async (c) =>
      c.json(await previewCredit(app, c.var.caller, idOf(c), c.req.valid('json')), 200),
    )
    .openapi(credit, async (c) => {
      const key = c.req.valid('header')['idempotency-key']
      const done = await creditInvoice(app, c.var.caller, key, idOf(c), c.req.valid('json'))
      if (done.repeated) c.header('idempotent-replayed', 'true')
      return c.json(await seeInvoice(app, c.var.caller, done.made), 200)
    })
    .openapi(give, async (c) => {
      const key = c.req.valid('header')['idempotency-key']
      const done = await writeOff(app, c.var.caller, key, idOf(c), c.req.valid('json'))
      if (done.repeated) c.header('idempotent-replayed', 'true')
      return c.json(await seeInvoice(app, c.var.caller, done.made), 200)
    })
    .openapi(reverse, async (c) => {
      const writeOffId = readId('wof', c.req.valid('param').id, 'write-off')
      const id = await reverseWriteOff(app, c.var.caller, writeOffId)
      return c.json(await seeInvoice(app, c.var.caller, id), 200)
    })
}
