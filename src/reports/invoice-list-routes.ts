import { createRoute } from '@hono/zod-openapi'
import { answers, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import {
  InvoiceFilterQuery,
  InvoiceList,
  InvoiceListQuery,
  InvoiceTotals,
} from '../invoices/contract.ts'
import type { App } from '../processor/app.ts'
import { exportInvoices } from './export-invoices.ts'
import { listInvoices, totalInvoices } from './find-invoices.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/invoices',
  operationId: 'listInvoices',
  request: { headers, query: InvoiceListQuery },
  responses: answers(200, InvoiceList, 'Invoices, newest first by the day of issue.'),
})
const totals = createRoute({
  method: 'get',
  path: '/invoices/totals',
  operationId: 'getInvoiceTotals',
  request: { headers, query: InvoiceFilterQuery },
  responses: answers(200, InvoiceTotals, 'What the same invoices come to.'),
})
const file = createRoute({
  method: 'get',
  path: '/invoices/export',
  operationId: 'exportInvoices',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { query: InvoiceFilterQuery },
  responses: {
    200: {
      content: { 'text/csv': { schema: { type: 'string' } } },
      description: 'The same invoices as comma separated values.',
    },
  },
})

/** The hub of all invoices. Before the routes of one: `totals` is no id. */
export function invoiceListRoutes(app: App) {
  return newRouter()
    .openapi(list, async (c) =>
      c.json(await listInvoices(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(totals, async (c) =>
      c.json(await totalInvoices(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(file, async (c) =>
      c.body(await exportInvoices(app, c.var.caller, c.req.valid('query')), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="invoices.csv"',
      }),
    )
}
