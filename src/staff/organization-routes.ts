import { createRoute } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { answers, OrganizationHeader } from '../http/contract.ts'
import { moneyJson } from '../http/money-json.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import { theOrganization } from '../organizations/organization.ts'
import { listPayerCategories, listTenders } from '../organizations/tender.ts'
import { currentProcessorAccount } from '../processor/accounts.ts'
import type { App } from '../processor/app.ts'
import { cardFormOf } from '../processor/card-form.ts'
import { memberAtWork } from './authorize.ts'
import { TheOrganization } from './contract.ts'
import { SETTINGS_PERMISSIONS } from './roles.ts'

export interface OrganizationSettings {
  sandboxUrl: ((requestUrl: string) => string) | null
  /** The consent that is stored when a card is saved, in words. */
  authorizationWording: (organizationName: string) => { version: string; text: string }
  mandateWording: (
    organizationName: string,
    currency: string,
  ) => { version: string; text: string } | null
}

const see = createRoute({
  method: 'get',
  path: '/organization',
  operationId: 'getOrganization',
  request: { headers: OrganizationHeader },
  responses: answers(200, TheOrganization, 'The organization, and what you may do in it.'),
})

export function organizationRoutes(app: App, settings: OrganizationSettings) {
  return newRouter().openapi(see, async (c) => {
    const { organization, me, processor, tenders, payerCategories } = await seeOrganization(
      app,
      c.var.caller,
    )
    const sandbox = processor?.kind === 'sandbox'
    return c.json(
      {
        id: toTypeId('org', organization.id),
        slug: organization.slug,
        name: organization.name,
        currency: organization.currency,
        timeZone: organization.timeZone,
        creditUse: organization.creditUse,
        mode: processor?.mode ?? 'test',
        sandbox,
        me: {
          staffId: toTypeId('stf', me.id),
          name: me.name,
          email: me.email,
          role: me.role,
          roleName: me.roleName,
          permissions: [...me.permissions],
          chargeLimit:
            me.chargeLimit === null ? null : moneyJson(me.chargeLimit, organization.currency),
          refundLimit:
            me.refundLimit === null ? null : moneyJson(me.refundLimit, organization.currency),
          needsSecondFactor: me.needsSecondFactor,
        },
        cardForm: cardFormOf(processor, settings.sandboxUrl?.(c.req.url) ?? null),
        tenders: tenders
          .filter((tender) => !tender.disabledAt)
          .map(({ id, kind, name }) => ({ id: toTypeId('tnd', id), kind, name })),
        payerCategories: payerCategories
          .filter((category) => !category.disabledAt)
          .map(({ id, name }) => ({ id: toTypeId('pyc', id), name })),
        authorizationWording: settings.authorizationWording(organization.name),
        mandateWording: settings.mandateWording(organization.name, organization.currency),
      },
      200,
    )
  })
}

function seeOrganization(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => ({
    me: await memberAtWork(tx, caller, SETTINGS_PERMISSIONS),
    organization: await theOrganization(tx),
    processor: await currentProcessorAccount(tx),
    tenders: await listTenders(tx),
    payerCategories: await listPayerCategories(tx),
  }))
}
