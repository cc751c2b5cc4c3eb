import { createRoute } from '@hono/zod-openapi'
import type { Caller } from '../http/caller.ts'
import { answers, IdPath, jsonBody, MoneyHeaders, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { App } from '../processor/app.ts'
import { allocate, takeOffByHand } from './allocate-by-hand.ts'
import {
  AccountCredit,
  AllocateParts,
  GiveCredit,
  MoneyInHand,
  Reconciled,
  ReconciledSome,
  ReconcileSome,
  Transfer,
  TransferCredit,
  Unreconciled,
  WithdrawCredit,
} from './contract.ts'
import { giveGoodwill, withdrawCredit } from './credit.ts'
import { previewReconcile, reconcileAccount, reconcileSome, seeUnreconciled } from './reconcile.ts'
import { creditJson, reconciledJson, seeMoney, transferJson } from './see-money.ts'
import { transferCredit } from './transfer.ts'

const headers = OrganizationHeader

const see = createRoute({
  method: 'get',
  path: '/accounts/{id}/money',
  operationId: 'getMoneyInHand',
  request: { headers, params: IdPath },
  responses: answers(200, MoneyInHand, 'What an account holds, owes, and where its money lies.'),
})
const put = createRoute({
  method: 'post',
  path: '/accounts/{id}/allocations',
  operationId: 'allocateMoney',
  request: { headers, params: IdPath, body: jsonBody(AllocateParts) },
  responses: answers(200, Reconciled, 'Put against the invoices, all of it.'),
})
const takeOff = createRoute({
  method: 'post',
  path: '/accounts/{id}/allocations/take-off',
  operationId: 'takeMoneyOff',
  request: { headers, params: IdPath, body: jsonBody(AllocateParts) },
  responses: answers(200, Reconciled, 'Taken off the invoices, which are owed again.'),
})
const preview = createRoute({
  method: 'get',
  path: '/accounts/{id}/reconcile',
  operationId: 'previewReconcile',
  request: { headers, params: IdPath },
  responses: answers(200, Reconciled, 'What reconciling would put where. Nothing is changed.'),
})
const reconcile = createRoute({
  method: 'post',
  path: '/accounts/{id}/reconcile',
  operationId: 'reconcileAccount',
  request: { headers, params: IdPath },
  responses: answers(200, Reconciled, 'The oldest money put against the oldest invoices.'),
})
const unreconciled = createRoute({
  method: 'get',
  path: '/unreconciled',
  operationId: 'getUnreconciled',
  request: { headers },
  responses: answers(200, Unreconciled, 'Accounts that owe while they hold credit.'),
})
const reconcileAll = createRoute({
  method: 'post',
  path: '/unreconciled/reconcile',
  operationId: 'reconcileSomeAccounts',
  request: { headers, body: jsonBody(ReconcileSome) },
  responses: answers(200, ReconciledSome, 'Some accounts are done; where to go on.'),
})
const give = createRoute({
  method: 'post',
  path: '/credits',
  operationId: 'giveCredit',
  request: { headers: MoneyHeaders, body: jsonBody(GiveCredit) },
  responses: answers(201, AccountCredit, 'The credit, which the account holds from now on.'),
})
const withdraw = createRoute({
  method: 'post',
  path: '/credits/{id}/withdraw',
  operationId: 'withdrawCredit',
  request: { headers, params: IdPath, body: jsonBody(WithdrawCredit) },
  responses: answers(200, AccountCredit, 'The credit with what is left of it.'),
})
const move = createRoute({
  method: 'post',
  path: '/transfers',
  operationId: 'transferCredit',
  request: { headers: MoneyHeaders, body: jsonBody(TransferCredit) },
  responses: answers(201, Transfer, 'Credit of one account that is another’s now.'),
})

/** Money in hand: what it pays, what is given, what moves from account to account. */
export function allocationRoutes(app: App) {
  const account = (id: string) => readId('acc', id, 'account')
  const told = <T>(caller: Caller, done: T): T => {
    app.changed(caller.orgId)
    return done
  }
  return newRouter()
    .openapi(see, async (c) =>
      c.json(await seeMoney(app, c.var.caller, account(c.req.valid('param').id)), 200),
    )
    .openapi(put, async (c) => {
      const id = account(c.req.valid('param').id)
      const parts = await allocate(app, c.var.caller, id, c.req.valid('json').parts)
      return c.json(await reconciledJson(app, c.var.caller, id, told(c.var.caller, parts)), 200)
    })
    .openapi(takeOff, async (c) => {
      const id = account(c.req.valid('param').id)
      const parts = await takeOffByHand(app, c.var.caller, id, c.req.valid('json').parts)
      return c.json(await reconciledJson(app, c.var.caller, id, told(c.var.caller, parts)), 200)
    })
    .openapi(preview, async (c) => {
      const id = account(c.req.valid('param').id)
      const parts = await previewReconcile(app, c.var.caller, id)
      return c.json(await reconciledJson(app, c.var.caller, id, parts), 200)
    })
    .openapi(reconcile, async (c) => {
      const id = account(c.req.valid('param').id)
      const parts = await reconcileAccount(app, c.var.caller, id)
      return c.json(await reconciledJson(app, c.var.caller, id, told(c.var.caller, parts)), 200)
    })
    .openapi(unreconciled, async (c) => c.json(await seeUnreconciled(app, c.var.caller), 200))
    .openapi(reconcileAll, async (c) =>
      c.json(await reconcileSome(app, c.var.caller, c.req.valid('json').cursor), 200),
    )
    .openapi(give, async (c) => {
      const key = c.req.valid('header')['idempotency-key']
      const { made, repeated } = await giveGoodwill(app, c.var.caller, key, c.req.valid('json'))
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(creditJson(told(c.var.caller, made)), 201)
    })
    .openapi(withdraw, async (c) => {
      const id = readId('crd', c.req.valid('param').id, 'credit')
      const credit = await withdrawCredit(app, c.var.caller, id, c.req.valid('json'))
      return c.json(creditJson(told(c.var.caller, credit)), 200)
    })
    .openapi(move, async (c) => {
      const key = c.req.valid('header')['idempotency-key']
      const { made, repeated } = await transferCredit(app, c.var.caller, key, c.req.valid('json'))
      if (repeated) c.header('idempotent-replayed', 'true')
      return c.json(transferJson(told(c.var.caller, made)), 201)
    })
}
