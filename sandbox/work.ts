import type Stripe from 'stripe'
import type { IdSource } from './ids.ts'
import { type Kind, type Kinds, type Stored, toRow } from './records.ts'
import { type Changes, type ListQuery, noChanges, type Row, type Store } from './store.ts'
import type { Webhooks } from './webhooks.ts'

export type EventType = Stripe.Event['type']

export interface WorkSettings {
  store: Store
  account: string
  ids: IdSource
  /** Milliseconds, on the account's clock. */
  now: number
  webhooks: Webhooks
  request: { id: string | null; idempotency_key: string | null }
}

/** Settings of one account lie beside those of the sandbox. */
export function settingName(account: string, name: string): string {
  return `${name} of ${account}`
}

/** The API version that objects and events of the sandbox follow. */
export const API_VERSION = '2026-10-28.endive'

/**
 * Everything one call reads and writes. Nothing is stored until the engine commits the changes
 * together with the idempotency record.
 */
export class Work {
  readonly changes: Changes = noChanges()
  private readonly settings: WorkSettings
  private readonly rows = new Map<string, Row>()
  private moment: number

  constructor(settings: WorkSettings) {
    this.settings = settings
    this.moment = settings.now
  }

  get now(): number {
    return this.moment
  }

  /** What fell due while the clock leapt is dated when it fell due; its events, when they are told. */
  datedFrom(milliseconds: number): void {
    this.moment = milliseconds
  }

  /** Reads rows in one go; asking for one of them afterwards costs nothing. */
  async load(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => id !== '' && !this.rows.has(id))
    if (unknown.length === 0) return
    for (const row of await this.settings.store.read(this.settings.account, unknown)) {
      this.rows.set(row.id, row)
    }
  }

  async findRow(id: string): Promise<Row | null> {
    await this.load([id])
    return this.rows.get(id) ?? null
  }

  async find<K extends Kind>(kind: K, id: string): Promise<Stored<K> | null> {
    const row = await this.findRow(id)
    return row === null || row.type !== kind ? null : (row as unknown as Stored<K>)
  }

  /** Rows as committed: what this call has written is not among them. */
  async list<K extends Kind>(query: ListQuery & { type: K }): Promise<Array<Stored<K>>> {
    const rows = await this.settings.store.list(this.settings.account, query)
    for (const row of rows) if (!this.rows.has(row.id)) this.rows.set(row.id, row)
    return rows as unknown as Array<Stored<K>>
  }

  /** What a control set for this account. */
  async setting(name: string): Promise<unknown> {
    return this.settings.store.readSetting(settingName(this.settings.account, name))
  }

  put<K extends Kind>(kind: K, object: Kinds[K]['object'], hidden: Kinds[K]['hidden']): void {
    const row = toRow(kind, { object, hidden })
    if (this.rows.has(row.id)) {
      const index = this.changes.rows.findIndex((known) => known.id === row.id)
      if (index !== -1) this.changes.rows.splice(index, 1)
    }
    this.rows.set(row.id, row)
    this.changes.rows.push(row)
  }

  emit(type: EventType, object: object, previous?: object): void {
    const { account, ids, now, webhooks, request } = this.settings
    const endpoints = webhooks.endpointsFor(account, type)
    const event: Stripe.EventBase = {
      id: ids.next('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: Math.floor(now / 1000),
      data: previous === undefined ? { object } : { object, previous_attributes: previous },
      livemode: false,
      pending_webhooks: endpoints.length,
      request,
      type,
    }
    this.put('event', event, null)
    for (const endpoint of endpoints) {
      this.changes.deliveries.push(...webhooks.enqueue(account, event.id, endpoint, now))
    }
  }

  /** The account's own task at that moment, however often it is asked for. */
  onceAt(kind: string, dueAt: number): void {
    const { account } = this.settings
    this.changes.tasks.push({
      id: `${account} ${kind} ${dueAt}`,
      account,
      kind,
      objectId: '',
      dueAt,
    })
  }

  /** Has the processor do something by itself after `milliseconds` of the sandbox's clock. */
  later(kind: string, objectId: string, milliseconds: number): void {
    const { account, ids } = this.settings
    const dueAt = this.moment + milliseconds
    this.changes.tasks.push({ id: ids.next('task'), account, kind, objectId, dueAt })
  }
}
