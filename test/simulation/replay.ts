import type Stripe from 'stripe'
import { takePayment } from '../../src/payments/take-payment.ts'
import { HEARD_EVENTS } from '../../src/processor/processor.ts'
import { makeRefund } from '../../src/refunds/make-refund.ts'
import { deliver } from './courier.ts'
import { type Scheduler, WORLD } from './scheduler.ts'
import { ask, SANDBOX_ACCOUNT, type Town } from './town.ts'

/** What money changes; stored events may come, and requests may be noted. */
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
  'account_credit',
  'payment_fee',
  'refund',
  'refund_transition',
  'dispute',
  'dispute_event',
  'payment_return',
  'payout',
  'payout_member',
  'method_setup',
]

/** P6: every request once more, and every event once more, change nothing. */
export async function replayEverything(town: Town): Promise<void> {
  const before = await everything(town)
  const { charges, refunds } = town.watched
  const moved = charges.length + refunds.size
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
  if (charges.length + refunds.size !== moved) {
    town.properties.fail('P6 replaying changes nothing', 'the processor moved money')
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
  for (const { caller, key, paymentId, request } of town.refundPresses) {
    if (!keys.has(key)) continue
    await ask(town, `replay of ${key}`, (app) => makeRefund(app, caller, key, paymentId, request))
  }
}

async function replayEvents(town: Town): Promise<void> {
  const rows = await town.watched.store.list(SANDBOX_ACCOUNT, { type: 'event', limit: 10_000 })
  for (const row of rows) {
    const event = row.object as Stripe.EventBase
    if (HEARD_EVENTS.has(event.type)) await deliver(town, JSON.stringify(event))
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
      `with kept as (select (to_jsonb(t) - 'look_at' - 'looks')::text as row from ${table} t)
       select md5(coalesce(string_agg(row, '|' order by row), '')) as hash from kept`,
    )
    found.set(table, row?.hash ?? '')
  }
  return found
}
