import { HEARD_EVENTS } from '../../src/processor/processor.ts'
import type { TestOrganization } from './world.ts'

/** Has the processor send an organization everything that is heard, as the set-up page would. */
export async function sendWebhooksTo(organization: TestOrganization): Promise<void> {
  const owner = organization.as('owner')
  const { webhookAddress } = (await owner.get('/processor')).body.processor
  const endpoint = await organization.stripe.webhookEndpoints.create({
    url: webhookAddress,
    enabled_events: [...HEARD_EVENTS] as never[],
  })
  const put = await owner.put('/processor/webhook-secret', { webhookSecret: endpoint.secret })
  if (put.status !== 200) throw new Error(JSON.stringify(put.body))
}
