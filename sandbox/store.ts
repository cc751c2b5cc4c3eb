/**
 * What the engine asks of a store. Reads see everything committed; a commit is all or nothing.
 * The engine holds the locks, so a store needs no isolation of its own. Stored rows are never
 * changed in place: whoever wants to change one writes a new one.
 */
export interface Row {
  id: string
  type: string
  /** Seconds, on the sandbox's clock. */
  created: number
  /** What lists filter by: the customer (or payout), and one more word (event type, charge …). */
  customer: string | null
  label: string | null
  /** As it is shown to clients. */
  object: unknown
  /** What the sandbox remembers beside it and never shows. */
  hidden: unknown
}

export interface ListQuery {
  type: string
  customer?: string
  labels?: string[]
  createdFrom?: number
  createdTo?: number
  startingAfter?: string
  endingBefore?: string
  limit: number
}

export interface IdempotencyRecord {
  key: string
  endpoint: string
  paramsDigest: string
  status: number
  body: string
  requestId: string
  /** Milliseconds, on the sandbox's clock. */
  createdAt: number
}

export type DeliveryState = 'pending' | 'delivered' | 'failed' | 'lost'

export interface Delivery {
  id: string
  account: string
  eventId: string
  endpointId: string
  /** Attempts made so far. */
  attempts: number
  /** Milliseconds, on the sandbox's clock. */
  dueAt: number
  state: DeliveryState
  lastStatus: number | null
}

/** Something the processor does by itself later, such as posting the fee of a charge. */
export interface Task {
  id: string
  account: string
  kind: string
  objectId: string
  /** Milliseconds, on the sandbox's clock. */
  dueAt: number
}

export interface Changes {
  rows: Row[]
  deliveries: Delivery[]
  tasks: Task[]
  doneTasks: string[]
  idempotency: IdempotencyRecord | null
  /** Idempotency records made before this (milliseconds) hold their keys no longer. */
  keysHoldFrom: number
}

/** How far an account's clock is ahead of the real one, in milliseconds. */
export type ClockOffsets = { everyone: number; accounts: Record<string, number> }

export interface Store {
  read(account: string, ids: readonly string[]): Promise<Row[]>
  list(account: string, query: ListQuery): Promise<Row[]>
  /**
   * Writes all of it. When the idempotency key is held already it writes nothing and returns the
   * record that holds it.
   */
  commit(account: string, changes: Changes): Promise<IdempotencyRecord | null>
  /** Forgets idempotency records made before `before` (milliseconds) and says how many. */
  pruneIdempotency(account: string, before: number): Promise<number>
  dueTasks(now: (account: string) => number, limit: number): Promise<Task[]>
  dueDeliveries(now: (account: string) => number, limit: number): Promise<Delivery[]>
  deliveries(account: string, eventIds: readonly string[]): Promise<Delivery[]>
  saveDelivery(delivery: Delivery): Promise<void>
  findDelivery(id: string): Promise<Delivery | null>
  accounts(): Promise<string[]>
  readSetting(name: string): Promise<unknown>
  writeSetting(name: string, value: unknown): Promise<void>
  reset(account: string | null): Promise<void>
  close(): Promise<void>
}

export function noChanges(): Changes {
  return { rows: [], deliveries: [], tasks: [], doneTasks: [], idempotency: null, keysHoldFrom: 0 }
}
