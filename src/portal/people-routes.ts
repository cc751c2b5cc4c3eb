import { createRoute } from '@hono/zod-openapi'
import type { AccountPerson as Row } from '../clients/account-person.ts'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { AccountPeople, AccountPerson, InvitePerson, PersonChanges } from './contract.ts'
import { changePerson, endAccess, inviteAgain, invitePerson, seePeople } from './invite-person.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/accounts/{id}/people',
  operationId: 'listAccountPeople',
  request: { headers, params: IdPath },
  responses: answers(200, AccountPeople, 'Who may act for the account in the portal.'),
})
const invite = createRoute({
  method: 'post',
  path: '/accounts/{id}/people',
  operationId: 'inviteAccountPerson',
  request: { headers, params: IdPath, body: jsonBody(InvitePerson) },
  responses: answers(201, AccountPerson, 'Invited: a link goes to their address.'),
})
const again = createRoute({
  method: 'post',
  path: '/account-people/{id}/invitations',
  operationId: 'inviteAccountPersonAgain',
  request: { headers, params: IdPath },
  responses: answers(200, AccountPerson, 'Another link goes to their address.'),
})
const change = createRoute({
  method: 'patch',
  path: '/account-people/{id}',
  operationId: 'changeAccountPerson',
  request: { headers, params: IdPath, body: jsonBody(PersonChanges) },
  responses: answers(200, AccountPerson, 'What they may do from now on.'),
})
const end = createRoute({
  method: 'delete',
  path: '/account-people/{id}',
  operationId: 'endAccountPerson',
  request: { headers, params: IdPath },
  responses: answers(200, AccountPerson, 'Their access is ended.'),
})

/** Staff's side of the portal: who may act for an account. */
export function peopleRoutes(app: App, publicOrigin: (requestUrl: string) => string) {
  const linkTo = (requestUrl: string) => (token: string) =>
    portalLink(publicOrigin(requestUrl), token)
  return newRouter()
    .openapi(list, async (c) => {
      const people = await seePeople(app, c.var.caller, c.req.valid('param').id)
      return c.json({ data: people.map(personJson) }, 200)
    })
    .openapi(invite, async (c) => {
      const { id } = c.req.valid('param')
      const request = c.req.valid('json')
      const made = await invitePerson(app, c.var.caller, id, request, linkTo(c.req.url))
      return c.json(personJson(made), 201)
    })
    .openapi(again, async (c) => {
      const id = personId(c.req.valid('param'))
      return c.json(personJson(await inviteAgain(app, c.var.caller, id, linkTo(c.req.url))), 200)
    })
    .openapi(change, async (c) => {
      const id = personId(c.req.valid('param'))
      return c.json(personJson(await changePerson(app, c.var.caller, id, c.req.valid('json'))), 200)
    })
    .openapi(end, async (c) =>
      c.json(personJson(await endAccess(app, c.var.caller, personId(c.req.valid('param')))), 200),
    )
}

/** Behind the hash, which no server and no log sees. */
export function portalLink(origin: string, token: string): string {
  return `${origin}/portal/enter#${token}`
}

function personId({ id }: { id: string }): string {
  return readId('apn', id, 'person')
}

function personJson(person: Row) {
  return {
    id: toTypeId('apn', person.id),
    email: person.email,
    name: person.name,
    role: person.role,
    mayPay: person.mayPay,
    mayManageWallet: person.mayManageWallet,
    invitedBy: person.invitedByName,
    invitedAt: person.createdAt.toISOString(),
    confirmedAt: person.confirmedAt?.toISOString() ?? null,
    endedAt: person.endedAt?.toISOString() ?? null,
  }
}
