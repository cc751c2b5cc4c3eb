import { acrossOrganizations } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { lookAtRefund } from './look-at-refund.ts'
import { refundsToLookAt } from './store.ts'

const LOOKS_PER_SWEEP_MAX = 50

/** Looks at every refund that is due, in all organizations. Answers how many there were. */
export async function sweepRefunds(app: App): Promise<number> {
  const due = await acrossOrganizations(app.db, (tx) =>
    refundsToLookAt(tx, app.clock.now(), LOOKS_PER_SWEEP_MAX),
  )
  const failures: unknown[] = []
  for (const ref of due) {
    // One that cannot be looked at must not keep the others from being looked at.
    await lookAtRefund(app, ref).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return due.length
}
