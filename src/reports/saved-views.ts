import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import { memberAtWork, requirePermission } from '../staff/authorize.ts'
import { findView, putView, removeView, type SavedView, viewsOf } from './saved-view-store.ts'

const NAME_MAX = 60
const VALUE_MAX = 200
const VALUES_MAX = 20

export interface ViewToSave extends Pick<SavedView, 'page' | 'isShared' | 'query' | 'columns'> {
  name: string
}

/** Ways to look at a list: one's own, and those that somebody shared with everybody. */
export function listViews(app: App, caller: Caller, page: SavedView['page']) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { id } = await memberAtWork(tx, caller)
    return { staffId: id, views: await viewsOf(tx, page, id) }
  })
}

export function saveView(app: App, caller: Caller, request: ViewToSave) {
  const name = readText(request.name, 'name', {
    max: NAME_MAX,
    called: 'Names of views',
    required: true,
  })
  const entries = Object.entries(request.query)
  if (entries.length > VALUES_MAX) {
    refuse('body_invalid', 'A view has at most 20 filters.', { field: 'query' })
  }
  const query = Object.fromEntries(
    entries.map(([key, value]) => [
      readText(key, 'query', { max: NAME_MAX, called: 'Names of filters' }),
      readText(value, `query.${key}`, { max: VALUE_MAX, called: 'Filters' }),
    ]),
  )
  const columns = request.columns.map((column) =>
    readText(column, 'columns', { max: NAME_MAX, called: 'Columns' }),
  )
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const { id: staffId } = await memberAtWork(tx, caller)
    const { page, isShared } = request
    const view = { id: app.newId(), page, staffId, name, isShared, query, columns }
    return { staffId, view: await putView(tx, caller.orgId, view, app.clock.now()) }
  })
}

/** Takes a view away: one's own, or a shared one with the right to change settings. */
export function deleteView(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await memberAtWork(tx, caller)
    const view = await findView(tx, id)
    if (!view || (view.staffId !== actor.id && !view.isShared)) return refuseUnknown('view')
    if (view.staffId !== actor.id) requirePermission(actor, 'organization.manage')
    await removeView(tx, id, app.clock.now())
    return { staffId: actor.id, view }
  })
}
