import { sql } from 'kysely'
import { row, rows, run, type Transaction } from '../database/transaction.ts'
import { HEARD_EVENTS, type ProcessorEvent } from './processor.ts'

export interface EventRef {
  orgId: string
  processorAccountId: string
  eventId: string
}

export interface StoredEvent {
  type: string
  objectId: string
  door: 'webhook' | 'poll'
  receivedAt: Date
  looks: number
}

/** Stores events that are new and that we listen to; the same event again changes nothing. */
export async function storeEvents(
  tx: Transaction,
  account: { orgId: string; processorAccountId: string },
  door: 'webhook' | 'poll',
  events: ProcessorEvent[],
  now: Date,
): Promise<void> {
  const heard = events.filter((event) => HEARD_EVENTS.has(event.type))
  if (heard.length === 0) return
  const values = heard.map(
    (event) => sql`(${account.orgId}, ${account.processorAccountId}, ${event.id}, ${event.type},
      ${event.objectId}, ${door}, ${now}, ${now})`,
  )
  await run(
    tx,
    sql`insert into processor_event (org_id, processor_account_id, event_id, type, object_id, door, received_at, look_at)
        values ${sql.join(values)} on conflict do nothing`,
  )
}

export function eventsToLookAt(tx: Transaction, now: Date, limit: number): Promise<EventRef[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", processor_account_id as "processorAccountId", event_id as "eventId"
        from processor_events_to_look_at(${now}, ${limit})`,
  )
}

/** Takes a due event for one worker. */
export function claimEvent(
  tx: Transaction,
  ref: EventRef,
  now: Date,
  lease: Date,
): Promise<StoredEvent | undefined> {
  return row(
    tx,
    sql`update processor_event set look_at = ${lease}, looks = looks + 1
        where processor_account_id = ${ref.processorAccountId} and event_id = ${ref.eventId} and look_at <= ${now}
        returning type, object_id as "objectId", door, received_at as "receivedAt", looks`,
  )
}

/** Done, or to be looked at again. */
export async function finishEvent(
  tx: Transaction,
  ref: EventRef,
  result: string,
  lookAt: Date | null,
): Promise<void> {
  await run(
    tx,
    sql`update processor_event set look_at = ${lookAt}, result = ${result}
        where processor_account_id = ${ref.processorAccountId} and event_id = ${ref.eventId}`,
  )
}

export function accountsToPoll(
  tx: Transaction,
  now: Date,
): Promise<{ orgId: string; processorAccountId: string }[]> {
  return rows(
    tx,
    sql`select org_id as "orgId", processor_account_id as "processorAccountId"
        from processor_accounts_to_poll(${now})`,
  )
}

/** Takes a poll that is due for one worker; answers since when events are missing. */
export function claimPoll(
  tx: Transaction,
  processorAccountId: string,
  now: Date,
  lease: Date,
): Promise<{ readUntil: Date; hasWebhook: boolean } | undefined> {
  return row(
    tx,
    sql`update processor_account set events_look_at = ${lease}
        where id = ${processorAccountId} and events_look_at <= ${now}
        returning events_read_until as "readUntil", webhook_secret_sealed is not null as "hasWebhook"`,
  )
}

export async function finishPoll(
  tx: Transaction,
  processorAccountId: string,
  readUntil: Date,
  lookAt: Date,
): Promise<void> {
  await run(
    tx,
    sql`update processor_account set events_read_until = greatest(events_read_until, ${readUntil}),
          events_look_at = ${lookAt} where id = ${processorAccountId}`,
  )
}

export async function organizationOfProcessorAccount(
  tx: Transaction,
  id: string,
): Promise<string | null> {
  const found = await row<{ id: string | null }>(
    tx,
    sql`select organization_of_processor_account(${id}) as id`,
  )
  return found?.id ?? null
}
