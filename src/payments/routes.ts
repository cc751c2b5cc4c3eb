import { createRoute } from '@hono/zod-openapi'
import type { Caller } from '../http/caller.ts'
import { answers, IdPath, jsonBody, MoneyHeaders, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { refuseProcessor } from '../processor/customer.ts'
import { cancelPayment } from './cancel-payment.ts'
import { refreshPayment, startClientAction } from './client-action.ts'
import { completePayment } from './complete-payment.ts'
import {
  Billing,
  ClientAction,
  CompletePayment,
  EmailReceipt,
  MethodDependents,
  Payment,
  Receipt,
  TakePayment,
} from './contract.ts'
import { emailReceipt } from './email-receipt.ts'
import type { Payment as PaymentRow } from './payment.ts'
import { controlPageOf, type SandboxUrl } from './processor-page.ts'
import { seeReceipt, seeReceiptWithLogo } from './receipt.ts'
import { seeBilling } from './see-billing.ts'
import { seeDependents } from './see-dependents.ts'
import { seePayment } from './see-payment.ts'
import { takePayment } from './take-payment.ts'

const headers = OrganizationHeader

const take = createRoute({
  method: 'post',
  path: '/payments',
  operationId: 'takePayment',
  request: { headers: MoneyHeaders, body: jsonBody(TakePayment) },
  responses: answers(201, Payment, 'The payment, on record, in the state it is in.'),
})
const see = createRoute({
  method: 'get',
  path: '/payments/{id}',
  operationId: 'getPayment',
  request: { headers, params: IdPath },
  responses: answers(200, Payment, 'The payment and its story.'),
})
const complete = createRoute({
  method: 'patch',
  path: '/payments/{id}',
  operationId: 'completePayment',
  request: { headers, params: IdPath, body: jsonBody(CompletePayment) },
  responses: answers(200, Payment, 'The payment with what was written down about it.'),
})
const cancel = createRoute({
  method: 'post',
  path: '/payments/{id}/cancel',
  operationId: 'cancelPayment',
  request: { headers, params: IdPath },
  responses: answers(200, Payment, 'The payment as it is now: canceled, or paid meanwhile.'),
})
const act = createRoute({
  method: 'post',
  path: '/payments/{id}/action',
  operationId: 'startClientAction',
  request: { headers, params: IdPath },
  responses: answers(200, ClientAction, 'For the bank’s approval page, in requires_action only.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/payments/{id}/refresh',
  operationId: 'refreshPayment',
  request: { headers, params: IdPath },
  responses: answers(200, Payment, 'The payment after the processor was asked.'),
})
const billing = createRoute({
  method: 'get',
  path: '/clients/{id}/billing',
  operationId: 'getBilling',
  request: { headers, params: IdPath },
  responses: answers(200, Billing, 'Everything of a client’s Billing tab.'),
})
const dependents = createRoute({
  method: 'get',
  path: '/payment-methods/{id}/dependents',
  operationId: 'getMethodDependents',
  request: { headers, params: IdPath },
  responses: answers(200, MethodDependents, 'What hangs on a saved card.'),
})
const receipt = createRoute({
  method: 'get',
  path: '/receipts/{id}',
  operationId: 'getReceipt',
  request: { headers, params: IdPath },
  responses: answers(200, Receipt, 'Proof of one payment.'),
})

const mailReceipt = createRoute({
  method: 'post',
  path: '/receipts/{id}/emails',
  operationId: 'emailReceipt',
  request: { headers, params: IdPath, body: jsonBody(EmailReceipt) },
  responses: answers(200, Receipt, 'The receipt with its mailings; the newest goes in a moment.'),
})

const receiptFile = createRoute({
  method: 'get',
  path: '/receipts/{id}/pdf',
  operationId: 'getReceiptPdf',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { params: IdPath },
  responses: pdfAnswer('The receipt, to print or send.'),
})

export function paymentRoutes(app: App, sandboxUrl: SandboxUrl) {
  const seen = (c: { var: { caller: Caller }; req: { url: string } }, id: string) =>
    seePayment(app, c.var.caller, id, controlPageOf(sandboxUrl, c.req.url))

  return newRouter()
    .openapi(take, async (c) => {
      const { payment, repeated } = await takePayment(
        app,
        c.var.caller,
        c.req.valid('header')['idempotency-key'],
        c.req.valid('json'),
      )
      if (repeated) c.header('idempotent-replayed', 'true')
      refuseIfProcessorWasAway(payment)
      return c.json(await seen(c, payment.id), 201)
    })
    .openapi(see, async (c) => c.json(await seen(c, paymentId(c.req.valid('param'))), 200))
    .openapi(complete, async (c) => {
      const id = paymentId(c.req.valid('param'))
      await completePayment(app, c.var.caller, id, c.req.valid('json'))
      return c.json(await seen(c, id), 200)
    })
    .openapi(cancel, async (c) => {
      const { id } = await cancelPayment(app, c.var.caller, paymentId(c.req.valid('param')))
      return c.json(await seen(c, id), 200)
    })
    .openapi(act, async (c) =>
      c.json(await startClientAction(app, c.var.caller, paymentId(c.req.valid('param'))), 200),
    )
    .openapi(refresh, async (c) => {
      const { id } = await refreshPayment(app, c.var.caller, paymentId(c.req.valid('param')))
      return c.json(await seen(c, id), 200)
    })
    .openapi(billing, async (c) => {
      const id = readId('cli', c.req.valid('param').id, 'client')
      return c.json(await seeBilling(app, c.var.caller, id), 200)
    })
    .openapi(mailReceipt, async (c) => {
      const id = readId('rcp', c.req.valid('param').id, 'receipt')
      return c.json(await emailReceipt(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(dependents, async (c) => {
      const id = readId('pm', c.req.valid('param').id, 'payment method')
      return c.json(await seeDependents(app, c.var.caller, id), 200)
    })
    .openapi(receiptFile, async (c) => {
      const id = readId('rcp', c.req.valid('param').id, 'receipt')
      const { receipt: seen, logo } = await seeReceiptWithLogo(app, c.var.caller, id)
      // Read when it is asked for: the renderer is large, and most starts never need it.
      const { receiptPdf } = await import('./receipt-pdf.ts')
      return c.body(
        new Uint8Array(await receiptPdf(seen, logo)),
        200,
        pdfHeaders(`receipt-${seen.number}`),
      )
    })
    .openapi(receipt, async (c) => {
      const id = readId('rcp', c.req.valid('param').id, 'receipt')
      return c.json(await seeReceipt(app, c.var.caller, id), 200)
    })
}

function paymentId({ id }: { id: string }): string {
  return readId('pay', id, 'payment')
}

/** Closed before the bank was asked because the processor was away: an error, and said so. */
function refuseIfProcessorWasAway(payment: Pick<PaymentRow, 'id' | 'state' | 'problem'>) {
  if (payment.state !== 'canceled') return
  const reason = payment.problem?.reason
  const facts = { paymentId: toTypeId('pay', payment.id) }
  if (reason === 'processor_unavailable' || reason === 'throttled') refuseProcessor(false, facts)
  if (reason === 'no_access') refuseProcessor(true, facts)
}
