import { createRoute, z } from '@hono/zod-openapi'
import { answers, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { changeBusiness, changeLogo, seeBusiness, seeLogo } from './change-business.ts'
import { Business, ChangeBusiness } from './contract.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/business',
  operationId: 'getBusiness',
  request: { headers },
  responses: answers(200, Business, 'How the organization shows itself to clients.'),
})
const change = createRoute({
  method: 'put',
  path: '/business',
  operationId: 'putBusiness',
  request: { headers, body: jsonBody(ChangeBusiness) },
  responses: answers(200, Business, 'As it is from now on, on new and old receipts.'),
})
const PNG = { 'image/png': { schema: z.unknown().openapi({ type: 'string', format: 'binary' }) } }
const seePicture = createRoute({
  method: 'get',
  path: '/business/logo',
  operationId: 'getLogo',
  // Shown as a picture, so the organization may stand in the address: ?organization=…
  responses: { 200: { content: PNG, description: 'The logo.' } },
})
const putPicture = createRoute({
  method: 'put',
  path: '/business/logo',
  operationId: 'putLogo',
  request: { headers, body: { required: true, content: PNG } },
  responses: answers(200, Business, 'With the logo.'),
})
const removePicture = createRoute({
  method: 'delete',
  path: '/business/logo',
  operationId: 'removeLogo',
  request: { headers },
  responses: answers(200, Business, 'Without a logo.'),
})

/** Settings › Business. */
export function businessRoutes(app: App) {
  return newRouter()
    .openapi(see, async (c) => c.json(await seeBusiness(app, c.var.caller), 200))
    .openapi(change, async (c) => {
      await changeBusiness(app, c.var.caller, c.req.valid('json'))
      return c.json(await seeBusiness(app, c.var.caller), 200)
    })
    .openapi(seePicture, async (c) =>
      c.body(new Uint8Array(await seeLogo(app, c.var.caller)), 200, {
        'content-type': 'image/png',
        'content-security-policy': "default-src 'none'; sandbox",
      }),
    )
    .openapi(putPicture, async (c) => {
      await changeLogo(app, c.var.caller, Buffer.from(await c.req.arrayBuffer()))
      return c.json(await seeBusiness(app, c.var.caller), 200)
    })
    .openapi(removePicture, async (c) => {
      await changeLogo(app, c.var.caller, null)
      return c.json(await seeBusiness(app, c.var.caller), 200)
    })
}
