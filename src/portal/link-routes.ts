import { createRoute, z } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import type { LinkCaller } from '../http/caller.ts'
import { answers, IdPath, jsonBody } from '../http/contract.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import { findLink } from '../links/links.ts'
import { refreshPayment, startClientAction } from '../payments/client-action.ts'
import { seeReceiptWithLogo } from '../payments/receipt.ts'
import { takePayment } from '../payments/take-payment.ts'
import type { App } from '../processor/app.ts'
import { cardFormOf } from '../processor/card-form.ts'
import { addMethod } from '../wallet/add-method.ts'
import { AddMethod, MethodSetup, SetupAction } from '../wallet/contract.ts'
import { refreshSetup, startSetupAction } from '../wallet/follow-setup.ts'
import { seeSetup } from '../wallet/see-setup.ts'
import type { AccountRoutesSettings } from './account-routes.ts'
import { OpenedLink, PayByLink, PortalPaymentSeen } from './contract.ts'
import { LINK_HEADER } from './link-door.ts'
import { openLink, requireOfLink } from './see-link.ts'
import { seePortalPayment } from './see-portal-payment.ts'

const headers = z.object({ [LINK_HEADER]: z.string().optional().describe('The link’s token.') })
const moneyHeaders = headers.extend({ 'idempotency-key': z.string().optional() })
const params = IdPath

