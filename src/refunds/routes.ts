import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, MoneyHeaders, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { EmailRefund, MakeRefund, MoneyBack, Refund, RefundPreview } from './contract.ts'
import { emailRefund } from './email-refund.ts'
import { makeRefund } from './make-refund.ts'
import { seeMoneyBack } from './money-back.ts'
import { previewRefund } from './preview-refund.ts'
import { seeRefundDocument } from './refund-document.ts'
import { refreshRefund, seeRefund } from './see-refund.ts'

const headers = OrganizationHeader

const make = createRoute({
  method: 'post',
  path: '/payments/{id}/refunds',
  operationId: 'makeRefund',
  request: { headers: MoneyHeaders, params: IdPath, body: jsonBody(MakeRefund) },
  responses: answers(201, Refund, 'The refund, on record, in the state it is in.'),
})
const preview = createRoute({
  method: 'post',
  path: '/payments/{id}/refunds/preview',
  operationId: 'previewRefund',
  request: { headers, params: IdPath, body: jsonBody(MakeRefund) },
  responses: answers(200, RefundPreview, 'Everything that refund would change; nothing is done.'),
})
const moneyBack = createRoute({
  method: 'get',
  path: '/payments/{id}/money-back',
  operationId: 'getMoneyBack',
  request: { headers, params: IdPath },
  responses: answers(200, MoneyBack, 'What of a payment has gone back, and what may be done.'),
})
const see = createRoute({
  method: 'get',
  path: '/refunds/{id}',
  operationId: 'getRefund',
  request: { headers, params: IdPath },
  responses: answers(200, Refund, 'The refund as it is now.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/refunds/{id}/refresh',
  operationId: 'refreshRefund',
  request: { headers, params: IdPath },
  responses: answers(200, Refund, 'The refund after the processor was asked.'),
})

const mail = createRoute({
  method: 'post',
  path: '/refunds/{id}/emails',
  operationId: 'emailRefund',
  request: { headers, params: IdPath, body: jsonBody(EmailRefund) },
  responses: answers(200, Refund, 'The refund; its document goes in a moment.'),
})
const file = createRoute({
  method: 'get',
  path: '/refunds/{id}/pdf',
  operationId: 'getRefundPdf',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { params: IdPath },
  responses: pdfAnswer('The refund document, to print or send.'),
})

export function refundRoutes(app: App) {
  return newRouter()
    .openapi(make, async (c) => {
      const { refund, repeated } = await makeRefund(
        app,
        c.var.caller,
        c.req.valid('header')['idempotency-key'],
        paymentId(c.req.valid('param')),
        c.req.valid('json'),
      )
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(await seeRefund(app, c.var.caller, refund.id), 201)
    })
    .openapi(preview, async (c) => {
      const id = paymentId(c.req.valid('param'))
      return c.json(await previewRefund(app, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(moneyBack, async (c) =>
      c.json(await seeMoneyBack(app, c.var.caller, paymentId(c.req.valid('param'))), 200),
    )
    .openapi(mail, async (c) => {
      const id = refundId(c.req.valid('param'))
      await emailRefund(app, c.var.caller, id, c.req.valid('json'))
      return c.json(await seeRefund(app, c.var.caller, id), 200)
    })
    .openapi(file, async (c) => {
      const id = refundId(c.req.valid('param'))
      const { refund, logo } = await seeRefundDocument(app, c.var.caller, id)
      // Read when it is asked for: the renderer is large, and most starts never need it.
      const { refundPdf } = await import('./refund-pdf.ts')
      return c.body(
        new Uint8Array(await refundPdf(refund, logo)),
        200,
        pdfHeaders(`refund-${refund.number.replace('/', '-')}`),
      )
    })
    .openapi(see, async (c) =>
      c.json(await seeRefund(app, c.var.caller, refundId(c.req.valid('param'))), 200),
    )
    .openapi(refresh, async (c) => {
      const id = refundId(c.req.valid('param'))
      await refreshRefund(app, c.var.caller, id)
      return c.json(await seeRefund(app, c.var.caller, id), 200)
    })
}

function paymentId({ id }: { id: string }): string {
  return readId('pay', id, 'payment')
}

function refundId({ id }: { id: string }): string {
  return readId('rfd', id, 'refund')
}
