import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuse } from '../http/problem.ts'
import { assert } from '../kit/assert.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { chargePayment } from './charge-payment.ts'
import { openPayment } from './open-payment.ts'
import type { Payment } from './payment.ts'
import { requireKey } from './payment-key.ts'
import type { PaymentRequest } from './payment-request.ts'
import { insertCustomer } from './store.ts'

/**
 * Takes a payment: opens it (on record before anybody is asked), charges it, settles it.
 * The same key again answers with the same payment and asks nobody.
 */
export async function takePayment(
  app: App,
  caller: Caller,
  idempotencyKey: string | undefined,
  request: PaymentRequest,
): Promise<{ payment: Payment; repeated: boolean }> {
  const key = requireKey(idempotencyKey)
  const first = await openPayment(app, caller, key, request)
  if (first.is === 'customerMissing') await makeCustomer(app, caller.orgId, first)
  const opening =
    first.is === 'customerMissing' ? await openPayment(app, caller, key, request) : first
  assert(opening.is !== 'customerMissing', 'a customer that was made is there')
  if (opening.is === 'repeated') return { payment: opening.payment, repeated: true }
  app.changed(caller.orgId)
  if (opening.is === 'recorded') return { payment: opening.payment, repeated: false }
  return { payment: await chargePayment(app, opening.payment), repeated: false }
}

/** Makes the account known to the processor, under an opaque id and nothing else. */
async function makeCustomer(
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
