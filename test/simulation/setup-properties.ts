import type Stripe from 'stripe'
import { fromTypeId } from '../../src/kit/id.ts'
import type { WatchedStore } from './charges.ts'
import type { Eye } from './eye.ts'
import { SANDBOX_ACCOUNT } from './town.ts'

interface OurSetup {
  id: string
  state: string
  /** The card it saved, by the processor's id, while it is in the wallet. */
  saved: string | null
}

/** S1, long after the last trouble: what is the first thing that is otherwise at the processor? */
export async function setupThatDiffers(eye: Eye, { store }: WatchedStore): Promise<string | null> {
  const intents = await store.list(SANDBOX_ACCOUNT, { type: 'setup_intent', limit: 10_000 })
  const ours = await eye.rows<OurSetup>(
    `select s.id, s.state, m.processor_method_id as saved from method_setup s
     left join payment_method m on m.id = s.method_id and m.removed_at is null`,
  )
  const byId = new Map(ours.map((setup) => [setup.id, setup]))
  for (const { object } of intents) {
    const { id, status, metadata, payment_method } = object as Stripe.SetupIntent
    const our = byId.get(fromTypeId('set', metadata?.setup ?? '') ?? '')
    if (status !== 'succeeded') {
      if (our?.state === 'succeeded') return `${id} is ${status}, and ours succeeded`
      continue
    }
    if (our?.state === 'succeeded') continue
    const [method] = await store.read(SANDBOX_ACCOUNT, [String(payment_method)])
    const { customer } = (method?.object ?? {}) as Partial<Stripe.PaymentMethod>
    if (customer) return `${id} saved ${payment_method}, and ours is ${our?.state}`
  }
  const open = ours.find(({ state }) => !['succeeded', 'failed', 'canceled'].includes(state))
  return open ? `${open.id} is still ${open.state}` : null
}
