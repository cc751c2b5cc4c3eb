import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { claimEvent, type EventRef, eventsToLookAt, finishEvent } from '../processor/event-store.ts'
import { hearOfIntent } from './hear-of-intent.ts'
import { isFinal, type PaymentState } from './payment.ts'
import { findPaymentOfIntent } from './store.ts'

const EVENTS_AT_ONCE_MAX = 100
const EVENT_LEASE_MS = 90_000
/** An event may come before our own row is committed; after a day its object is not ours. */
const UNKNOWN_OBJECT_HOURS = 24
const AGAIN_SECONDS = [2, 10, 60, 600]

/** Goes through stored events: each says that something happened to an intent, so it is read. */
export async function hearEvents(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    eventsToLookAt(tx, app.clock.now(), EVENTS_AT_ONCE_MAX),
  )
  for (const ref of due) await hearEvent(app, ref)
  return due.length
}

async function hearEvent(app: App, ref: EventRef): Promise<void> {
  const now = app.clock.now()
  const claimed = await inOrganization(app.db, ref.orgId, async (tx) => {
    const event = await claimEvent(tx, ref, now, new Date(now.getTime() + EVENT_LEASE_MS))
    if (!event) return null
    const payment = await findPaymentOfIntent(tx, ref.processorAccountId, event.objectId)
    return { event, payment }
  })
  if (!claimed) return
  const { event, payment } = claimed
  const finish = (result: string, lookAt: Date | null = null) =>
    inOrganization(app.db, ref.orgId, (tx) => finishEvent(tx, ref, result, lookAt))

  if (payment && isKnown(payment.state, event.type)) return finish('known')
  if (payment) {
    const heard = await hearOfIntent(app, payment, { door: event.door })
    return heard ? finish('heard') : finish('no_answer', again(now, event.looks))
  }
  const age = now.getTime() - event.receivedAt.getTime()
  return age >= UNKNOWN_OBJECT_HOURS * 3_600_000
    ? finish('not_ours')
    : finish('unknown_object', again(now, event.looks))
}

/** Nothing new: most events tell what the answer to our own call told before. */
function isKnown(state: PaymentState, type: string): boolean {
  if (state === 'succeeded') return true
  // Money for a payment that we closed is the one thing that must be looked at.
  return isFinal(state) && type !== 'payment_intent.succeeded'
}

function again(now: Date, looks: number): Date {
  const seconds = AGAIN_SECONDS[looks - 1] ?? AGAIN_SECONDS.at(-1) ?? 600
  return new Date(now.getTime() + seconds * 1000)
}
