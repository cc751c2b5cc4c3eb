import { sql } from 'kysely'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { hearAll } from '../../src/hearers.ts'
import { pollEvents } from '../../src/processor/poll-events.ts'
import type { TestOrganization } from './world.ts'

/** Has what the processor has to tell heard now; by itself the product asks every 15 seconds. */
export async function hearNews({ app, orgId }: TestOrganization): Promise<void> {
  const now = app.clock.now()
  await inOrganization(app.db, orgId, (tx) =>
    run(tx, sql`update processor_account set events_look_at = ${now}`),
  )
  await pollEvents(app)
  await hearAll(app)
}
