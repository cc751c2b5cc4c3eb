import { createRoute } from '@hono/zod-openapi'
import { recordAct } from '../audit/record.ts'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { answers, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { newRouter } from '../http/router.ts'
import { type CreditUse, setCreditUse, theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { CreditUseSetting } from './contract.ts'

const change = createRoute({
  method: 'put',
  path: '/credit-use',
  operationId: 'putCreditUse',
  request: { headers: OrganizationHeader, body: jsonBody(CreditUseSetting) },
  responses: answers(200, CreditUseSetting, 'Whether account credit pays new invoices by itself.'),
})

/** Settings › Account credit. */
export function creditUseRoutes(app: App) {
  return newRouter().openapi(change, async (c) =>
    c.json(await changeCreditUse(app, c.var.caller, c.req.valid('json').creditUse), 200),
  )
}

function changeCreditUse(app: App, caller: Caller, creditUse: CreditUse) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const before = (await theOrganization(tx)).creditUse
    await setCreditUse(tx, creditUse)
    await recordAct(app, tx, caller, actor, 'credit_use.changed', null, {
      before,
      after: creditUse,
    })
    return { creditUse }
  })
}
