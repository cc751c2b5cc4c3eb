import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { AddTaxRate, ChangeTaxRate, InvoiceSettings, PutInvoiceSettings } from './contract.ts'
import {
  addTaxRate,
  changeInvoiceSettings,
  changeOneTaxRate,
  seeInvoiceSettings,
} from './tax-rates.ts'

const headers = OrganizationHeader
const responses = answers(200, InvoiceSettings, 'Terms, how to pay, and the taxes there are.')

const see = createRoute({
  method: 'get',
  path: '/invoice-settings',
  operationId: 'getInvoiceSettings',
  request: { headers },
  responses,
})
const put = createRoute({
  method: 'put',
  path: '/invoice-settings',
  operationId: 'changeInvoiceSettings',
  request: { headers, body: jsonBody(PutInvoiceSettings) },
  responses,
})
const add = createRoute({
  method: 'post',
  path: '/tax-rates',
  operationId: 'addTaxRate',
  request: { headers, body: jsonBody(AddTaxRate) },
  responses,
})
const change = createRoute({
  method: 'patch',
  path: '/tax-rates/{id}',
  operationId: 'changeTaxRate',
  request: { headers, params: IdPath, body: jsonBody(ChangeTaxRate) },
  responses,
})

/** Settings › Invoices and taxes. */
export function taxRoutes(app: App) {
  return newRouter()
    .openapi(see, async (c) => c.json(await seeInvoiceSettings(app, c.var.caller), 200))
    .openapi(put, async (c) =>
      c.json(await changeInvoiceSettings(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(add, async (c) =>
      c.json(await addTaxRate(app, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(change, async (c) => {
      const id = readId('txr', c.req.valid('param').id, 'tax')
      return c.json(await changeOneTaxRate(app, c.var.caller, id, c.req.valid('json')), 200)
    })
}
