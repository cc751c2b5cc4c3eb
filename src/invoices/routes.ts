import { createRoute } from '@hono/zod-openapi'
import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { cardName } from '../wallet/authorization.ts'
import { InvoiceDetail, IssueInvoice } from './contract.ts'
import { invoiceJson } from './invoice-json.ts'
import { issueInvoice } from './issue-invoice.ts'
import { findInvoice, holdsOn, linesOf, paymentsOf } from './store.ts'

const headers = OrganizationHeader

const issue = createRoute({
  method: 'post',
  path: '/invoices',
  operationId: 'issueInvoice',
  request: { headers, body: jsonBody(IssueInvoice) },
  responses: answers(201, InvoiceDetail, 'The invoice, owed from now on.'),
})
const see = createRoute({
  method: 'get',
  path: '/invoices/{id}',
  operationId: 'getInvoice',
  request: { headers, params: IdPath },
  responses: answers(200, InvoiceDetail, 'The invoice, and what paid it.'),
})

export function invoiceRoutes(app: App) {
  return newRouter()
    .openapi(issue, async (c) => {
      const { id } = await issueInvoice(app, c.var.caller, c.req.valid('json'))
      return c.json(await seeInvoice(app, c.var.caller, id), 201)
    })
    .openapi(see, async (c) => {
      const id = readId('inv', c.req.valid('param').id, 'invoice')
      return c.json(await seeInvoice(app, c.var.caller, id), 200)
    })
}

function seeInvoice(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    const invoice = (await findInvoice(tx, id)) ?? refuseUnknown('invoice')
    const { timeZone } = await theOrganization(tx)
    const account = await findAccount(tx, invoice.accountId)
    const [client] = await clientsOfAccount(tx, invoice.accountId)
    const parts = await paymentsOf(tx, id)
    return {
      ...invoiceJson(
        invoice,
        await linesOf(tx, [id]),
        await holdsOn(tx, [id]),
        todayIn(timeZone, app.clock.now()),
      ),
      accountName: account?.name ?? '',
      client: client ? { id: toTypeId('cli', client.id), name: client.name } : null,
      payments: parts.map((part) => ({
        paymentId: toTypeId('pay', part.paymentId),
        amount: moneyJson(part.amount, invoice.currency),
        at: part.at.toISOString(),
        receiptNumber: part.receiptNumber === null ? null : `R-${part.receiptNumber}`,
        method: part.card ? cardName(part.card) : 'Card',
      })),
    }
  })
}
