import type Stripe from 'stripe'
import { takePayment } from '../../src/payments/take-payment.ts'
import { deliver } from './courier.ts'
import { type Scheduler, WORLD } from './scheduler.ts'
import { ask, SANDBOX_ACCOUNT, type Town } from './town.ts'

/** What a payment changes; stored events may come, and requests may be noted. */
const KEPT = [
  'payment',
  'payment_target',
  'payment_transition',
  'allocation',
  'receipt',
  'ledger_line',
  'invoice',
  'account',
  'payment_method',
  'authorization_event',
]

/** P6: every request once more, and every event once more, change nothing. */
export async function replayEverything(town: Town): Promise<void> {
  const before = await everything(town)
  const charges = town.watched.charges.length
  await inTheSimulation(town.scheduler, async () => {
    await replayRequests(town)
    if (town.business.webhookSecret !== null) await replayEvents(town)
  })
  const { due } = town.properties
  await town.scheduler.run(() => due.event === Infinity, town.scheduler.now + 600_000)
  const after = await everything(town)
  for (const table of KEPT) {
    if (before.get(table) === after.get(table)) continue
    town.properties.fail('P6 replaying changes nothing', table)
  }
  if (town.watched.charges.length !== charges) {
    town.properties.fail('P6 replaying changes nothing', 'the processor took money')
  }
  await town.scheduler.run(() => true)
}

/** Presses that opened a payment; one that was refused was never made. */
async function replayRequests(town: Town): Promise<void> {
  const taken = await town.see<{ key: string }>('select key from idempotency_key')
  const keys = new Set(taken.map((row) => row.key))
  for (const { caller, key, request } of town.presses) {
    if (!keys.has(key)) continue
    await ask(town, `replay of ${key}`, (app) => takePayment(app, caller, key, request))
  }
}

async function replayEvents(town: Town): Promise<void> {
  const rows = await town.watched.store.list(SANDBOX_ACCOUNT, { type: 'event', limit: 10_000 })
  for (const row of rows) {
    const event = row.object as Stripe.EventBase
    if (event.type.startsWith('payment_intent.')) await deliver(town, JSON.stringify(event))
  }
}

async function inTheSimulation(scheduler: Scheduler, task: () => Promise<void>): Promise<void> {
  let ended = false
  scheduler.start(WORLD, 'everything once more', async () => {
    await task()
    ended = true
  })
  await scheduler.run(() => ended)
}

async function everything(town: Town): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const table of KEPT) {
    const [row] = await town.see<{ hash: string }>(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${table} t`,
    )
    found.set(table, row?.hash ?? '')
  }
  return found
}
