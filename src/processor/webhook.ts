import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import { refuse } from '../http/problem.ts'
import { fromTypeId } from '../kit/id.ts'
import type { App } from './app.ts'
import { organizationOfProcessorAccount, storeEvents } from './event-store.ts'
import type { ProcessorEvent } from './processor.ts'
import { unseal } from './seal.ts'
import { findProcessorAccount, markWebhookSeen } from './store.ts'
import { verifyWebhook } from './stripe.ts'

/**
 * Takes in a webhook: the address names the processor account, so the secret is known before the
 * body is believed. The event is stored as a hint and acknowledged; nothing is settled from it.
 */
export async function receiveWebhook(
  app: App,
  secret: string,
  webhook: { account: string; signature: string | undefined; body: string },
): Promise<void> {
  const processorAccountId = fromTypeId('prc', webhook.account)
  const orgId =
    processorAccountId &&
    (await acrossOrganizations(app.db, (tx) =>
      organizationOfProcessorAccount(tx, processorAccountId),
    ))
  if (!processorAccountId || !orgId) {
    refuse('not_found', 'We could not find that processor account.')
  }
  const account = await inOrganization(app.db, orgId, (tx) =>
    findProcessorAccount(tx, processorAccountId),
  )
  if (!account?.webhook_secret_sealed) {
    refuse('webhook_invalid', 'This account takes no webhooks: it has no signing secret.')
  }
  const signingSecret = unseal(secret, account.webhook_secret_sealed)
  const { event, livemode } = verify(webhook, signingSecret)
  if (livemode !== (account.mode === 'live')) {
    refuse('webhook_invalid', `This account is in ${account.mode} mode; the event is not.`)
  }
  const now = app.clock.now()
  await inOrganization(app.db, orgId, (tx) =>
    Promise.all([
      markWebhookSeen(tx, processorAccountId, now),
      storeEvents(tx, { orgId, processorAccountId }, 'webhook', [event], now),
    ]),
  )
}

function verify(
  webhook: { signature: string | undefined; body: string },
  signingSecret: string,
): { event: ProcessorEvent; livemode: boolean } {
  try {
    const event = verifyWebhook(webhook.body, webhook.signature ?? '', signingSecret)
    return { event, livemode: (JSON.parse(webhook.body) as { livemode: boolean }).livemode }
  } catch {
    return refuse('webhook_invalid', 'The signature is missing, wrong or too old.')
  }
}
