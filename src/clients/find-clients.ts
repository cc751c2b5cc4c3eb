import { ahead, commitBehind, inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { PAGE_ROWS_DEFAULT, page, readCursor, readPlace, writeCursor } from '../http/paging.ts'
import { readSearch } from '../http/search-field.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize, requirePermission } from '../staff/authorize.ts'
import { may } from '../staff/roles.ts'
import type { Client } from './client.ts'
import type { CLIENT_VIEWS } from './contract.ts'
import { type ClientFilter, FOUND_MAX, searchClients, searchQuickly } from './search-clients.ts'
import { clientRows, findClient, listClients, sumOwed, sumView } from './store.ts'

interface Wanted {
  search?: string | undefined
  view?: (typeof CLIENT_VIEWS)[number] | undefined
}

export interface ClientQuery extends Wanted {
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * The clients of a view by name, or those a search finds, best first; with what their accounts owe
 * and who is charging them now.
 */
export async function findClients(app: App, caller: Caller, query: ClientQuery) {
  const search = readSearch(query.search)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  const after = search === '' ? readCursor(query.cursor) : null
  return inOrganization(app.db, caller.orgId, async (tx) => {
    // Asked ahead of the answer about the right: without it, nothing of this is shown.
    const organizationSoon = ahead(theOrganization(tx))
    const allowed = ahead(filterFor(tx, caller, search, query.view))
    if (search === '') {
      const at = after && { nameKey: after.sort, id: after.id }
      const found = ahead(listClients(tx, query.view ?? 'all', at, limit + 1))
      commitBehind(tx)
      const { seesCards } = await allowed
      const { rows, nextCursor } = page(await found, limit, (client) => [client.nameKey, client.id])
      return {
        organization: await organizationSoon,
        rows: seesCards ? rows : rows.map((row) => ({ ...row, onFile: null })),
        nextCursor,
      }
    }
    const place = readPlace(query.cursor)
    const end = Math.min(place + limit, FOUND_MAX)
    const wanted = Math.min(end + 1, FOUND_MAX)
    // Most who search may see cards; for who may not, it is asked again without them.
    const whole = { orgId: caller.orgId, search, view: query.view ?? 'all', seesCards: true }
    const quickly = ahead(searchQuickly(tx, whole, wanted))
    const filter = await allowed
    const ids = await searchClients(tx, filter, wanted, filter.seesCards ? quickly : undefined)
    const shown = ids.slice(place, end)
    const rows = shown.length === 0 ? [] : clientRows(tx, shown, filter.seesCards)
    commitBehind(tx)
    return {
      organization: await organizationSoon,
      rows: await rows,
      nextCursor: ids.length > end ? writeCursor([String(end)]) : null,
    }
  })
}

/** How many there are and what they owe: asked apart, because it takes longer than a page of them. */
export async function sumClients(app: App, caller: Caller, query: Wanted) {
  const search = readSearch(query.search)
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const filter = await filterFor(tx, caller, search, query.view)
    const organization = await theOrganization(tx)
    if (search === '') {
      return { organization, ...(await sumView(tx, filter.view)), isMore: false }
    }
    const ids = await searchClients(tx, filter, FOUND_MAX)
    return {
      organization,
      count: BigInt(ids.length),
      isMore: ids.length === FOUND_MAX,
      owed: await sumOwed(tx, ids),
    }
  })
}

async function filterFor(
  tx: Transaction,
  caller: Caller,
  search: string,
  view: ClientFilter['view'] = 'all',
): Promise<ClientFilter> {
  const actor = await authorize(tx, caller, 'clients.read')
  // Who may not see cards learns from no list who has one.
  if (view === 'cardOnFile') requirePermission(actor, 'wallet.read')
  return { orgId: caller.orgId, search, view, seesCards: may(actor, 'wallet.read') }
}

export async function seeClient(app: App, caller: Caller, id: string): Promise<Client> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'clients.read')
    return (await findClient(tx, id)) ?? refuseUnknown('client')
  })
}
