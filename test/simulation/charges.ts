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

/** Money that the processor gave back, or is about to. */
export interface ProcessorRefundSeen {
  id: string
  paymentId: string
  /** Ours, where we made it. */
  refundId: string | null
  amount: number
  status: string
  /** It came to nothing. */
  isOver: boolean
}

/** The sandbox's store, and what the simulation notices of it: money, and what waits to happen. */
export interface WatchedStore {
  store: Store
  charges: Charge[]
  /** By their ids at the processor. */
  refunds: Map<string, ProcessorRefundSeen>
  /** How many events there are that the product listens to. */
  events(): number
  /** When the next webhook is due, in milliseconds. */
  nextDelivery(): number
  /** When the processor next does something by itself. */
  nextTask(): number
}

export function watchStore(store: Store): WatchedStore {
  const charges = new Map<string, Charge>()
  const list: Charge[] = []
  const refunds = new Map<string, ProcessorRefundSeen>()
  const waiting = new Map<string, number>()
  const tasks = new Map<string, number>()
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

  function noteRefund(row: Row): void {
    const { id, amount, status, metadata, payment_intent } = row.object as {
      id: string
      amount: number
      status: string
      metadata: { refund?: string }
      payment_intent: string
    }
    refunds.set(id, {
      id,
      amount,
      status,
      paymentId: list.find((charge) => charge.intentId === payment_intent)?.paymentId ?? '',
      refundId: metadata.refund ? fromTypeId('rfd', metadata.refund) : null,
      isOver: status === 'failed' || status === 'canceled',
    })
  }

  return {
    charges: list,
    refunds,
    events: () => events.size,
    nextDelivery: () => Math.min(...waiting.values()),
    nextTask: () => Math.min(...tasks.values()),
    store: {
      ...store,
      async commit(account, changes) {
        const holder = await store.commit(account, changes)
        if (holder !== null) return holder
        for (const row of changes.rows) {
          if (row.type === 'charge') noteCharge(row)
          if (row.type === 'refund') noteRefund(row)
          if (row.type === 'event' && HEARD_EVENTS.has(row.label ?? '')) events.add(row.id)
        }
        for (const delivery of changes.deliveries) noteDelivery(delivery)
        for (const task of changes.tasks) tasks.set(task.id, task.dueAt)
        for (const id of changes.doneTasks) tasks.delete(id)
        return null
      },
      async saveDelivery(delivery) {
        await store.saveDelivery(delivery)
        noteDelivery(delivery)
      },
    },
  }
}
