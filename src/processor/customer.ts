import { inOrganization } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from './app.ts'
import { insertCustomer } from './store.ts'

export { findCustomers } from './store.ts'

/**
 * The processor does not know this account's customer yet: make one, then open again. Thrown, so
 * that nothing of this try stays, not even its idempotency key.
 */
export class CustomerMissing extends Error {
  override name = 'CustomerMissing'
  readonly is = 'customerMissing'
  readonly accountId: string
  readonly processorAccountId: string

  constructor(accountId: string, processorAccountId: string) {
    super('The account has no customer at the processor yet')
    this.accountId = accountId
    this.processorAccountId = processorAccountId
  }
}

/** Makes the account known to the processor, under an opaque id and nothing else. */
export async function makeCustomer(
  app: App,
  orgId: string,
  { accountId, processorAccountId }: { accountId: string; processorAccountId: string },
): Promise<void> {
  const processor = await app.processors.of({ orgId, processorAccountId })
  const made = await processor.createCustomer({
    key: `${orgId}.${accountId}.customer`,
    metadata: { org: toTypeId('org', orgId), account: toTypeId('acc', accountId) },
  })
  if (made.is !== 'answered') refuseProcessor(made.is === 'noAccess')
  await inOrganization(app.db, orgId, (tx) =>
    insertCustomer(tx, { orgId, processorAccountId, accountId, customerId: made.value }),
  )
}

/** The processor cannot be used, and no call that could move money was made. */
export function refuseProcessor(noAccess: boolean, facts: Record<string, unknown> = {}): never {
  if (noAccess) {
    refuse(
      'config_error',
      'The card processor refuses our keys. Nothing was charged. Ask an administrator.',
      { moneyMoved: 'no', facts },
    )
  }
  refuse('processor_unavailable', 'Cards cannot be charged now. Nothing was charged.', {
    moneyMoved: 'no',
    retryAfterSeconds: 30,
    facts,
  })
}
