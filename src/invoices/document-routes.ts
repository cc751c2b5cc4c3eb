import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { CreditNote, EmailDocument, InvoiceDetail } from './contract.ts'
import { emailCreditNote, emailInvoice } from './email-document.ts'
import { seeCreditNote, seeCreditNoteOnPaper, seeInvoiceOnPaper } from './invoice-document.ts'

const headers = OrganizationHeader
const params = IdPath
const pdf = pdfAnswer('The document.')

const invoicePaper = createRoute({
  method: 'get',
  path: '/invoices/{id}/pdf',
  operationId: 'getInvoicePdf',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { params },
  responses: pdf,
})
const mailInvoice = createRoute({
  method: 'post',
  path: '/invoices/{id}/emails',
  operationId: 'emailInvoice',
  request: { headers, params, body: jsonBody(EmailDocument) },
  responses: answers(200, InvoiceDetail, 'The invoice; the mail is on its way.'),
})
const seeNote = createRoute({
  method: 'get',
  path: '/credit-notes/{id}',
  operationId: 'getCreditNote',
  request: { headers, params },
  responses: answers(200, CreditNote, 'The credit note.'),
})
const notePaper = createRoute({
  method: 'get',
  path: '/credit-notes/{id}/pdf',
  operationId: 'getCreditNotePdf',
  request: { params },
  responses: pdf,
})
const mailNote = createRoute({
  method: 'post',
  path: '/credit-notes/{id}/emails',
  operationId: 'emailCreditNote',
  request: { headers, params, body: jsonBody(EmailDocument) },
  responses: answers(200, CreditNote, 'The credit note; the mail is on its way.'),
})

/** Invoices and credit notes on paper and in the mail. */
export function documentRoutes(
  app: App,
  secret: string,
  publicOrigin: (requestUrl: string) => string,
) {
  const invoiceId = (id: string) => readId('inv', id, 'invoice')
  const noteId = (id: string) => readId('cn', id, 'credit note')
  return newRouter()
    .openapi(invoicePaper, async (c) => {
      const id = invoiceId(c.req.valid('param').id)
      const { document, logo } = await seeInvoiceOnPaper(app, c.var.caller, id)
      const { invoicePdf } = await import('./invoice-pdf.ts')
      const file = await invoicePdf(document, logo)
      return c.body(new Uint8Array(file), 200, pdfHeaders(`invoice-${document.number}`))
    })
    .openapi(mailInvoice, async (c) => {
      const id = invoiceId(c.req.valid('param').id)
      const sender = { app, secret, origin: publicOrigin(c.req.url) }
      return c.json(await emailInvoice(sender, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(seeNote, async (c) => {
      const id = noteId(c.req.valid('param').id)
      return c.json(await seeCreditNote(app, c.var.caller, id), 200)
    })
    .openapi(notePaper, async (c) => {
      const id = noteId(c.req.valid('param').id)
      const { document, logo } = await seeCreditNoteOnPaper(app, c.var.caller, id)
      const { creditNotePdf } = await import('./invoice-pdf.ts')
      const file = await creditNotePdf(document, logo)
      return c.body(new Uint8Array(file), 200, pdfHeaders(`credit-note-${document.number}`))
    })
    .openapi(mailNote, async (c) => {
      const id = noteId(c.req.valid('param').id)
      return c.json(await emailCreditNote(app, c.var.caller, id, c.req.valid('json')), 200)
    })
}
