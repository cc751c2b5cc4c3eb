import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import type { ChoiceList } from '../organizations/choice-store.ts'
import type { App } from '../processor/app.ts'
import { addChoice, changeOneChoice, orderChoices, seeChoices } from './change-choices.ts'
import { AddChoice, ChangeChoice, Choices, OrderChoices } from './contract.ts'

const headers = OrganizationHeader

/** Settings › Ways to pay and Settings › Payers: the same four calls for each list. */
export function choiceRoutes(app: App) {
  return newRouter()
    .route('/', routesOf(app, 'tender', '/tenders', 'Tender', 'tnd'))
    .route('/', routesOf(app, 'payer_category', '/payer-categories', 'PayerCategory', 'pyc'))
}

function routesOf(app: App, list: ChoiceList, path: string, name: string, prefix: 'tnd' | 'pyc') {
  const idOf = (id: string) => readId(prefix, id, 'entry')
  const listed = answers(200, Choices, 'The list, in its order.')
  const see = createRoute({
    method: 'get',
    path,
    operationId: `list${name}`,
    request: { headers },
    responses: listed,
  })
  const add = createRoute({
    method: 'post',
    path,
    operationId: `add${name}`,
    request: { headers, body: jsonBody(AddChoice) },
    responses: listed,
  })
  const order = createRoute({
    method: 'put',
    path: `${path}/order`,
    operationId: `order${name}`,
    request: { headers, body: jsonBody(OrderChoices) },
    responses: listed,
  })
  const change = createRoute({
    method: 'patch',
    path: `${path}/{id}`,
    operationId: `change${name}`,
    request: { headers, params: IdPath, body: jsonBody(ChangeChoice) },
    responses: listed,
  })
  return newRouter()
    .openapi(see, async (c) => c.json(await seeChoices(app, c.var.caller, list), 200))
    .openapi(add, async (c) =>
      c.json(await addChoice(app, c.var.caller, list, c.req.valid('json').name), 200),
    )
    .openapi(order, async (c) => {
      const ids = c.req.valid('json').ids.map(idOf)
      return c.json(await orderChoices(app, c.var.caller, list, ids), 200)
    })
    .openapi(change, async (c) => {
      const id = idOf(c.req.valid('param').id)
      return c.json(await changeOneChoice(app, c.var.caller, list, id, c.req.valid('json')), 200)
    })
}
