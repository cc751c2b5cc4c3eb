import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import {
  AccountHistory,
  EmailStatement,
  PeriodPageQuery,
  PeriodQuery,
  Statement,
} from './contract.ts'
import { emailStatement } from './email-statement.ts'
import { seeHistory } from './see-reports.ts'
import { seePrintedStatement, seeStatement } from './statement.ts'

const headers = OrganizationHeader

const statement = createRoute({
  method: 'get',
  path: '/accounts/{id}/statement',
  operationId: 'getStatement',
  request: { headers, params: IdPath, query: PeriodPageQuery },
  responses: answers(200, Statement, 'The story of an account over a period, oldest line first.'),
})
const file = createRoute({
  method: 'get',
  path: '/accounts/{id}/statement/pdf',
  operationId: 'getStatementPdf',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { params: IdPath, query: PeriodQuery },
  responses: pdfAnswer('The statement, to print or send.'),
})
const mail = createRoute({
  method: 'post',
  path: '/accounts/{id}/statement/emails',
  operationId: 'emailStatement',
  request: { headers, params: IdPath, body: jsonBody(EmailStatement) },
  responses: answers(
    200,
    Statement,
    'The statement with its mailings; the newest goes in a moment.',
  ),
})
const history = createRoute({
  method: 'get',
  path: '/accounts/{id}/history',
  operationId: 'getAccountHistory',
  request: { headers, params: IdPath },
  responses: answers(200, AccountHistory, 'What an account ever paid, and month by month.'),
})

/** The story of one account: its statement, and what it is worth. */
export function statementRoutes(app: App) {
  return newRouter()
    .openapi(statement, async (c) =>
      c.json(
        await seeStatement(
          app,
          c.var.caller,
          accountId(c.req.valid('param')),
          c.req.valid('query'),
        ),
        200,
      ),
    )
    .openapi(file, async (c) => {
      const id = accountId(c.req.valid('param'))
      const seen = await seePrintedStatement(app, c.var.caller, id, c.req.valid('query'))
      // Read when it is asked for: the renderer is large, and most starts never need it.
      const { statementPdf } = await import('./statement-pdf.ts')
      const { from, to } = seen.statement
      return c.body(
        new Uint8Array(await statementPdf(seen.statement, seen.logo)),
        200,
        pdfHeaders(`statement-${from}-${to}`),
      )
    })
    .openapi(mail, async (c) => {
      const id = accountId(c.req.valid('param'))
      const { email, ...period } = c.req.valid('json')
      await emailStatement(app, c.var.caller, id, { email, ...period })
      return c.json(await seeStatement(app, c.var.caller, id, period), 200)
    })
    .openapi(history, async (c) =>
      c.json(await seeHistory(app, c.var.caller, accountId(c.req.valid('param'))), 200),
    )
}

function accountId({ id }: { id: string }): string {
  return readId('acc', id, 'account')
}
