import { createRoute } from '@hono/zod-openapi'
import { inOrganization } from '../database/transaction.ts'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { moneyJson } from '../http/money-json.ts'
import { requestPlace } from '../http/place.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import { todayIn } from '../kit/time.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { addMethod } from './add-method.ts'
import { changeWalletSettings, seeWalletSettings } from './change-settings.ts'
import { changeMethod, removeMethod } from './change-wallet.ts'
import {
  AddMethod,
  DebitNotice,
  Method,
  MethodChanges,
  MethodSetup,
  NewDebitNotice,
  Removed,
  SetupAction,
  VerifyMethod,
  WalletSettings,
} from './contract.ts'
import { sendDebitNotice } from './debit-notice.ts'
import { cancelSetup, refreshSetup, startSetupAction } from './follow-setup.ts'
import { methodJson } from './method-json.ts'
import { seeSetup } from './see-setup.ts'
import { verifyMethod } from './verify-method.ts'

const headers = OrganizationHeader

const add = createRoute({
  method: 'post',
  path: '/method-setups',
  operationId: 'addMethod',
  request: { headers, body: jsonBody(AddMethod) },
  responses: answers(201, MethodSetup, 'The set-up, on record, in the state it is in.'),
})
const see = createRoute({
  method: 'get',
  path: '/method-setups/{id}',
  operationId: 'getMethodSetup',
  request: { headers, params: IdPath },
  responses: answers(200, MethodSetup, 'The set-up and the method it saved.'),
})
const act = createRoute({
  method: 'post',
  path: '/method-setups/{id}/action',
  operationId: 'startSetupAction',
  request: { headers, params: IdPath },
  responses: answers(200, SetupAction, 'For the bank’s approval page, in requires_action only.'),
})
const refresh = createRoute({
  method: 'post',
  path: '/method-setups/{id}/refresh',
  operationId: 'refreshMethodSetup',
  request: { headers, params: IdPath },
  responses: answers(200, MethodSetup, 'The set-up after the processor was asked.'),
})
const cancel = createRoute({
  method: 'post',
  path: '/method-setups/{id}/cancel',
  operationId: 'cancelMethodSetup',
  request: { headers, params: IdPath },
  responses: answers(200, MethodSetup, 'The set-up as it is now: canceled, or saved meanwhile.'),
})

const verify = createRoute({
  method: 'post',
  path: '/method-setups/{id}/verify',
  operationId: 'verifyMethodSetup',
  request: { headers, params: IdPath, body: jsonBody(VerifyMethod) },
  responses: answers(200, MethodSetup, 'The set-up after the small deposits were told.'),
})

const change = createRoute({
  method: 'patch',
  path: '/payment-methods/{id}',
  operationId: 'changePaymentMethod',
  request: { headers, params: IdPath, body: jsonBody(MethodChanges) },
  responses: answers(200, Method, 'The method as it is now.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/payment-methods/{id}',
  operationId: 'removePaymentMethod',
  request: { headers, params: IdPath },
  responses: answers(200, Removed, 'Out of the wallet; never charged again.'),
})
const notice = createRoute({
  method: 'post',
  path: '/payment-methods/{id}/debit-notices',
  operationId: 'sendDebitNotice',
  request: { headers, params: IdPath, body: jsonBody(NewDebitNotice) },
  responses: answers(201, DebitNotice, 'The client is told of a debit above what they agreed to.'),
})
const settings = createRoute({
  method: 'get',
  path: '/wallet-settings',
  operationId: 'getWalletSettings',
  request: { headers },
  responses: answers(200, WalletSettings, 'What was decided about the wallets of clients.'),
})
const putSettings = createRoute({
  method: 'put',
  path: '/wallet-settings',
  operationId: 'putWalletSettings',
  request: { headers, body: jsonBody(WalletSettings) },
  responses: answers(200, WalletSettings, 'As it is from now on.'),
})

export function walletRoutes(app: App) {
  return newRouter()
    .openapi(add, async (c) => {
      const { id } = await addMethod(app, c.var.caller, c.req.valid('json'), requestPlace(c))
      return c.json(await seeSetup(app, c.var.caller, id), 201)
    })
    .openapi(see, async (c) =>
      c.json(await seeSetup(app, c.var.caller, setupId(c.req.valid('param'))), 200),
    )
    .openapi(act, async (c) =>
      c.json(await startSetupAction(app, c.var.caller, setupId(c.req.valid('param'))), 200),
    )
    .openapi(refresh, async (c) => {
      const id = setupId(c.req.valid('param'))
      await refreshSetup(app, c.var.caller, id)
      return c.json(await seeSetup(app, c.var.caller, id), 200)
    })
    .openapi(cancel, async (c) => {
      const id = setupId(c.req.valid('param'))
      await cancelSetup(app, c.var.caller, id)
      return c.json(await seeSetup(app, c.var.caller, id), 200)
    })
    .openapi(verify, async (c) => {
      const id = setupId(c.req.valid('param'))
      await verifyMethod(app, c.var.caller, id, c.req.valid('json'))
      return c.json(await seeSetup(app, c.var.caller, id), 200)
    })
    .openapi(change, async (c) => {
      const id = readId('pm', c.req.valid('param').id, 'payment method')
      const method = await changeMethod(app, c.var.caller, id, c.req.valid('json'))
      const { timeZone, currency } = await inOrganization(
        app.db,
        c.var.caller.orgId,
        theOrganization,
      )
      const today = todayIn(timeZone, app.clock.now())
      return c.json(methodJson(method, { today, currency }), 200)
    })
    .openapi(remove, async (c) => {
      await removeMethod(app, c.var.caller, readId('pm', c.req.valid('param').id, 'payment method'))
      return c.json({ removed: true as const }, 200)
    })
    .openapi(notice, async (c) => {
      const id = readId('pm', c.req.valid('param').id, 'payment method')
      const sent = await sendDebitNotice(app, c.var.caller, id, c.req.valid('json'))
      const { amount, currency, earliestOn, sentAt, sentTo } = sent
      const body = { amount: moneyJson(amount, currency), earliestOn, sentTo }
      return c.json({ ...body, id: toTypeId('ntc', sent.id), sentAt: sentAt.toISOString() }, 201)
    })
    .openapi(settings, async (c) => c.json(await seeWalletSettings(app, c.var.caller), 200))
    .openapi(putSettings, async (c) =>
      c.json(await changeWalletSettings(app, c.var.caller, c.req.valid('json')), 200),
    )
}

function setupId({ id }: { id: string }): string {
  return readId('set', id, 'set-up')
}
