import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { PAGE_ROWS_DEFAULT, page, readCursor } from '../http/paging.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { findCardNumber } from '../kit/text.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import type { Client } from './client.ts'
import type { CLIENT_VIEWS } from './contract.ts'
import { findClient, listClients, sumClients } from './store.ts'

export interface ClientQuery {
  search?: string | undefined
  view?: (typeof CLIENT_VIEWS)[number] | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** The clients that match, by name, with what their accounts owe and who is charging them now. */
export async function findClients(app: App, caller: Caller, query: ClientQuery) {
  if (findCardNumber(query.search ?? '')) {
    refuse('card_number_in_text', 'Remove the card number. Search by the last four.', {
      field: 'search',
    })
  }
  const search = readText(query.search, 'search', { max: 100, called: 'Searches' }).toLowerCase()
  const after = readCursor(query.cursor)
  const limit = query.limit ?? PAGE_ROWS_DEFAULT
  const filter = { orgId: caller.orgId, search, view: query.view ?? 'all' }
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'clients.read')
    const found = await listClients(
      tx,
      filter,
      after && { name: after.sort, id: after.id },
      limit + 1,
    )
    return {
      organization: await theOrganization(tx),
      sum: await sumClients(tx, filter),
      ...page(found, limit, (client) => [client.name, client.id]),
    }
  })
}

export async function seeClient(app: App, caller: Caller, id: string): Promise<Client> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'clients.read')
    return (await findClient(tx, id)) ?? refuseUnknown('client')
  })
}
