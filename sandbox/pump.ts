import type { Engine } from './engine.ts'
import type { OutgoingDelivery } from './webhooks.ts'

const PAUSE_MS = 200
const PRUNE_EVERY = 3_000
const DELIVERIES_AT_ONCE = 20
const ANSWER_WITHIN_MS = 10_000

/** Does the processor's own work (fees, webhooks) as it falls due, until stopped. */
export function startPump(engine: Engine, onError: (error: unknown) => void): () => Promise<void> {
  let stopped = false
  let wake: () => void = () => {}

  async function run(): Promise<void> {
    for (let round = 0; !stopped; round++) {
      try {
        const tasks = await engine.runDueTasks()
        const deliveries = await engine.dueDeliveries(DELIVERIES_AT_ONCE)
        await Promise.all(deliveries.map((delivery) => deliver(engine, delivery)))
        if (round % PRUNE_EVERY === 0) await engine.pruneIdempotency()
        if (tasks + deliveries.length > 0) continue
      } catch (error) {
        onError(error)
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, PAUSE_MS).unref()
      })
    }
  }

  const running = run()
  return () => {
    stopped = true
    wake()
    return running
  }
}

async function deliver(
  engine: Engine,
  { id, url, headers, body }: OutgoingDelivery,
): Promise<void> {
  let status: number | null = null
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    status = response.status
    await response.arrayBuffer()
  } catch {
    // No answer is a failed delivery; the retry is scheduled below.
  }
  const ok = status !== null && status >= 200 && status < 300
  await engine.recordDelivery(id, { ok, status })
}
