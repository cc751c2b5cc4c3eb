import type { Changes, Delivery, IdempotencyRecord, ListQuery, Row, Store, Task } from './store.ts'

interface Numbered {
  row: Row
  seq: number
}

interface AccountData {
  rows: Map<string, Numbered>
  /** Ids in order of making, by type and by type and customer. */
  lists: Map<string, string[]>
  idempotency: Map<string, IdempotencyRecord>
}

/** Everything in the process: for tests and for the simulation. Awaits nothing but microtasks. */
export function createMemoryStore(): Store {
  const accounts = new Map<string, AccountData>()
  const tasks = new Map<string, Task>()
  const deliveries = new Map<string, Delivery>()
  const pending = new Set<string>()
  const byEvent = new Map<string, string[]>()
  const settings = new Map<string, unknown>()
  let seq = 0

  function accountData(account: string): AccountData {
    let data = accounts.get(account)
    if (data === undefined) {
      data = { rows: new Map(), lists: new Map(), idempotency: new Map() }
      accounts.set(account, data)
    }
    return data
  }

  function putRow(data: AccountData, row: Row): void {
    const known = data.rows.get(row.id)
    if (known === undefined) {
      data.rows.set(row.id, { row, seq: ++seq })
      addToList(data, row.type, row.id)
      if (row.customer !== null) addToList(data, `${row.type} ${row.customer}`, row.id)
      return
    }
    const before = known.row.customer
    known.row = row
    if (before === row.customer) return
    if (before !== null) removeFromList(data, `${row.type} ${before}`, row.id)
    if (row.customer !== null) insertIntoList(data, `${row.type} ${row.customer}`, row.id)
  }

  function saveDelivery(delivery: Delivery): void {
    if (!deliveries.has(delivery.id)) {
      const known = byEvent.get(delivery.eventId)
      if (known === undefined) byEvent.set(delivery.eventId, [delivery.id])
      else known.push(delivery.id)
    }
    deliveries.set(delivery.id, delivery)
    if (delivery.state === 'pending') pending.add(delivery.id)
    else pending.delete(delivery.id)
  }

  return {
    async read(account, ids) {
      const rows = accounts.get(account)?.rows
      if (rows === undefined) return []
      const found: Row[] = []
      for (const id of ids) {
        const known = rows.get(id)
        if (known !== undefined) found.push(known.row)
      }
      return found
    },

    async list(account, query) {
      const data = accounts.get(account)
      return data === undefined ? [] : listRows(data, query)
    },

    async commit(account, changes: Changes) {
      const data = accountData(account)
      const key = changes.idempotency?.key ?? ''
      const holder = data.idempotency.get(key)
      if (holder !== undefined && holder.createdAt > changes.keysHoldFrom) return holder
      for (const row of changes.rows) putRow(data, row)
      for (const delivery of changes.deliveries) saveDelivery(delivery)
      for (const task of changes.tasks) tasks.set(task.id, task)
      for (const id of changes.doneTasks) tasks.delete(id)
      if (changes.idempotency !== null) {
        data.idempotency.set(key, changes.idempotency)
      }
      return null
    },

    async pruneIdempotency(account, before) {
      const records = accounts.get(account)?.idempotency
      if (records === undefined) return 0
      let count = 0
      for (const [key, record] of records) {
        if (record.createdAt < before && records.delete(key)) count++
      }
      return count
    },

    async dueTasks(now, limit) {
      const due = [...tasks.values()].filter((task) => task.dueAt <= now(task.account))
      return due.sort((a, b) => a.dueAt - b.dueAt).slice(0, limit)
    },

    async dueDeliveries(now, limit) {
      const due: Delivery[] = []
      for (const id of pending) {
        const delivery = deliveries.get(id)
        if (delivery !== undefined && delivery.dueAt <= now(delivery.account)) due.push(delivery)
      }
      return due.sort((a, b) => a.dueAt - b.dueAt).slice(0, limit)
    },

    async deliveries(account, eventIds) {
      return eventIds
        .flatMap((id) => byEvent.get(id) ?? [])
        .map((id) => deliveries.get(id))
        .filter((delivery) => delivery !== undefined && delivery.account === account) as Delivery[]
    },

    async saveDelivery(delivery) {
      saveDelivery(delivery)
    },

    async findDelivery(id) {
      return deliveries.get(id) ?? null
    },

    async accounts() {
      return [...accounts.keys()]
    },

    async readSetting(name) {
      return settings.get(name) ?? null
    },

    async writeSetting(name, value) {
      settings.set(name, value)
    },

    async reset(account) {
      for (const name of account === null ? [...accounts.keys()] : [account]) {
        accounts.delete(name)
        for (const task of tasks.values()) if (task.account === name) tasks.delete(task.id)
        for (const delivery of deliveries.values()) {
          if (delivery.account !== name) continue
          deliveries.delete(delivery.id)
          pending.delete(delivery.id)
          byEvent.delete(delivery.eventId)
        }
      }
    },

    async close() {},
  }
}

function addToList(data: AccountData, name: string, id: string): void {
  const list = data.lists.get(name)
  if (list === undefined) data.lists.set(name, [id])
  else list.push(id)
}

function removeFromList(data: AccountData, name: string, id: string): void {
  const list = data.lists.get(name)
  const index = list?.lastIndexOf(id) ?? -1
  if (index !== -1) list?.splice(index, 1)
}

/** A card attached late keeps its place by age among the customer's cards. */
function insertIntoList(data: AccountData, name: string, id: string): void {
  addToList(data, name, id)
  const order = (one: string) => data.rows.get(one)?.seq ?? 0
  data.lists.get(name)?.sort((a, b) => order(a) - order(b))
}

function listRows(data: AccountData, query: ListQuery): Row[] {
  const name = query.customer === undefined ? query.type : `${query.type} ${query.customer}`
  const ids = data.lists.get(name) ?? []
  const newest = query.endingBefore === undefined
  const seqOf = (id: string | undefined) => (id === undefined ? null : data.rows.get(id)?.seq)
  const after = seqOf(query.startingAfter)
  const before = seqOf(query.endingBefore)
  const found: Row[] = []
  for (let step = 0; step < ids.length && found.length < query.limit; step++) {
    const known = data.rows.get(ids[newest ? ids.length - 1 - step : step] as string)
    if (known === undefined) continue
    if (after != null && known.seq >= after) continue
    if (before != null && known.seq <= before) continue
    if (matches(known.row, query)) found.push(known.row)
  }
  return newest ? found : found.reverse()
}

function matches(row: Row, query: ListQuery): boolean {
  if (query.labels !== undefined && !query.labels.includes(row.label ?? '')) return false
  if (query.createdFrom !== undefined && row.created < query.createdFrom) return false
  return query.createdTo === undefined || row.created <= query.createdTo
}
