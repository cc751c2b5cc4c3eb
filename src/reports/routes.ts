import { createRoute } from '@hono/zod-openapi'
import { answers, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import { controlPageOf, type SandboxUrl } from '../payments/processor-page.ts'
import type { App } from '../processor/app.ts'
import { PaymentFilterQuery, PaymentList, PaymentListQuery, PaymentTotals } from './contract.ts'
import { exportPayments } from './export-payments.ts'
import { findPayments, totalPayments } from './find-payments.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/payments',
  operationId: 'listPayments',
  request: { headers, query: PaymentListQuery },
  responses: answers(200, PaymentList, 'Payments, newest first by the day they count for.'),
})
const totals = createRoute({
  method: 'get',
  path: '/payments/totals',
  operationId: 'getPaymentTotals',
  request: { headers, query: PaymentFilterQuery },
  responses: answers(200, PaymentTotals, 'What the same payments come to, by tender.'),
})
const file = createRoute({
  method: 'get',
  path: '/payments/export',
  operationId: 'exportPayments',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { query: PaymentFilterQuery },
  responses: {
    200: {
      content: { 'text/csv': { schema: { type: 'string' } } },
      description: 'The same payments as comma separated values.',
    },
  },
})

/** Lists over all that a business did, to look through, add up and take away. */
export function reportRoutes(app: App, sandboxUrl: SandboxUrl) {
  return newRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid('query')
      return c.json(
        await findPayments(app, c.var.caller, query, controlPageOf(sandboxUrl, c.req.url)),
        200,
      )
    })
    .openapi(totals, async (c) =>
      c.json(await totalPayments(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(file, async (c) => {
      const { from, to, ...rest } = c.req.valid('query')
      const text = await exportPayments(app, c.var.caller, { from, to, ...rest })
      const name = ['payments', from, to].filter(Boolean).join('-')
      return c.body(text, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.csv"`,
      })
    })
}
