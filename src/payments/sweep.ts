import { acrossOrganizations } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { lookAtPayment } from './look-at-payment.ts'
import { paymentsToLookAt } from './store.ts'

/** Looks taken at once: a few, so that people at the counter keep most of the processor's limit. */
const LOOKS_AT_ONCE = 4
const LOOKS_PER_SWEEP_MAX = 100

/** Looks at every payment that is due, in all organizations. Answers how many there were. */
export async function sweepPayments(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    paymentsToLookAt(tx, app.clock.now(), LOOKS_PER_SWEEP_MAX),
  )
  const waiting = [...due]
  const failures: unknown[] = []
  const worker = async () => {
    for (let ref = waiting.shift(); ref; ref = waiting.shift()) {
      // One that cannot be looked at must not keep the others from being looked at.
      await lookAtPayment(app, ref).catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, worker))
  if (failures.length > 0) throw failures[0]
  return due.length
}
