import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, MoneyHeaders, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import { EmailLink, LinkDays, MakeLink, SentLink, SentLinks } from './contract.ts'
import {
  changeLinkDays,
  emailLink,
  makeLink,
  revokeLink,
  type Sender,
  seeLinkDays,
  seeLinks,
} from './send-link.ts'

const headers = OrganizationHeader

const make = createRoute({
  method: 'post',
  path: '/links',
  operationId: 'makeLink',
  request: { headers: MoneyHeaders, body: jsonBody(MakeLink) },
  responses: answers(201, SentLink, 'The link, to be copied, shown or mailed.'),
})
const list = createRoute({
  method: 'get',
  path: '/accounts/{id}/links',
  operationId: 'listLinks',
  request: { headers, params: IdPath },
  responses: answers(200, SentLinks, 'The links of an account, newest first.'),
})
const revoke = createRoute({
  method: 'post',
  path: '/links/{id}/revoke',
  operationId: 'revokeLink',
  request: { headers, params: IdPath },
  responses: answers(200, SentLink, 'It opens nothing any more.'),
})
const email = createRoute({
  method: 'post',
  path: '/links/{id}/emails',
  operationId: 'emailLink',
  request: { headers, params: IdPath, body: jsonBody(EmailLink) },
  responses: answers(200, SentLink, 'The mail is on its way.'),
})
const seeDays = createRoute({
  method: 'get',
  path: '/link-days',
  operationId: 'getLinkDays',
  request: { headers },
  responses: answers(200, LinkDays, 'How long links work.'),
})
const putDays = createRoute({
  method: 'put',
  path: '/link-days',
  operationId: 'putLinkDays',
  request: { headers, body: jsonBody(LinkDays) },
  responses: answers(200, LinkDays, 'How long links work from now on.'),
})

/** Links that staff send to clients. */
export function sentLinkRoutes(sender: Sender, publicOrigin: (requestUrl: string) => string) {
  const { app } = sender
  const linkId = (id: string) => readId('lnk', id, 'link')
  return newRouter()
    .openapi(make, async (c) => {
      const { link, repeated } = await makeLink(
        sender,
        c.var.caller,
        c.req.valid('header')['idempotency-key'],
        c.req.valid('json'),
        publicOrigin(c.req.url),
      )
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(link, 201)
    })
    .openapi(list, async (c) =>
      c.json(await seeLinks(sender, c.var.caller, c.req.valid('param').id), 200),
    )
    .openapi(revoke, async (c) =>
      c.json(await revokeLink(sender, c.var.caller, linkId(c.req.valid('param').id)), 200),
    )
    .openapi(email, async (c) => {
      const id = linkId(c.req.valid('param').id)
      return c.json(await emailLink(sender, c.var.caller, id, c.req.valid('json')), 200)
    })
    .openapi(seeDays, async (c) => c.json(await seeLinkDays(app, c.var.caller), 200))
    .openapi(putDays, async (c) =>
      c.json(await changeLinkDays(app, c.var.caller, c.req.valid('json').days), 200),
    )
}
