import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { ChangeRole, InvitationMade, InviteStaff, StaffList } from './contract.ts'
import { inviteStaff, withdrawStaffInvitation } from './invite.ts'
import type { Login } from './login.ts'
import { changeRole, disableStaff, enableStaff, seeStaff } from './manage-staff.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/staff',
  operationId: 'listStaff',
  request: { headers },
  responses: answers(200, StaffList, 'Who works here and who is invited.'),
})
const invite = createRoute({
  method: 'post',
  path: '/staff/invitations',
  operationId: 'inviteStaff',
  request: { headers, body: jsonBody(InviteStaff) },
  responses: answers(201, InvitationMade, 'The invitation and its link, shown once.'),
})
const withdraw = createRoute({
  method: 'delete',
  path: '/staff/invitations/{id}',
  operationId: 'withdrawInvitation',
  request: { headers, params: IdPath },
  responses: answers(200, StaffList, 'Who works here and who is still invited.'),
})
const change = createRoute({
  method: 'patch',
  path: '/staff/{id}',
  operationId: 'changeRole',
  request: { headers, params: IdPath, body: jsonBody(ChangeRole) },
  responses: answers(200, StaffList, 'Who works here now.'),
})
const disable = createRoute({
  method: 'post',
  path: '/staff/{id}/disable',
  operationId: 'disableStaff',
  request: { headers, params: IdPath },
  responses: answers(200, StaffList, 'Who works here now.'),
})
const enable = createRoute({
  method: 'post',
  path: '/staff/{id}/enable',
  operationId: 'enableStaff',
  request: { headers, params: IdPath },
  responses: answers(200, StaffList, 'Who works here now.'),
})

/** Staff and invitations; every change answers the list as it is after it. */
export function staffRoutes(app: App, login: Login, publicOrigin: (requestUrl: string) => string) {
  return newRouter()
    .openapi(list, async (c) => c.json(staffJson(await seeStaff(app, c.var.caller)), 200))
    .openapi(invite, async (c) => {
      const made = await inviteStaff(app, c.var.caller, c.req.valid('json'))
      return c.json(
        {
          id: toTypeId('ivt', made.id),
          email: made.email,
          role: made.role,
          roleName: made.roleName,
          expiresAt: made.expiresAt.toISOString(),
          url: new URL(`/invitation/${made.token}`, publicOrigin(c.req.url)).href,
        },
        201,
      )
    })
    .openapi(withdraw, async (c) => {
      const id = readId('ivt', c.req.valid('param').id, 'invitation')
      await withdrawStaffInvitation(app, c.var.caller, id)
      return c.json(staffJson(await seeStaff(app, c.var.caller)), 200)
    })
    .openapi(change, async (c) => {
      await changeRole(app, c.var.caller, staffId(c.req.valid('param')), c.req.valid('json').role)
      return c.json(staffJson(await seeStaff(app, c.var.caller)), 200)
    })
    .openapi(disable, async (c) => {
      await disableStaff(app, c.var.caller, login, staffId(c.req.valid('param')))
      return c.json(staffJson(await seeStaff(app, c.var.caller)), 200)
    })
    .openapi(enable, async (c) => {
      await enableStaff(app, c.var.caller, staffId(c.req.valid('param')))
      return c.json(staffJson(await seeStaff(app, c.var.caller)), 200)
    })
}

function staffId({ id }: { id: string }): string {
  return readId('stf', id, 'staff member')
}

function staffJson({ actor, staff, invitations }: Awaited<ReturnType<typeof seeStaff>>) {
  return {
    data: staff.map((member) => ({
      id: toTypeId('stf', member.id),
      name: member.name,
      email: member.email,
      role: member.role,
      roleName: member.roleName,
      disabledAt: member.disabledAt?.toISOString() ?? null,
      isYou: member.id === actor.id,
    })),
    invitations: invitations.map((invitation) => ({
      id: toTypeId('ivt', invitation.id),
      email: invitation.email,
      role: invitation.role,
      roleName: invitation.roleName,
      expiresAt: invitation.expiresAt.toISOString(),
    })),
  }
}
