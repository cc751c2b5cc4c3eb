import type { OutgoingDelivery } from '../../sandbox/webhooks.ts'
import { signWebhook } from '../../sandbox/webhooks.ts'
import { toTypeId } from '../../src/kit/id.ts'
import { receiveWebhook } from '../../src/processor/webhook.ts'
import { WORLD } from './scheduler.ts'
import { ask, type Town } from './town.ts'

/** Under which processor keys are sealed. */
export const ONFILE_SECRET = 'the secret of a simulation, thirty-two characters or more'

const DELAY_MS_MAX = 3 * 24 * 3_600_000

/** Carries webhooks: some are lost, some come twice, some come days later or in another order. */
export async function carryWebhooks(town: Town): Promise<void> {
  const { engine, faults, random, scheduler, watched } = town
  const underWay = new Set<string>()
  const carry = async (delivery: OutgoingDelivery) => {
    const delayed = faults.strikes('webhookDelayed')
    const wait = delayed ? DELAY_MS_MAX * random.next() ** 6 : random.between(50, 3_000)
    await scheduler.sleep(WORLD, 'a webhook is delivered', Math.floor(wait))
    const ok = faults.strikes('webhookLost') || (await deliver(town, delivery.body))
    await engine.recordDelivery(delivery.id, { ok, status: ok ? 200 : null })
    underWay.delete(delivery.id)
  }
  for (;;) {
    const earliest = scheduler.now + random.between(100, 2_000)
    await scheduler.sleepUntil(WORLD, 'a courier comes', () =>
      Math.max(earliest, Math.min(watched.nextDelivery(), ownWork(town))),
    )
    if (!town.processorRests) await engine.runDueTasks()
    for (const delivery of await engine.dueDeliveries()) {
      if (underWay.has(delivery.id)) continue
      underWay.add(delivery.id)
      scheduler.start(WORLD, 'a webhook leaves', () => carry(delivery))
      if (!faults.strikes('webhookTwice')) continue
      scheduler.start(WORLD, 'a webhook leaves twice', async () => {
        await scheduler.sleep(WORLD, 'a webhook comes again', random.between(1, 600_000))
        await deliver(town, delivery.body)
      })
    }
  }
}

function ownWork({ processorRests, watched }: Town): number {
  return processorRests ? Number.POSITIVE_INFINITY : watched.nextTask()
}

/** Signed as of now, by the machine's clock, which the SDK compares it with. */
export async function deliver(town: Town, body: string): Promise<boolean> {
  const { business } = town
  const secret = business.webhookSecret ?? ''
  const signature = signWebhook(body, secret, Math.floor(Date.now() / 1000))
  const account = toTypeId('prc', business.processorAccountId)
  const reply = await ask(town, 'a webhook', (app) =>
    receiveWebhook(app, ONFILE_SECRET, { account, signature, body }),
  )
  return reply.is === 'answer'
}
