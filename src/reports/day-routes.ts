import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { changeAccountCodes, seeAccountCodes } from './account-codes.ts'
import { seeAging } from './aging.ts'
import {
  AccountCodes,
  Aging,
  AgingQuery,
  BringToBank,
  ChangeAccountCodes,
  CountDay,
  Dashboard,
  DayQuery,
  Deposit,
  Deposits,
  DepositsQuery,
  Echecks,
  EchecksQuery,
  EndOfDay,
  PeriodPageQuery,
  PeriodQuery,
  ReportExportPath,
  ReportExportQuery,
  Takings,
  Transactions,
  UndoDeposit,
} from './contract.ts'
import { bringToBank, depositId, seeDeposit, seeDeposits, undoDeposit } from './deposits.ts'
import { countDay, seeDay } from './end-of-day.ts'
import { exportReport } from './export-report.ts'
import { seeEchecks } from './see-echecks.ts'
import { seeDashboard, seeTakings, seeTransactions } from './see-reports.ts'

const headers = OrganizationHeader

const dashboard = createRoute({
  method: 'get',
  path: '/reports/dashboard',
  operationId: 'getDashboard',
  request: { headers, query: PeriodQuery },
  responses: answers(200, Dashboard, 'How the business is doing.'),
})
const transactions = createRoute({
  method: 'get',
  path: '/reports/transactions',
  operationId: 'getTransactions',
  request: { headers, query: PeriodPageQuery },
  responses: answers(200, Transactions, 'Income in one column, cashflow in the other.'),
})
const takings = createRoute({
  method: 'get',
  path: '/reports/takings',
  operationId: 'getTakings',
  request: { headers, query: PeriodQuery },
  responses: answers(200, Takings, 'What was taken, day by day and tender by tender.'),
})
const echecks = createRoute({
  method: 'get',
  path: '/reports/echecks',
  operationId: 'getEchecks',
  request: { headers, query: EchecksQuery },
  responses: answers(200, Echecks, 'Where eChecks stand, and how many came back.'),
})
const aging = createRoute({
  method: 'get',
  path: '/reports/aging',
  operationId: 'getAging',
  request: { headers, query: AgingQuery },
  responses: answers(200, Aging, 'Who owes how much for how long, who owes most first.'),
})
const day = createRoute({
  method: 'get',
  path: '/reports/day',
  operationId: 'getEndOfDay',
  request: { headers, query: DayQuery },
  responses: answers(200, EndOfDay, 'The end of a day on one page.'),
})
const count = createRoute({
  method: 'post',
  path: '/reports/day/counts',
  operationId: 'countDay',
  request: { headers, body: jsonBody(CountDay) },
  responses: answers(200, EndOfDay, 'With what was counted, and the difference.'),
})
const deposits = createRoute({
  method: 'get',
  path: '/deposits',
  operationId: 'listDeposits',
  request: { headers, query: DepositsQuery },
  responses: answers(200, Deposits, 'What lies in hand, and what was brought to the bank.'),
})
const deposit = createRoute({
  method: 'get',
  path: '/deposits/{id}',
  operationId: 'getDeposit',
  request: { headers, params: IdPath },
  responses: answers(200, Deposit, 'What was brought to the bank, line by line.'),
})
const bring = createRoute({
  method: 'post',
  path: '/deposits',
  operationId: 'bringToBank',
  request: { headers, body: jsonBody(BringToBank) },
  responses: answers(201, Deposit, 'Brought to the bank, in one sum.'),
})
const undo = createRoute({
  method: 'post',
  path: '/deposits/{id}/undo',
  operationId: 'undoDeposit',
  request: { headers, params: IdPath, body: jsonBody(UndoDeposit) },
  responses: answers(200, Deposit, 'The deposit, undone: what it was made of lies in hand again.'),
})
const codes = createRoute({
  method: 'get',
  path: '/books/account-codes',
  operationId: 'getAccountCodes',
  request: { headers },
  responses: answers(200, AccountCodes, 'What the accountant calls our ledger accounts.'),
})
const putCodes = createRoute({
  method: 'put',
  path: '/books/account-codes',
  operationId: 'putAccountCodes',
  request: { headers, body: jsonBody(ChangeAccountCodes) },
  responses: answers(200, AccountCodes, 'As exports write them from now on.'),
})
const file = createRoute({
  method: 'get',
  path: '/reports/{table}/export',
  operationId: 'exportReport',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { params: ReportExportPath, query: ReportExportQuery },
  responses: {
    200: {
      content: { 'text/csv': { schema: { type: 'string' } } },
      description: 'A report as comma separated values.',
    },
  },
})

/** Reports over the whole business, the end of the day, and what an accountant takes away. */
export function dayRoutes(app: App) {
  return newRouter()
    .openapi(dashboard, async (c) =>
      c.json(await seeDashboard(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(transactions, async (c) =>
      c.json(await seeTransactions(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(takings, async (c) =>
      c.json(await seeTakings(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(echecks, async (c) =>
      c.json(await seeEchecks(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(aging, async (c) =>
      c.json(await seeAging(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(day, async (c) => c.json(await seeDay(app, c.var.caller, c.req.valid('query')), 200))
    .openapi(count, async (c) => {
      const seen = await countDay(app, c.var.caller, c.req.valid('json'))
      return c.json(seen, 200)
    })
    .openapi(deposits, async (c) =>
      c.json(await seeDeposits(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(bring, async (c) =>
      c.json(await bringToBank(app, c.var.caller, c.req.valid('json')), 201),
    )
    .openapi(deposit, async (c) => {
      const id = depositId(c.req.valid('param').id)
      return c.json(await seeDeposit(app, c.var.caller, id), 200)
    })
    .openapi(undo, async (c) => {
      const id = depositId(c.req.valid('param').id)
      return c.json(await undoDeposit(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(codes, async (c) => c.json(await seeAccountCodes(app, c.var.caller), 200))
    .openapi(putCodes, async (c) =>
      c.json(await changeAccountCodes(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(file, async (c) => {
      const { table } = c.req.valid('param')
      const query = c.req.valid('query')
      const text = await exportReport(app, c.var.caller, table, query)
      const name = [table, query.from ?? query.asOf ?? query.day, query.to]
        .filter(Boolean)
        .join('-')
      const [type, ending] = table === 'quickbooksDesktop' ? ['plain', 'iif'] : ['csv', 'csv']
      return c.body(text, 200, {
        'content-type': `text/${type}; charset=utf-8`,
        'content-disposition': `attachment; filename="${name.replaceAll(/[^\w-]/g, '')}.${ending}"`,
      })
    })
}
