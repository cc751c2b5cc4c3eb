import { createRoute, z } from '@hono/zod-openapi'
import { answers } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import { seeInvoiceOnPaper } from '../invoices/invoice-document.ts'
import { seeReceiptWithLogo } from '../payments/receipt.ts'
import type { App } from '../processor/app.ts'
import { cardFormOf } from '../processor/card-form.ts'
import { seePrintedStatement } from '../reports/statement.ts'
import { PortalOverview } from './contract.ts'
import { seeOverview } from './see-overview.ts'

const Account = z.object({ accountId: z.string() })
const One = Account.extend({ id: z.string() })
const pdf = pdfAnswer('The document.')

const overview = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/overview',
  operationId: 'getPortalOverview',
  request: { params: Account },
  responses: answers(200, PortalOverview, 'What is owed, what was paid, and with what to pay.'),
})
const receipt = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/receipts/{id}/pdf',
  operationId: 'getPortalReceiptPdf',
  request: { params: One },
  responses: pdf,
})
const invoice = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/invoices/{id}/pdf',
  operationId: 'getPortalInvoicePdf',
  request: { params: One },
  responses: pdf,
})
const statement = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/statement/pdf',
  operationId: 'getPortalStatementPdf',
  request: {
    params: Account,
    query: z.object({ from: z.string().optional(), to: z.string().optional() }),
  },
  responses: pdf,
})
export interface AccountRoutesSettings {
  sandboxUrl: ((requestUrl: string) => string) | null
  authorizationWording: (organizationName: string) => { version: string; text: string }
  mandateWording: (
    organizationName: string,
    currency: string,
  ) => { version: string; text: string } | null
}

/** A client's account and its documents. */
export function portalAccountRoutes(app: App, settings: AccountRoutesSettings) {
  return newRouter()
    .openapi(overview, async (c) => {
      const { processor, ...seen } = await seeOverview(app, c.var.client)
      const cardForm = cardFormOf(processor, settings.sandboxUrl?.(c.req.url) ?? null)
      const { name, currency } = seen.organization
      const authorizationWording = settings.authorizationWording(name)
      const mandateWording = settings.mandateWording(name, currency)
      return c.json({ ...seen, cardForm, authorizationWording, mandateWording }, 200)
    })
    .openapi(receipt, async (c) => {
      const id = readId('rcp', c.req.valid('param').id, 'receipt')
      const { receipt: seen, logo } = await seeReceiptWithLogo(app, c.var.client, id)
      // Fetched when asked for: what makes PDFs weighs a third of a server's memory.
      const { receiptPdf } = await import('../payments/receipt-pdf.ts')
      return c.body(
        new Uint8Array(await receiptPdf(seen, logo)),
        200,
        pdfHeaders(`receipt-${seen.number}`),
      )
    })
    .openapi(invoice, async (c) => {
      const id = readId('inv', c.req.valid('param').id, 'invoice')
      const { document, logo } = await seeInvoiceOnPaper(app, c.var.client, id)
      const { invoicePdf } = await import('../invoices/invoice-pdf.ts')
      return c.body(
        new Uint8Array(await invoicePdf(document, logo)),
        200,
        pdfHeaders(document.number),
      )
    })
    .openapi(statement, async (c) => {
      const { accountId } = c.var.client
      const query = c.req.valid('query')
      const { statement: seen, logo } = await seePrintedStatement(
        app,
        c.var.client,
        accountId,
        query,
      )
      const { statementPdf } = await import('../reports/statement-pdf.ts')
      return c.body(new Uint8Array(await statementPdf(seen, logo)), 200, pdfHeaders('statement'))
    })
}
