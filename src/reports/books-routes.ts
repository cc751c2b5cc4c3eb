import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { closeMonth, reopenMonth, seeClosing } from './close-books.ts'
import {
  AsOfQuery,
  CloseMonth,
  Closing,
  Entries,
  EntriesQuery,
  LedgerAccountPath,
  LedgerAccountSeen,
  PeriodPageQuery,
  ReopenMonth,
  TrialBalance,
} from './contract.ts'
import { seeEntries } from './see-entries.ts'
import { seeLedgerAccount, seeTrialBalance } from './trial-balance.ts'

const headers = OrganizationHeader

const entries = createRoute({
  method: 'get',
  path: '/accounts/{id}/entries',
  operationId: 'getEntries',
  request: { headers, params: IdPath, query: EntriesQuery },
  responses: answers(200, Entries, 'What a figure is made of, newest line first.'),
})
const trialBalance = createRoute({
  method: 'get',
  path: '/books/trial-balance',
  operationId: 'getTrialBalance',
  request: { headers, query: AsOfQuery },
  responses: answers(200, TrialBalance, 'Every ledger account at the end of a day.'),
})
const ledgerAccount = createRoute({
  method: 'get',
  path: '/books/ledger-accounts/{account}',
  operationId: 'getLedgerAccount',
  request: { headers, params: LedgerAccountPath, query: PeriodPageQuery },
  responses: answers(200, LedgerAccountSeen, 'One ledger account, newest line first.'),
})
const closing = createRoute({
  method: 'get',
  path: '/books/closing',
  operationId: 'getClosing',
  request: { headers },
  responses: answers(200, Closing, 'Which months are closed, and what is unclear in the next.'),
})
const close = createRoute({
  method: 'post',
  path: '/books/close',
  operationId: 'closeMonth',
  request: { headers, body: jsonBody(CloseMonth) },
  responses: answers(200, Closing, 'Closed: nothing is booked into it or before it any more.'),
})
const reopen = createRoute({
  method: 'post',
  path: '/books/reopen',
  operationId: 'reopenMonth',
  request: { headers, body: jsonBody(ReopenMonth) },
  responses: answers(200, Closing, 'Open again, with every month after it.'),
})

/** The books: the lines under every figure, and the months that are closed. */
export function booksRoutes(app: App) {
  return newRouter()
    .openapi(entries, async (c) => {
      const id = readId('acc', c.req.valid('param').id, 'account')
      return c.json(await seeEntries(app, c.var.caller, id, c.req.valid('query')), 200)
    })
    .openapi(trialBalance, async (c) =>
      c.json(await seeTrialBalance(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(ledgerAccount, async (c) => {
      const { account } = c.req.valid('param')
      return c.json(await seeLedgerAccount(app, c.var.caller, account, c.req.valid('query')), 200)
    })
    .openapi(closing, async (c) => c.json(await seeClosing(app, c.var.caller), 200))
    .openapi(close, async (c) =>
      c.json(await closeMonth(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(reopen, async (c) =>
      c.json(await reopenMonth(app, c.var.caller, c.req.valid('json')), 200),
    )
}
