import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { takeNumber } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { type Client, readClientEmail, readClientName, readClientPhone } from './client.ts'
import {
  findAccount,
  findClient,
  insertAccount,
  insertClient,
  renameOwnAccount,
  setArchived,
  updateClient,
} from './store.ts'

export interface NewClient {
  name: string
  email?: string | null | undefined
  phone?: string | null | undefined
  accountId?: string | null | undefined
}

/** Adds a client, with an account of the same name unless an account is given. */
export async function addClient(app: App, caller: Caller, request: NewClient): Promise<Client> {
  const name = readClientName(request.name)
  const email = readClientEmail(request.email)
  const phone = readClientPhone(request.phone)
  const given = request.accountId ? readId('acc', request.accountId, 'account') : null
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'clients.write')
    const { orgId } = caller
    const now = app.clock.now()
    const accountId = given ?? app.newId()
    if (given) {
      if (!(await findAccount(tx, given))) refuseUnknown('account')
    } else {
      await insertAccount(tx, { orgId, id: accountId, name, now })
    }
    const id = app.newId()
    const number = await takeNumber(tx, 'client')
    await insertClient(tx, { orgId, id, accountId, number, name, email, phone, now })
    await recordAct(app, tx, caller, actor, 'client.added', id)
    return theClient(tx, id)
  })
}

export async function changeClient(
  app: App,
  caller: Caller,
  id: string,
  changes: {
    name?: string | undefined
    email?: string | null | undefined
    phone?: string | null | undefined
  },
): Promise<Client> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'clients.write')
    const before = await theClient(tx, id)
    const name = changes.name === undefined ? before.name : readClientName(changes.name)
    await updateClient(tx, id, {
      name,
      email: changes.email === undefined ? before.email : readClientEmail(changes.email),
      phone: changes.phone === undefined ? before.phone : readClientPhone(changes.phone),
    })
    if (name !== before.name) await renameOwnAccount(tx, before.accountId, before.name, name)
    await recordAct(app, tx, caller, actor, 'client.changed', id)
    return theClient(tx, id)
  })
}

/** Takes a client out of the lists; nothing is deleted, and `restore` brings them back. */
export function archiveClient(app: App, caller: Caller, id: string): Promise<Client> {
  return setClientArchived(app, caller, id, true)
}

export function restoreClient(app: App, caller: Caller, id: string): Promise<Client> {
  return setClientArchived(app, caller, id, false)
}

function setClientArchived(app: App, caller: Caller, id: string, archived: boolean) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'clients.write')
    const before = await theClient(tx, id)
    if ((before.archivedAt !== null) === archived) return before
    await setArchived(tx, id, archived ? app.clock.now() : null)
    await recordAct(app, tx, caller, actor, archived ? 'client.archived' : 'client.restored', id)
    return theClient(tx, id)
  })
}

async function theClient(tx: Transaction, id: string): Promise<Client> {
  return (await findClient(tx, id)) ?? refuseUnknown('client')
}
