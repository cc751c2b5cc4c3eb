import type { Delivery, Row, Store } from '../../sandbox/store.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { HEARD_EVENTS } from '../../src/processor/processor.ts'

/** Money that the processor took. */
export interface Charge {
  id: string
  intentId: string
  paymentId: string
  amount: number
}

/** The sandbox's store, and what the simulation notices of it: charges, and webhooks that wait. */
export interface WatchedStore {
  store: Store
  charges: Charge[]
  /** How many events there are that the product listens to. */
  events(): number
  /** When the next webhook is due, in milliseconds. */
  nextDelivery(): number
}

export function watchStore(store: Store): WatchedStore {
  const charges = new Map<string, Charge>()
  const list: Charge[] = []
  const waiting = new Map<string, number>()
  const events = new Set<string>()

  function noteDelivery(delivery: Delivery): void {
    if (delivery.state === 'pending') waiting.set(delivery.id, delivery.dueAt)
    else waiting.delete(delivery.id)
  }

  function noteCharge(row: Row): void {
    const charge = row.object as {
      id: string
      paid: boolean
      status: string
      amount: number
      payment_intent: string
      metadata: { payment?: string }
    }
    if (!charge.paid || charge.status !== 'succeeded' || charges.has(charge.id)) return
    const seen: Charge = {
      id: charge.id,
      intentId: charge.payment_intent,
      paymentId: fromTypeId('pay', charge.metadata.payment ?? '') ?? '',
      amount: charge.amount,
    }
    charges.set(charge.id, seen)
    list.push(seen)
  }

  return {
    charges: list,
    events: () => events.size,
    nextDelivery: () => Math.min(...waiting.values()),
    store: {
      ...store,
      async commit(account, changes) {
        const holder = await store.commit(account, changes)
        if (holder !== null) return holder
        for (const row of changes.rows) {
          if (row.type === 'charge') noteCharge(row)
          if (row.type === 'event' && HEARD_EVENTS.has(row.label ?? '')) events.add(row.id)
        }
        for (const delivery of changes.deliveries) noteDelivery(delivery)
        return null
      },
      async saveDelivery(delivery) {
        await store.saveDelivery(delivery)
        noteDelivery(delivery)
      },
    },
  }
}
