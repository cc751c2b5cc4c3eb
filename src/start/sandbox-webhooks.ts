import { sql } from 'kysely'
import { acrossOrganizations, inOrganization, rows } from '../database/transaction.ts'
import { toTypeId } from '../kit/id.ts'
import { setWebhookSecret } from '../processor/accounts.ts'
import type { App, ProcessorAccountRef } from '../processor/app.ts'
import { seal } from '../processor/seal.ts'

/**
 * Has the sandbox send its webhooks here, signed, for every organization that uses it. The port
 * may be another than last time, so this is done at each start; events of the time between are
 * found by the poll.
 */
export async function subscribeToSandbox(
  app: App,
  secret: string,
  addressOfServer: string,
): Promise<void> {
  const accounts = await acrossOrganizations(app.db, (tx) =>
    rows<ProcessorAccountRef>(
      tx,
      sql`select org_id as "orgId", processor_account_id as "processorAccountId" from sandbox_accounts()`,
    ),
  )
  for (const account of accounts) await subscribe(app, secret, addressOfServer, account)
}

async function subscribe(
  app: App,
  secret: string,
  addressOfServer: string,
  account: ProcessorAccountRef,
): Promise<void> {
  const path = `/webhooks/${toTypeId('prc', account.processorAccountId)}`
  const processor = await app.processors.of(account)
  const subscribed = await processor.subscribe(`${addressOfServer}${path}`, path)
  // Without webhooks the events are polled every 15 seconds: slower, and nothing is lost.
  if (subscribed.is !== 'answered') return
  await inOrganization(app.db, account.orgId, (tx) =>
    setWebhookSecret(tx, account.processorAccountId, seal(secret, subscribed.value)),
  )
}
