import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { PAGE_ROWS_DEFAULT, page, readInstantCursor } from '../http/paging.ts'
import { readSearch } from '../http/search-field.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { eventJson, itemJson } from './item-json.ts'
import type { AttentionKind } from './kinds.ts'
import { countMine, countOpen, eventsOf, findItem, type ItemState, listItems } from './store.ts'

export interface ItemQuery {
  state?: ItemState | undefined
  kind?: AttentionKind | undefined
  search?: string | undefined
  accountId?: string | undefined
  paymentId?: string | undefined
  days?: number | undefined
  amountFrom?: number | undefined
  amountTo?: number | undefined
  mine?: 'true' | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

const DAY_MS = 86_400_000

/** What needs a person, the newest first; or what did. */
export function seeItems(app: App, caller: Caller, query: ItemQuery) {
  const after = readInstantCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  const search = readSearch(query.search)
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.read')
    const { state = 'open', kind, accountId, paymentId, days, amountFrom, amountTo } = query
    const [found, counts] = await Promise.all([
      listItems(tx, {
        state,
        kind,
        search,
        accountId: accountId ? readId('acc', accountId, 'account') : null,
        paymentId: paymentId ? readId('pay', paymentId, 'payment') : null,
        openedUntil: days ? new Date(app.clock.now().getTime() - days * DAY_MS) : null,
        amountFrom,
        amountTo,
        assignedTo: query.mine ? actor.id : null,
        after,
        limit,
      }),
      countOpen(tx),
    ])
    const { rows, nextCursor } = page(found, limit, (item) => [
      (state === 'open' ? item.openedAt : (item.closedAt ?? item.openedAt)).toISOString(),
      item.id,
    ])
    return { data: rows.map((item) => itemJson(item, actor)), nextCursor, counts }
  })
}

/** For the side bar. */
export function seeCount(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.read')
    return countMine(tx, actor.id)
  })
}

/** One item with what became of it. */
export function seeItem(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'attention.read')
    const item = (await findItem(tx, id)) ?? refuseUnknown('entry')
    return { ...itemJson(item, actor), story: (await eventsOf(tx, id)).map(eventJson) }
  })
}
