import { createRoute } from '@hono/zod-openapi'
import { answers, IdPath, jsonBody, OrganizationHeader } from '../http/contract.ts'
import { readId } from '../http/ids.ts'
import { newRouter } from '../http/router.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import {
  SavedViewList,
  SavedViewQuery,
  SavedView as SavedViewSchema,
  SaveView,
} from './contract.ts'
import type { SavedView } from './saved-view-store.ts'
import { deleteView, listViews, saveView } from './saved-views.ts'

const headers = OrganizationHeader

const list = createRoute({
  method: 'get',
  path: '/saved-views',
  operationId: 'listSavedViews',
  request: { headers, query: SavedViewQuery },
  responses: answers(200, SavedViewList, 'Your own views of a page, and the shared ones.'),
})
const save = createRoute({
  method: 'post',
  path: '/saved-views',
  operationId: 'saveView',
  request: { headers, body: jsonBody(SaveView) },
  responses: answers(201, SavedViewSchema, 'The view; one of that name is changed.'),
})
const remove = createRoute({
  method: 'delete',
  path: '/saved-views/{id}',
  operationId: 'deleteSavedView',
  request: { headers, params: IdPath },
  responses: answers(200, SavedViewSchema, 'The view that is gone.'),
})

export function savedViewRoutes(app: App) {
  return newRouter()
    .openapi(list, async (c) => {
      const { staffId, views } = await listViews(app, c.var.caller, c.req.valid('query').page)
      return c.json({ data: views.map((view) => viewJson(view, staffId)) }, 200)
    })
    .openapi(save, async (c) => {
      const { staffId, view } = await saveView(app, c.var.caller, c.req.valid('json'))
      return c.json(viewJson(view, staffId), 201)
    })
    .openapi(remove, async (c) => {
      const id = readId('viw', c.req.valid('param').id, 'view')
      const { staffId, view } = await deleteView(app, c.var.caller, id)
      return c.json(viewJson(view, staffId), 200)
    })
}

function viewJson({ id, page, name, isShared, query, columns, staffId }: SavedView, me: string) {
  return {
    id: toTypeId('viw', id),
    page,
    name,
    isShared,
    isMine: staffId === me,
    query,
    columns,
  }
}
