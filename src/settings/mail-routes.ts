import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { changeMailServer, removeMailServer, seeMailServer } from './change-mail-server.ts'
import {
  MailList,
  MailListQuery,
  MailSeen,
  MailServerSeen,
  MailTested,
  PutMailServer,
  TestMailServer,
} from './contract.ts'
import { seeLetter, seeMail, seeOutbox, sendAgain } from './see-outbox.ts'
import { testMailServer } from './test-mail-server.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/mail-server',
  operationId: 'getMailServer',
  request: { headers },
  responses: answers(200, MailServerSeen, 'Where mails are handed over; never the password.'),
})
const put = createRoute({
  method: 'put',
  path: '/mail-server',
  operationId: 'putMailServer',
  request: { headers, body: jsonBody(PutMailServer) },
  responses: answers(200, MailServerSeen, 'The mail server from now on.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/mail-server',
  operationId: 'removeMailServer',
  request: { headers },
  responses: answers(200, MailServerSeen, 'Mails are kept from now on.'),
})
const tryOut = createRoute({
  method: 'post',
  path: '/mail-server/test',
  operationId: 'testMailServer',
  request: { headers, body: jsonBody(TestMailServer) },
  responses: answers(200, MailTested, 'What the server said to a test mail with these values.'),
})
const list = createRoute({
  method: 'get',
  path: '/mails',
  operationId: 'listMails',
  request: { headers, query: MailListQuery },
  responses: answers(200, MailList, 'Every mail and its fate, newest first.'),
})
const one = createRoute({
  method: 'get',
  path: '/mails/{id}',
  operationId: 'getMail',
  request: { headers, params: IdPath },
  responses: answers(200, MailSeen, 'The mail, its words and its fate.'),
})
const letter = createRoute({
  method: 'get',
  path: '/mails/{id}/letter',
  operationId: 'getLetter',
  // Shown in a frame, so the organization may stand in the address: ?organization=…
  request: { params: IdPath },
  responses: {
    200: {
      content: { 'text/html': { schema: { type: 'string' } } },
      description: 'The letter as a page without scripts.',
    },
  },
})
const again = createRoute({
  method: 'post',
  path: '/mails/{id}/send-again',
  operationId: 'sendMailAgain',
  request: { headers, params: IdPath },
  responses: answers(200, MailSeen, 'The mail that goes now.'),
})

/** A letter may look as it likes, and do nothing. */
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"

/** Settings › E-mail and Settings › Outbox. */
export function mailRoutes(app: App, secret: string) {
  return newRouter()
    .openapi(see, async (c) => c.json(await seeMailServer(app, c.var.caller), 200))
    .openapi(put, async (c) => {
      await changeMailServer(app, secret, c.var.caller, c.req.valid('json'))
      return c.json(await seeMailServer(app, c.var.caller), 200)
    })
    .openapi(remove, async (c) => {
      await removeMailServer(app, c.var.caller)
      return c.json(await seeMailServer(app, c.var.caller), 200)
    })
    .openapi(tryOut, async (c) =>
      c.json(await testMailServer(app, secret, c.var.caller, c.req.valid('json')), 200),
    )
    .openapi(list, async (c) =>
      c.json(await seeOutbox(app, c.var.caller, c.req.valid('query')), 200),
    )
    .openapi(one, async (c) =>
      c.json(await seeMail(app, c.var.caller, mailId(c.req.valid('param'))), 200),
    )
    .openapi(letter, async (c) => {
      const html = await seeLetter(app, c.var.caller, mailId(c.req.valid('param')))
      return c.body(html, 200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': LETTER_POLICY,
      })
    })
    .openapi(again, async (c) =>
      c.json(await sendAgain(app, c.var.caller, mailId(c.req.valid('param'))), 200),
    )
}

function mailId({ id }: { id: string }): string {
  return readId('eml', id, 'mail')
}
