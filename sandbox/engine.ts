import { handleApi } from './api.ts'
import { createSandboxClock, type SandboxClock } from './clock.ts'
import { handleControl } from './control.ts'
import { createFaults, type Faults } from './faults.ts'
import { KEEP_KEYS_MS } from './idempotency.ts'
import { createIds, type IdSource } from './ids.ts'
import { createLocks, type Locks } from './locks.ts'
import { doTask, tasksTogether } from './own-work.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { BOOKS } from './resources/balance.ts'
import type { Store, Task } from './store.ts'
import { createWebhooks, type OutgoingDelivery, type Webhooks } from './webhooks.ts'
import { Work } from './work.ts'

export interface EngineRequest {
  method: string
  /** With its query string. */
  path: string
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  body: string
  /** Where it came from. */
  ip?: string
}

export interface EngineReply {
  status: number
  headers: Record<string, string>
  body: string
  /** The connection is to be cut without an answer: a fault asked for it. */
  lost?: boolean
}

export interface EngineSettings {
  store: Store
  /** Milliseconds of the real (or simulated) time. */
  clock: { now(): number }
  /** From 0 to below 1. */
  random: () => number
  faults?: Faults
  /** Waits as the `delay` fault asks; without it no fault delays. */
  wait?: (milliseconds: number) => Promise<void>
  /** Told of faults in the sandbox itself, never of what clients sent. */
  onError?: (error: unknown) => void
}

export interface Engine {
  handle(request: EngineRequest): Promise<EngineReply>
  /** Does what the processor does by itself by now, and says how many things that were. */
  runDueTasks(): Promise<number>
  /** Signed and ready to be posted; each must be answered with `recordDelivery`. */
  dueDeliveries(limit?: number): Promise<OutgoingDelivery[]>
  recordDelivery(id: string, answer: { ok: boolean; status: number | null }): Promise<void>
  pruneIdempotency(): Promise<void>
}

/** What the parts of the engine share. */
export interface Parts {
  store: Store
  clock: SandboxClock
  faults: Faults
  webhooks: Webhooks
  ids: IdSource
  locks: Locks
  secret: string
  inFlight: Set<string>
  log: RequestLog
  settings: EngineSettings
  runDueTasks(): Promise<number>
}

const TASKS_AT_ONCE = 200

export async function createEngine(settings: EngineSettings): Promise<Engine> {
  const { store, random } = settings
  const ids = createIds(random)
  const clock = createSandboxClock(store, settings.clock)
  const faults = settings.faults ?? createFaults(store, random)
  const webhooks = createWebhooks({ store, clock, real: settings.clock, ids, random })
  await Promise.all([clock.load(), faults.load(), webhooks.load()])
  const parts: Parts = {
    store,
    clock,
    faults,
    webhooks,
    ids,
    settings,
    locks: createLocks(),
    secret: await databaseSecret(store, ids),
    inFlight: new Set(),
    log: createRequestLog(),
    runDueTasks: () => runDueTasks(parts),
  }
  return {
    handle: (request) => handle(parts, request),
    runDueTasks: parts.runDueTasks,
    dueDeliveries: (limit = 50) => webhooks.due(limit),
    recordDelivery: (id, answer) => webhooks.record(id, answer),
    async pruneIdempotency() {
      for (const account of await store.accounts()) {
        await store.pruneIdempotency(account, clock.now(account) - KEEP_KEYS_MS)
      }
    },
  }
}

/** Keys the fingerprints of cards and the digests of parameters; made once for each database. */
async function databaseSecret(store: Store, ids: IdSource): Promise<string> {
  const known = await store.readSetting('secret')
  if (typeof known === 'string') return known
  const secret = ids.letters(48)
  await store.writeSetting('secret', secret)
  return secret
}

async function handle(parts: Parts, request: EngineRequest): Promise<EngineReply> {
  const mark = request.path.indexOf('?')
  const path = mark === -1 ? request.path : request.path.slice(0, mark)
  const query = mark === -1 ? '' : request.path.slice(mark + 1)
  if (path.startsWith('/_sandbox')) return handleControl(parts, request, path, query)
  return handleApi(parts, request, path, query)
}

async function runDueTasks(parts: Parts): Promise<number> {
  const due = await parts.store.dueTasks((account) => parts.clock.now(account), TASKS_AT_ONCE)
  let done = 0
  for (const [account, tasks] of Map.groupBy(due, (task) => task.account)) {
    await parts.webhooks.prepare(account)
    const together = tasksTogether(tasks)
    const names = [BOOKS, ...(await namesOf(parts.store, account, together))]
    const release = await parts.locks.acquire(names.map((name) => `${account} ${name}`))
    try {
      await doTogether(parts, account, together)
      done += together.length
    } finally {
      release()
    }
  }
  return done
}

/** What the tasks are about; the settling of a payment may block the account that paid, too. */
async function namesOf(store: Store, account: string, tasks: readonly Task[]): Promise<string[]> {
  const names = tasks.map((task) => task.objectId)
  const rows = await store.read(
    account,
    names.filter((name) => name.startsWith('pi_')),
  )
  const methods = rows.map((row) => (row.object as { payment_method: unknown }).payment_method)
  return [...names, ...methods.filter((id) => typeof id === 'string')]
}

async function doTogether(parts: Parts, account: string, tasks: Task[]): Promise<void> {
  const now = parts.clock.now(account)
  const request = { id: null, idempotency_key: null }
  const work = new Work({ ...parts, account, now, request })
  await work.load(tasks.map((task) => task.objectId))
  for (const task of tasks) {
    work.datedFrom(task.dueAt)
    await doTask(work, parts.ids, task)
    work.changes.doneTasks.push(task.id)
  }
  await parts.store.commit(account, work.changes)
}