const open = createRoute({
  method: 'get',
  path: '/link',
  operationId: 'openLink',
  request: { headers },
  responses: answers(200, OpenedLink, 'What the link is for, and what was done with it.'),
})
const pay = createRoute({
  method: 'post',
  path: '/link/payments',
  operationId: 'payByLink',
  request: { headers: moneyHeaders, body: jsonBody(PayByLink) },
  responses: answers(201, PortalPaymentSeen, 'The payment, on record, in the state it is in.'),
})
const see = createRoute({
  method: 'get',
  path: '/link/payments/{id}',
  operationId: 'getPaymentByLink',
  request: { headers, params },
  responses: answers(200, PortalPaymentSeen, 'The payment as it is now.'),
})
const act = createRoute({
  method: 'post',
  path: '/link/payments/{id}/action',
  operationId: 'startActionByLink',
  request: { headers, params },
  responses: answers(200, SetupAction, 'For the bank’s approval page, in requires_action only.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/link/payments/{id}/refresh',
  operationId: 'refreshPaymentByLink',
  request: { headers, params },
  responses: answers(200, PortalPaymentSeen, 'The payment after the processor was asked.'),
})
const receipt = createRoute({
  method: 'get',
  path: '/link/receipts/{id}/pdf',
  operationId: 'getReceiptPdfByLink',
  request: { headers, params },
  responses: pdfAnswer('The document.'),
})
const add = createRoute({
  method: 'post',
  path: '/link/method-setups',
  operationId: 'addMethodByLink',
  request: {
    headers,
    body: jsonBody(AddMethod.omit({ accountId: true, replaces: true, makeDefault: true })),
  },
  responses: answers(201, MethodSetup, 'The set-up, on record, in the state it is in.'),
})
const seeAdded = createRoute({
  method: 'get',
  path: '/link/method-setups/{id}',
  operationId: 'getMethodSetupByLink',
  request: { headers, params },
  responses: answers(200, MethodSetup, 'The set-up and the method it saved.'),
})
const actAdded = createRoute({
  method: 'post',
  path: '/link/method-setups/{id}/action',
  operationId: 'startSetupActionByLink',
  request: { headers, params },
  responses: answers(200, SetupAction, 'For the bank’s approval page, in requires_action only.'),
})
const refreshAdded = createRoute({
  method: 'post',
  path: '/link/method-setups/{id}/refresh',
  operationId: 'refreshMethodSetupByLink',
  request: { headers, params },
  responses: answers(200, MethodSetup, 'The set-up after the processor was asked.'),
})

/** What whoever holds a link does with it: the same use cases as staff and clients. */
export function linkRoutes(app: App, settings: AccountRoutesSettings) {
  const paymentOf = async (caller: LinkCaller, given: string) => {
    const payment = readId('pay', given, 'payment')
    await requireOfLink(app, caller, { payment })
    return payment
  }
  const setupOf = async (caller: LinkCaller, given: string) => {
    const setup = readId('set', given, 'set-up')
    await requireOfLink(app, caller, { setup })
    return setup
  }
  return newRouter()
    .openapi(open, async (c) => {
      const { processor, ...seen } = await openLink(app, c.var.linkHolder)
      const cardForm = cardFormOf(processor, settings.sandboxUrl?.(c.req.url) ?? null)
      const authorizationWording = settings.authorizationWording(seen.organization.name)
      return c.json({ ...seen, cardForm, authorizationWording }, 200)
    })
    .openapi(pay, async (c) => {
      const holder = c.var.linkHolder
      const { payment, repeated } = await takePayment(
        app,
        holder,
        c.req.valid('header')['idempotency-key'],
        { ...c.req.valid('json'), ...(await paidBy(app, holder)) },
      )
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(await seePortalPayment(app, holder, payment.id), 201)
    })
    .openapi(see, async (c) => {
      const id = await paymentOf(c.var.linkHolder, c.req.valid('param').id)
      return c.json(await seePortalPayment(app, c.var.linkHolder, id), 200)
    })
    .openapi(act, async (c) => {
      const id = await paymentOf(c.var.linkHolder, c.req.valid('param').id)
      return c.json(await startClientAction(app, c.var.linkHolder, id), 200)
    })
    .openapi(refresh, async (c) => {
      const id = await paymentOf(c.var.linkHolder, c.req.valid('param').id)
      await refreshPayment(app, c.var.linkHolder, id)
      return c.json(await seePortalPayment(app, c.var.linkHolder, id), 200)
    })
    .openapi(receipt, async (c) => {
      const id = readId('rcp', c.req.valid('param').id, 'receipt')
      await requireOfLink(app, c.var.linkHolder, { receipt: id })
      const { receipt: seen, logo } = await seeReceiptWithLogo(app, c.var.linkHolder, id)
      const { receiptPdf } = await import('../payments/receipt-pdf.ts')
      const file = new Uint8Array(await receiptPdf(seen, logo))
      return c.body(file, 200, pdfHeaders(`receipt-${seen.number}`))
    })
    .openapi(add, async (c) => {
      const holder = c.var.linkHolder
      const accountId = toTypeId('acc', holder.accountId)
      const request = { ...c.req.valid('json'), accountId }
      const { id } = await addMethod(app, holder, request, holder.from ?? NOWHERE)
      return c.json(await seeSetup(app, holder, id), 201)
    })
    .openapi(seeAdded, async (c) => {
      const id = await setupOf(c.var.linkHolder, c.req.valid('param').id)
      return c.json(await seeSetup(app, c.var.linkHolder, id), 200)
    })
    .openapi(actAdded, async (c) => {
      const id = await setupOf(c.var.linkHolder, c.req.valid('param').id)
      return c.json(await startSetupAction(app, c.var.linkHolder, id), 200)
    })
    .openapi(refreshAdded, async (c) => {
      const id = await setupOf(c.var.linkHolder, c.req.valid('param').id)
      await refreshSetup(app, c.var.linkHolder, id)
      return c.json(await seeSetup(app, c.var.linkHolder, id), 200)
    })
}

const NOWHERE = { ip: null, userAgent: null }

/** What a payment by this link pays: its invoice, or what the account owes, oldest first. */
async function paidBy(app: App, { orgId, linkId, accountId }: LinkCaller) {
  const link = await inOrganization(app.db, orgId, (tx) => findLink(tx, linkId))
  if (!link) return refuseUnknown('link')
  return {
    accountId: toTypeId('acc', accountId),
    ...(link.invoiceId ? { invoiceIds: [toTypeId('inv', link.invoiceId)] } : {}),
  }
}
