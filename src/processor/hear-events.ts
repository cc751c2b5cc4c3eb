import { acrossOrganizations, inOrganization, type Transaction } from '../database/transaction.ts'
import type { App, ProcessorAccountRef } from './app.ts'
import {
  claimEvent,
  type EventRef,
  eventsToLookAt,
  finishEvent,
  type StoredEvent,
} from './event-store.ts'

/** What came of an event. */
export type Hearing =
  /** It told what we knew. */
  | 'known'
  | 'heard'
  /** The processor did not answer; the event is gone through again. */
  | 'no_answer'
  /** Nothing of ours, or not yet. */
  | 'unknown_object'

/** Reads again what an event is about, and settles it: the event itself is only a hint. */
export interface Hearer<Found> {
  /** What of ours it is about, if that is asked for here, in the transaction that takes the event. */
  find(tx: Transaction, account: ProcessorAccountRef, objectId: string): Promise<Found>
  hear(app: App, account: ProcessorAccountRef, event: StoredEvent, found: Found): Promise<Hearing>
}

/** Who hears events whose type begins so. */
export type Hearers = Record<string, AnyHearer>

/** What it finds is between its own two halves. */
// biome-ignore lint/suspicious/noExplicitAny: each hearer is given what it found itself
type AnyHearer = Hearer<any>

const EVENTS_AT_ONCE_MAX = 100
const EVENT_LEASE_MS = 90_000
/** An event may come before our own row is committed; after a day its object is not ours. */
const UNKNOWN_OBJECT_HOURS = 24
const AGAIN_SECONDS = [2, 10, 60, 600]

/** Goes through stored events, in all organizations. Answers how many there were. */
export async function hearEvents(app: App, hearers: Hearers): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    eventsToLookAt(tx, app.clock.now(), EVENTS_AT_ONCE_MAX),
  )
  for (const ref of due) await hearEvent(app, hearers, ref)
  return due.length
}

async function hearEvent(app: App, hearers: Hearers, ref: EventRef): Promise<void> {
  const now = app.clock.now()
  const claimed = await inOrganization(app.db, ref.orgId, async (tx) => {
    const event = await claimEvent(tx, ref, now, new Date(now.getTime() + EVENT_LEASE_MS))
    if (!event) return null
    const hearer = hearerOf(hearers, event.type)
    return { event, hearer, found: await hearer?.find(tx, ref, event.objectId) }
  })
  if (!claimed) return
  const { event, hearer, found } = claimed
  const heard = hearer ? await hearer.hear(app, ref, event, found) : 'unknown_object'
  const { result, lookAt } = fateOf(heard, event, now)
  await inOrganization(app.db, ref.orgId, (tx) => finishEvent(tx, ref, result, lookAt))
}

function hearerOf(hearers: Hearers, type: string): AnyHearer | undefined {
  return Object.entries(hearers).find(([beginning]) => type.startsWith(beginning))?.[1]
}

function fateOf(heard: Hearing, event: StoredEvent, now: Date) {
  const age = now.getTime() - event.receivedAt.getTime()
  if (heard === 'unknown_object' && age >= UNKNOWN_OBJECT_HOURS * 3_600_000) {
    return { result: 'not_ours', lookAt: null }
  }
  const done = heard === 'known' || heard === 'heard'
  return { result: heard, lookAt: done ? null : again(now, event.looks) }
}

function again(now: Date, looks: number): Date {
  const seconds = AGAIN_SECONDS[looks - 1] ?? AGAIN_SECONDS.at(-1) ?? 600
  return new Date(now.getTime() + seconds * 1000)
}
