import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { App, ProcessorAccountRef } from './app.ts'
import { accountsToPoll, claimPoll, finishPoll, storeEvents } from './event-store.ts'

/** With webhooks the poll finds what was lost; without, it is the only way news come. */
const POLL_WITH_WEBHOOK_SECONDS = 15 * 60
const POLL_WITHOUT_WEBHOOK_SECONDS = 15
/** Events may be listed a little after they were made; those known already change nothing. */
const OVERLAP_MS = 10 * 60_000
const POLL_LEASE_SECONDS = 120

/** Reads the events of every processor account whose turn it is: lost webhooks cost minutes. */
export async function pollEvents(app: App): Promise<void> {
  const due = await acrossOrganizations(app.db, (tx) => accountsToPoll(tx, app.clock.now()))
  for (const account of due) await pollAccount(app, account)
}

async function pollAccount(app: App, account: ProcessorAccountRef): Promise<void> {
  const now = app.clock.now()
  const inAccount = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(app.db, account.orgId, work)
  const poll = await inAccount((tx) =>
    claimPoll(tx, account.processorAccountId, now, later(now, POLL_LEASE_SECONDS)),
  )
  if (!poll) return
  const processor = await app.processors.of(account)
  const listed = await processor.listEvents(new Date(poll.readUntil.getTime() - OVERLAP_MS))
  const next = later(
    now,
    poll.hasWebhook ? POLL_WITH_WEBHOOK_SECONDS : POLL_WITHOUT_WEBHOOK_SECONDS,
  )
  await inAccount(async (tx) => {
    const events = listed.is === 'answered' ? listed.value : []
    await storeEvents(tx, account, 'poll', events, now)
    // Up to the newest event seen, by the processor's own clock, which need not be ours.
    const readUntil = events.at(-1)?.createdAt ?? poll.readUntil
    await finishPoll(tx, account.processorAccountId, readUntil, next)
  })
}

function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000)
}
