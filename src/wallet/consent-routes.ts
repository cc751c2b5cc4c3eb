import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, mayHaveBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { revokeAuthorization } from './change-wallet.ts'
import {
  Consent,
  ConsentChanges,
  ConsentExportQuery,
  ConsentList,
  ConsentQuery,
  NewConsent,
  Revocation,
  Revoked,
} from './contract.ts'
import { amendAuthorization, recordPermission } from './give-consent.ts'
import { exportConsents, seeConsent, seeConsents } from './see-consents.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/authorizations',
  operationId: 'listAuthorizations',
  request: { headers, query: ConsentQuery },
  responses: answers(200, ConsentList, 'The consent ledger, the newest first.'),
})
const exported = createRoute({
  method: 'get',
  path: '/authorizations/export',
  operationId: 'exportAuthorizations',
  request: { query: ConsentExportQuery },
  responses: {
    200: {
      content: { 'text/csv': { schema: { type: 'string' as const } } },
      description: 'The same as a file.',
    },
  },
})
const see = createRoute({
  method: 'get',
  path: '/authorizations/{id}',
  operationId: 'getAuthorization',
  request: { headers, params: IdPath },
  responses: answers(200, Consent, 'One of them, with everything that became of it.'),
})
const pdf = createRoute({
  method: 'get',
  path: '/authorizations/{id}/pdf',
  operationId: 'getAuthorizationPdf',
  request: { params: IdPath },
  responses: pdfAnswer('The proof of it, to print or hand over.'),
})
const record = createRoute({
  method: 'post',
  path: '/authorizations',
  operationId: 'recordAuthorization',
  request: { headers, body: jsonBody(NewConsent) },
  responses: answers(201, Consent, 'Written down; the client gets a copy by e-mail.'),
})
const change = createRoute({
  method: 'patch',
  path: '/authorizations/{id}',
  operationId: 'changeAuthorization',
  request: { headers, params: IdPath, body: jsonBody(ConsentChanges) },
  responses: answers(200, Consent, 'With the change as an event; what was given stays as it was.'),
})
const revoke = createRoute({
  method: 'post',
  path: '/authorizations/{id}/revoke',
  operationId: 'revokeAuthorization',
  request: { headers, params: IdPath, body: mayHaveBody(Revocation) },
  responses: answers(200, Revoked, 'Withdrawn; it stops the next charge.'),
})

/** The consent ledger: who agreed to what, and what became of it. */
export function consentRoutes(app: App) {
  return newRouter()
    .openapi(list, async (c) =>
      c.json(await seeConsents(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(exported, async (c) => {
      const text = await exportConsents(app, c.var.caller, c.req.valid('query'))
      return c.body(text, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="authorizations.csv"',
      })
    })
    .openapi(see, async (c) =>
      c.json(await seeConsent(app, c.var.caller, consentId(c.req.valid('param'))), 200),
    )
    .openapi(pdf, async (c) => {
      const id = consentId(c.req.valid('param'))
      // Read when it is asked for: the renderer is large, and most starts never need it.
      const { consentPdf } = await import('./consent-pdf.ts')
      return c.body(
        new Uint8Array(await consentPdf(app, c.var.caller, id)),
        200,
        pdfHeaders('authorization'),
      )
    })
    .openapi(record, async (c) => {
      const id = await recordPermission(app, c.var.caller, c.req.valid('json'))
      return c.json(await seeConsent(app, c.var.caller, id), 201)
    })
    .openapi(change, async (c) => {
      const id = consentId(c.req.valid('param'))
      await amendAuthorization(app, c.var.caller, id, c.req.valid('json'))
      return c.json(await seeConsent(app, c.var.caller, id), 200)
    })
    .openapi(revoke, async (c) => {
      const id = consentId(c.req.valid('param'))
      await revokeAuthorization(app, c.var.caller, id, c.req.valid('json'))
      return c.json({ revoked: true as const }, 200)
    })
}

function consentId({ id }: { id: string }): string {
  return readId('aut', id, 'authorization')
}
