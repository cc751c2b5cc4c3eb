import { createHmac } from 'node:crypto'
import type Stripe from 'stripe'
import type { SandboxClock } from './clock.ts'
import type { IdSource } from './ids.ts'
import type { Stored } from './records.ts'
import { type Delivery, noChanges, type Store } from './store.ts'

export type WebhookMode = 'normal' | 'lose' | 'repeat' | 'delay' | 'reorder'

export interface WebhookTrouble {
  mode: WebhookMode
  /** How often the trouble strikes, 0 to 1. */
  probability: number
  /** For `delay`: how long; for `reorder`: within how long. */
  seconds: number
}

type Endpoint = Stored<'webhook_endpoint'>

/** One HTTP request for the server to make. */
export interface OutgoingDelivery {
  id: string
  url: string
  headers: Record<string, string>
  body: string
}

export interface Webhooks {
  load(): Promise<void>
  forget(account: string): void
  endpointsFor(account: string, type: string): Endpoint[]
  enqueue(account: string, eventId: string, endpoint: Endpoint, now: number): Delivery[]
  due(limit: number): Promise<OutgoingDelivery[]>
  record(id: string, answer: { ok: boolean; status: number | null }): Promise<void>
  resend(account: string, eventId: string): Promise<number>
  trouble(account: string | null): WebhookTrouble
  setTrouble(account: string | null, trouble: WebhookTrouble): Promise<void>
  /** Reads an account's endpoints once; they are kept until `forget`. */
  prepare(account: string): Promise<void>
}

interface WebhooksSettings {
  store: Store
  clock: SandboxClock
  real: { now(): number }
  ids: IdSource
  random: () => number
}

/** After the first try: at once, then the three retries of a test account. */
const RETRY_AFTER_MS = [2_000, 60_000, 3_600_000, 14_400_000]
const SETTING = 'webhooks'
const NORMAL: WebhookTrouble = { mode: 'normal', probability: 1, seconds: 5 }

export function signWebhook(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${signature}`
}

export function createWebhooks(settings: WebhooksSettings): Webhooks {
  const { store, clock, real, ids, random } = settings
  const endpoints = new Map<string, Endpoint[]>()
  let troubles: Record<string, WebhookTrouble> = {}

  function trouble(account: string | null): WebhookTrouble {
    return troubles[account ?? ''] ?? troubles[''] ?? NORMAL
  }

  function newDelivery(
    account: string,
    eventId: string,
    endpointId: string,
    dueAt: number,
  ): Delivery {
    const state = 'pending' as const
    return {
      id: ids.next('dlv'),
      account,
      eventId,
      endpointId,
      attempts: 0,
      dueAt,
      state,
      lastStatus: null,
    }
  }

  function enqueue(account: string, eventId: string, endpoint: Endpoint, now: number): Delivery[] {
    const delivery = newDelivery(account, eventId, endpoint.object.id, now)
    const { mode, probability, seconds } = trouble(account)
    if (mode === 'normal' || random() >= probability) return [delivery]
    if (mode === 'lose') return [{ ...delivery, state: 'lost' }]
    if (mode === 'delay') return [{ ...delivery, dueAt: now + seconds * 1000 }]
    if (mode === 'reorder')
      return [{ ...delivery, dueAt: now + Math.floor(random() * seconds * 1000) }]
    return [delivery, newDelivery(account, eventId, endpoint.object.id, now)]
  }

  async function prepare(account: string): Promise<void> {
    if (endpoints.has(account)) return
    const rows = await store.list(account, {
      type: 'webhook_endpoint',
      labels: ['enabled', 'disabled'],
      limit: 100,
    })
    endpoints.set(account, rows as unknown as Endpoint[])
  }

  async function outgoing(delivery: Delivery): Promise<OutgoingDelivery | null> {
    const rows = await store.read(delivery.account, [delivery.eventId, delivery.endpointId])
    const event = rows.find((row) => row.id === delivery.eventId)
    const endpoint = rows.find((row) => row.id === delivery.endpointId) as Endpoint | undefined
    if (event === undefined || endpoint === undefined || endpoint.object.status !== 'enabled') {
      await store.saveDelivery({ ...delivery, state: 'failed' })
      return null
    }
    const version = endpoint.object.api_version
    const shown =
      version === null ? event.object : { ...(event.object as object), api_version: version }
    const body = JSON.stringify(shown, null, 2)
    // The receiver compares this time with its own clock, which nobody has moved.
    const seconds = Math.floor(real.now() / 1000)
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'Stripe-Signature': signWebhook(body, endpoint.hidden.secret, seconds),
    }
    return { id: delivery.id, url: endpoint.object.url, headers, body }
  }

  async function markDelivered(delivery: Delivery): Promise<void> {
    const [row] = await store.read(delivery.account, [delivery.eventId])
    if (row === undefined) return
    const event = row.object as Stripe.EventBase
    const pending = Math.max(0, event.pending_webhooks - 1)
    if (pending === event.pending_webhooks) return
    const rows = [{ ...row, object: { ...event, pending_webhooks: pending } }]
    await store.commit(delivery.account, { ...noChanges(), rows })
  }

  return {
    trouble,
    enqueue,
    prepare,
    async load() {
      troubles = ((await store.readSetting(SETTING)) as typeof troubles | null) ?? {}
    },
    forget(account) {
      endpoints.delete(account)
    },
    endpointsFor(account, type) {
      return (endpoints.get(account) ?? []).filter(({ object }) => {
        const wanted = object.enabled_events
        return object.status === 'enabled' && (wanted.includes('*') || wanted.includes(type))
      })
    },
    async due(limit) {
      const found: OutgoingDelivery[] = []
      for (const delivery of await store.dueDeliveries((account) => clock.now(account), limit)) {
        const one = await outgoing(delivery)
        if (one !== null) found.push(one)
      }
      return found
    },
    async record(id, answer) {
      const delivery = await store.findDelivery(id)
      if (delivery === null) return
      const attempts = delivery.attempts + 1
      const tried = { ...delivery, attempts, lastStatus: answer.status }
      if (answer.ok) {
        await store.saveDelivery({ ...tried, state: 'delivered' })
        await markDelivered(delivery)
        return
      }
      const wait = RETRY_AFTER_MS[attempts - 1]
      if (wait === undefined) await store.saveDelivery({ ...tried, state: 'failed' })
      else await store.saveDelivery({ ...tried, dueAt: clock.now(delivery.account) + wait })
    },
    async resend(account, eventId) {
      await prepare(account)
      const [event] = await store.read(account, [eventId])
      if (event === undefined) return 0
      const known = await store.deliveries(account, [eventId])
      const targets = (endpoints.get(account) ?? []).filter(
        ({ object }) => object.status === 'enabled',
      )
      for (const { object } of targets) {
        const delivery = newDelivery(account, eventId, object.id, clock.now(account))
        await store.saveDelivery(delivery)
      }
      return targets.length === 0 ? known.length : targets.length
    },
    async setTrouble(account, wanted) {
      const next = { ...troubles, [account ?? '']: wanted }
      await store.writeSetting(SETTING, next)
      troubles = next
    },
  }
}
