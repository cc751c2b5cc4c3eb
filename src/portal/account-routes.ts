import { createRoute, z } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import { answers, jsonBody } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { requestPlace } from '../http/place.ts'
import { newRouter } from '../http/router.ts'
import { seeInvoiceOnPaper } from '../invoices/invoice-document.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import { seeReceiptWithLogo } from '../payments/receipt.ts'
import type { App } from '../processor/app.ts'
import { cardFormOf } from '../processor/card-form.ts'
import { seePrintedStatement } from '../reports/statement.ts'
import { addMethod } from '../wallet/add-method.ts'
import { changeMethod, removeMethod, revokeAuthorization } from '../wallet/change-wallet.ts'
import {
  AddMethod,
  Method,
  MethodChanges,
  MethodSetup,
  Removed,
  Revoked,
  SetupAction,
} from '../wallet/contract.ts'
import { refreshSetup, startSetupAction } from '../wallet/follow-setup.ts'
import { methodJson } from '../wallet/method-json.ts'
import { seeSetup } from '../wallet/see-setup.ts'
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
const add = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups',
  operationId: 'addPortalMethod',
  request: { params: Account, body: jsonBody(AddMethod.omit({ accountId: true })) },
  responses: answers(201, MethodSetup, 'The set-up, on record, in the state it is in.'),
})
const see = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/method-setups/{id}',
  operationId: 'getPortalMethodSetup',
  request: { params: One },
  responses: answers(200, MethodSetup, 'The set-up and the method it saved.'),
})
const act = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups/{id}/action',
  operationId: 'startPortalSetupAction',
  request: { params: One },
  responses: answers(200, SetupAction, 'For the bank’s approval page, in requires_action only.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups/{id}/refresh',
  operationId: 'refreshPortalMethodSetup',
  request: { params: One },
  responses: answers(200, MethodSetup, 'The set-up after the processor was asked.'),
})
const change = createRoute({
  method: 'patch',
  path: '/accounts/{accountId}/payment-methods/{id}',
  operationId: 'changePortalMethod',
  request: { params: One, body: jsonBody(MethodChanges) },
  responses: answers(200, Method, 'The method as it is now.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/accounts/{accountId}/payment-methods/{id}',
  operationId: 'removePortalMethod',
  request: { params: One },
  responses: answers(200, Removed, 'Out of the wallet; never charged again.'),
})
const revoke = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/authorizations/{id}/revoke',
  operationId: 'revokePortalAuthorization',
  request: { params: One },
  responses: answers(200, Revoked, 'Withdrawn; it stops the next charge.'),
})

export interface AccountRoutesSettings {
  sandboxUrl: ((requestUrl: string) => string) | null
  authorizationWording: (organizationName: string) => { version: string; text: string }
}

/** A client's account, its documents and its wallet. */
export function portalAccountRoutes(app: App, settings: AccountRoutesSettings) {
  return newRouter()
    .openapi(overview, async (c) => {
      const { processor, ...seen } = await seeOverview(app, c.var.client)
      const cardForm = cardFormOf(processor, settings.sandboxUrl?.(c.req.url) ?? null)
      const authorizationWording = settings.authorizationWording(seen.organization.name)
      return c.json({ ...seen, cardForm, authorizationWording }, 200)
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
    .openapi(add, async (c) => {
      const { accountId } = c.req.valid('param')
      const { id } = await addMethod(
        app,
        c.var.client,
        { ...c.req.valid('json'), accountId },
        requestPlace(c),
      )
      return c.json(await seeSetup(app, c.var.client, id), 201)
    })
    .openapi(see, async (c) =>
      c.json(await seeSetup(app, c.var.client, setupId(c.req.valid('param'))), 200),
    )
    .openapi(act, async (c) =>
      c.json(await startSetupAction(app, c.var.client, setupId(c.req.valid('param'))), 200),
    )
    .openapi(refresh, async (c) => {
      const id = setupId(c.req.valid('param'))
      await refreshSetup(app, c.var.client, id)
      return c.json(await seeSetup(app, c.var.client, id), 200)
    })
    .openapi(change, async (c) => {
      const id = methodId(c.req.valid('param'))
      const method = await changeMethod(app, c.var.client, id, c.req.valid('json'))
      const { timeZone, currency } = await inOrganization(
        app.db,
        c.var.client.orgId,
        theOrganization,
      )
      const today = todayIn(timeZone, app.clock.now())
      return c.json(methodJson(method, { today, currency }), 200)
    })
    .openapi(remove, async (c) => {
      await removeMethod(app, c.var.client, methodId(c.req.valid('param')))
      return c.json({ removed: true as const }, 200)
    })
    .openapi(revoke, async (c) => {
      const id = readId('aut', c.req.valid('param').id, 'authorization')
      await revokeAuthorization(app, c.var.client, id)
      return c.json({ revoked: true as const }, 200)
    })
}

function setupId({ id }: { id: string }): string {
  return readId('set', id, 'set-up')
}

function methodId({ id }: { id: string }): string {
  return readId('pm', id, 'payment method')
}
