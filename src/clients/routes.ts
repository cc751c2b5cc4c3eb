import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { newRouter } from '../http/router.ts'
import { type PlainDate, parsePlainDate, todayIn } from '../kit/time.ts'
import type { App } from '../processor/app.ts'
import { addClient, archiveClient, changeClient, restoreClient } from './change-clients.ts'
import { clientJson } from './client-json.ts'
import {
  ClientChanges,
  ClientList,
  ClientListQuery,
  Client as ClientSchema,
  ClientTotals,
  ClientTotalsQuery,
  NewClient,
} from './contract.ts'
import { findClients, seeClient, sumClients } from './find-clients.ts'
import type { ClientListRow } from './store.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/clients',
  operationId: 'listClients',
  request: { headers, query: ClientListQuery },
  responses: answers(200, ClientList, 'Clients by name; of a search, the best first.'),
})
const totals = createRoute({
  method: 'get',
  path: '/clients/totals',
  operationId: 'getClientTotals',
  request: { headers, query: ClientTotalsQuery },
  responses: answers(200, ClientTotals, 'How many clients that is, and what they owe.'),
})
const add = createRoute({
  method: 'post',
  path: '/clients',
  operationId: 'addClient',
  request: { headers, body: jsonBody(NewClient) },
  responses: answers(201, ClientSchema, 'The client.'),
})
const see = createRoute({
  method: 'get',
  path: '/clients/{id}',
  operationId: 'getClient',
  request: { headers, params: IdPath },
  responses: answers(200, ClientSchema, 'The client.'),
})
const change = createRoute({
  method: 'patch',
  path: '/clients/{id}',
  operationId: 'changeClient',
  request: { headers, params: IdPath, body: jsonBody(ClientChanges) },
  responses: answers(200, ClientSchema, 'The client as it is now.'),
})
const archive = createRoute({
  method: 'post',
  path: '/clients/{id}/archive',
  operationId: 'archiveClient',
  request: { headers, params: IdPath },
  responses: answers(200, ClientSchema, 'The client, out of the lists.'),
})
const restore = createRoute({
  method: 'post',
  path: '/clients/{id}/restore',
  operationId: 'restoreClient',
  request: { headers, params: IdPath },
  responses: answers(200, ClientSchema, 'The client, back in the lists.'),
})

export function clientRoutes(app: App) {
  return newRouter()
    .openapi(list, async (c) => {
      const found = await findClients(app, c.var.caller, c.req.valid('query'))
      const { currency, timeZone } = found.organization
      const today = todayIn(timeZone, app.clock.now())
      return c.json(
        {
          data: found.rows.map((client) => rowJson(client, currency, today)),
          nextCursor: found.nextCursor,
        },
        200,
      )
    })
    .openapi(totals, async (c) => {
      const sums = await sumClients(app, c.var.caller, c.req.valid('query'))
      return c.json(
        {
          count: Number(sums.count),
          isMore: sums.isMore,
          totalOwed: moneyJson(sums.owed, sums.organization.currency),
        },
        200,
      )
    })
    .openapi(add, async (c) =>
      c.json(clientJson(await addClient(app, c.var.caller, c.req.valid('json'))), 201),
    )
    .openapi(see, async (c) =>
      c.json(clientJson(await seeClient(app, c.var.caller, clientId(c.req.valid('param')))), 200),
    )
    .openapi(change, async (c) => {
      const id = clientId(c.req.valid('param'))
      return c.json(clientJson(await changeClient(app, c.var.caller, id, c.req.valid('json'))), 200)
    })
    .openapi(archive, async (c) =>
      c.json(
        clientJson(await archiveClient(app, c.var.caller, clientId(c.req.valid('param')))),
        200,
      ),
    )
    .openapi(restore, async (c) =>
      c.json(
        clientJson(await restoreClient(app, c.var.caller, clientId(c.req.valid('param')))),
        200,
      ),
    )
}

function clientId({ id }: { id: string }): string {
  return readId('cli', id, 'client')
}

function rowJson(client: ClientListRow, currency: string, today: PlainDate) {
  const { lastPayment, charging } = client
  return {
    ...clientJson(client),
    balance: moneyJson(client.receivable, currency),
    credit: moneyJson(client.unapplied, currency),
    oldestDueOn: client.oldestDueOn,
    daysOverdue: daysOverdue(client.oldestDueOn, today),
    onFile: client.onFile,
    lastPayment: lastPayment && {
      at: new Date(lastPayment.at).toISOString(),
      state: lastPayment.state,
      amount: { amount: lastPayment.amount, currency },
    },
    charging: charging && {
      by: charging.by,
      amount: { amount: charging.amount, currency },
      since: new Date(charging.since).toISOString(),
    },
  }
}

function daysOverdue(dueOn: string | null, today: PlainDate): number | null {
  const due = dueOn === null ? null : parsePlainDate(dueOn)
  if (!due || due >= today) return null
  return Math.round((Date.parse(today) - Date.parse(due)) / 86_400_000)
}
