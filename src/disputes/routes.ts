import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { pdfAnswer, pdfHeaders } from '../http/pdf.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { Dispute, MarkSent } from './contract.ts'
import { markSent, seeDispute } from './see-dispute.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/disputes/{id}',
  operationId: 'getDispute',
  request: { headers, params: IdPath },
  responses: answers(200, Dispute, 'The dispute, its story and its evidence.'),
})
const sent = createRoute({
  method: 'post',
  path: '/disputes/{id}/evidence-sent',
  operationId: 'markEvidenceSent',
  request: { headers, params: IdPath, body: jsonBody(MarkSent) },
  responses: answers(200, Dispute, 'The dispute, with who sent the evidence and when.'),
})
const pack = createRoute({
  method: 'get',
  path: '/disputes/{id}/evidence',
  operationId: 'getEvidencePack',
  // Opened as a link, so the organization may stand in the address: ?organization=…
  request: { params: IdPath },
  responses: pdfAnswer('Everything there is to answer it with, as one document.'),
})

export function disputeRoutes(app: App) {
  return newRouter()
    .openapi(sent, async (c) => {
      const id = disputeId(c.req.valid('param'))
      await markSent(app, c.var.caller, id)
      return c.json(await seeDispute(app, c.var.caller, id), 200)
    })
    .openapi(pack, async (c) => {
      const id = disputeId(c.req.valid('param'))
      // Read when it is asked for: the renderer is large, and most starts never need it.
      const { evidencePack } = await import('./evidence-pack.ts')
      return c.body(
        new Uint8Array(await evidencePack(app, c.var.caller, id)),
        200,
        pdfHeaders('evidence'),
      )
    })
    .openapi(see, async (c) =>
      c.json(await seeDispute(app, c.var.caller, disputeId(c.req.valid('param'))), 200),
    )
}

function disputeId({ id }: { id: string }): string {
  return readId('dsp', id, 'dispute')
}
