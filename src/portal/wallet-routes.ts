import { createRoute, z } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import { answers, jsonBody } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { requestPlace } from '../http/place.ts'
import { newRouter } from '../http/router.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import { MethodDependents } from '../payments/contract.ts'
import { seeDependents } from '../payments/see-dependents.ts'
import type { App } from '../processor/app.ts'
import { addMethod } from '../wallet/add-method.ts'
import { changeMethod, removeMethod, revokeAuthorization } from '../wallet/change-wallet.ts'
import {
  Method,
  MethodChanges,
  MethodSetup,
  Removed,
  Revoked,
  SetupAction,
  VerifyMethod,
} from '../wallet/contract.ts'
import { refreshSetup, startSetupAction } from '../wallet/follow-setup.ts'
import { methodJson } from '../wallet/method-json.ts'
import { seeSetup } from '../wallet/see-setup.ts'
import { verifyMethod } from '../wallet/verify-method.ts'
import { AddPortalMethod } from './contract.ts'
import { groupOfMethod } from './method-elsewhere.ts'

const Account = z.object({ accountId: z.string() })
const One = Account.extend({ id: z.string() })

const add = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups',
  operationId: 'addPortalMethod',
  request: { params: Account, body: jsonBody(AddPortalMethod) },
  responses: answers(201, MethodSetup, 'The set-up, on record, in the state it is in.'),
})
const see = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/method-setups/{id}',
  operationId: 'getPortalMethodSetup',
  request: { params: One },
  responses: answers(200, MethodSetup, 'The set-up and the method it saved.'),
})
const act = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups/{id}/action',
  operationId: 'startPortalSetupAction',
  request: { params: One },
  responses: answers(200, SetupAction, 'For the bank’s approval page, in requires_action only.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups/{id}/refresh',
  operationId: 'refreshPortalMethodSetup',
  request: { params: One },
  responses: answers(200, MethodSetup, 'The set-up after the processor was asked.'),
})
const verify = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/method-setups/{id}/verify',
  operationId: 'verifyPortalMethodSetup',
  request: { params: One, body: jsonBody(VerifyMethod) },
  responses: answers(200, MethodSetup, 'The set-up after the small deposits were told.'),
})
const dependents = createRoute({
  method: 'get',
  path: '/accounts/{accountId}/payment-methods/{id}/dependents',
  operationId: 'getPortalMethodDependents',
  request: { params: One },
  responses: answers(200, MethodDependents, 'What hangs on a saved method.'),
})
const change = createRoute({
  method: 'patch',
  path: '/accounts/{accountId}/payment-methods/{id}',
  operationId: 'changePortalMethod',
  request: { params: One, body: jsonBody(MethodChanges) },
  responses: answers(200, Method, 'The method as it is now.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/accounts/{accountId}/payment-methods/{id}',
  operationId: 'removePortalMethod',
  request: { params: One },
  responses: answers(200, Removed, 'Out of the wallet; never charged again.'),
})
const revoke = createRoute({
  method: 'post',
  path: '/accounts/{accountId}/authorizations/{id}/revoke',
  operationId: 'revokePortalAuthorization',
  request: { params: One },
  responses: answers(200, Revoked, 'Withdrawn; it stops the next charge.'),
})

/** A client's own wallet. */
export function portalWalletRoutes(app: App) {
  return newRouter()
    .openapi(add, async (c) => {
      const { accountId } = c.req.valid('param')
      const { sameAs, ...asked } = c.req.valid('json')
      const walletGroup = sameAs && (await groupOfMethod(app, c.var.portalPerson, sameAs))
      const { id } = await addMethod(
        app,
        c.var.client,
        { ...asked, accountId, walletGroup },
        requestPlace(c),
      )
      return c.json(await seeSetup(app, c.var.client, id), 201)
    })
    .openapi(see, async (c) =>
      c.json(await seeSetup(app, c.var.client, setupId(c.req.valid('param'))), 200),
    )
    .openapi(act, async (c) =>
      c.json(await startSetupAction(app, c.var.client, setupId(c.req.valid('param'))), 200),
    )
    .openapi(refresh, async (c) => {
      const id = setupId(c.req.valid('param'))
      await refreshSetup(app, c.var.client, id)
      return c.json(await seeSetup(app, c.var.client, id), 200)
    })
    .openapi(verify, async (c) => {
      const id = setupId(c.req.valid('param'))
      await verifyMethod(app, c.var.client, id, c.req.valid('json'))
      return c.json(await seeSetup(app, c.var.client, id), 200)
    })
    .openapi(dependents, async (c) =>
      c.json(await seeDependents(app, c.var.client, methodId(c.req.valid('param'))), 200),
    )
    .openapi(change, async (c) => {
      const id = methodId(c.req.valid('param'))
      const method = await changeMethod(app, c.var.client, id, c.req.valid('json'))
      const { timeZone, currency } = await inOrganization(
        app.db,
        c.var.client.orgId,
        theOrganization,
      )
      const today = todayIn(timeZone, app.clock.now())
      return c.json(methodJson(method, { today, currency }), 200)
    })
    .openapi(remove, async (c) => {
      await removeMethod(app, c.var.client, methodId(c.req.valid('param')))
      return c.json({ removed: true as const }, 200)
    })
    .openapi(revoke, async (c) => {
      const id = readId('aut', c.req.valid('param').id, 'authorization')
      await revokeAuthorization(app, c.var.client, id)
      return c.json({ revoked: true as const }, 200)
    })
}

function setupId({ id }: { id: string }): string {
  return readId('set', id, 'set-up')
}

function methodId({ id }: { id: string }): string {
  return readId('pm', id, 'payment method')
}
