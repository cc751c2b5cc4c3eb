import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { moneyJson } from '../http/money-json.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { AddRole, EditRole, RoleList } from './contract.ts'
import { addRole, editRole, type Roles, removeRole, seeRoles } from './manage-roles.ts'
import { OWNER } from './roles.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/roles',
  operationId: 'listRoles',
  request: { headers },
  responses: answers(200, RoleList, 'The roles, what each may do and how many people have it.'),
})
const add = createRoute({
  method: 'post',
  path: '/roles',
  operationId: 'addRole',
  request: { headers, body: jsonBody(AddRole) },
  responses: answers(201, RoleList, 'The roles, with the new one.'),
})
const edit = createRoute({
  method: 'patch',
  path: '/roles/{id}',
  operationId: 'editRole',
  request: { headers, params: IdPath, body: jsonBody(EditRole) },
  responses: answers(200, RoleList, 'The roles as they are now.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/roles/{id}',
  operationId: 'removeRole',
  request: { headers, params: IdPath },
  responses: answers(200, RoleList, 'The roles that are left.'),
})

/** Roles; every change answers the list as it is after it. */
export function roleRoutes(app: App) {
  return newRouter()
    .openapi(list, async (c) => c.json(rolesJson(await seeRoles(app, c.var.caller)), 200))
    .openapi(add, async (c) => {
      const after = await addRole(app, c.var.caller, c.req.valid('json'))
      return c.json(rolesJson(after), 201)
    })
    .openapi(edit, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(rolesJson(await editRole(app, c.var.caller, id, c.req.valid('json'))), 200)
    })
    .openapi(remove, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(rolesJson(await removeRole(app, c.var.caller, id)), 200)
    })
}

function rolesJson({ currency, roles }: Roles) {
  return {
    data: roles.map(({ chargeLimit, refundLimit, permissions, ...role }) => ({
      ...role,
      permissions: [...permissions],
      chargeLimit: chargeLimit === null ? null : moneyJson(chargeLimit, currency),
      refundLimit: refundLimit === null ? null : moneyJson(refundLimit, currency),
      isOwner: role.id === OWNER,
    })),
  }
}
