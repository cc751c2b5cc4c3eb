import { setTimeout as pause } from 'node:timers/promises'
import { acrossOrganizations, inOrganization } from '../database/transaction.ts'
import type { App } from '../processor/app.ts'
import { chargeItem } from './charge-item.ts'
import { stepRun, type Worked } from './step-run.ts'
import { type RunRef, runsToWork } from './work-store.ts'

/** How long a turn takes up new work; what it took up then finishes. */
const TURN_MS = 2_000
const LOOK_MS = 250
const LATER_SECONDS = 5

/**
 * Works on every run that goes on, in all organizations, for a turn. Any number of processes may
 * do so at once and any of them may die: what is to be done lies in rows.
 */
export async function workRuns(app: App): Promise<void> {
  const until = app.clock.now().getTime() + TURN_MS
  const isTurn = () => app.clock.now().getTime() < until
  const working = new Map<string, Promise<void>>()
  const failures: unknown[] = []
  do {
    const due = await acrossOrganizations(app.db, (tx) => runsToWork(tx, app.clock.now()))
    for (const ref of due) {
      if (working.has(ref.runId)) continue
      const work = workRun(app, ref, isTurn)
        .catch((error: unknown) => {
          failures.push(error)
        })
        .finally(() => working.delete(ref.runId))
      working.set(ref.runId, work)
    }
    if (working.size === 0) break
    await Promise.race([pause(LOOK_MS), Promise.all(working.values())])
  } while (isTurn())
  await Promise.all(working.values())
  if (failures.length > 0) throw failures[0]
}

/** Works on one run until the turn is over or nothing is left to take up. */
async function workRun(app: App, ref: RunRef, isTurn: () => boolean): Promise<void> {
  const active = new Set<Promise<void>>()
  const failures: unknown[] = []
  let worked: Worked[] = []
  let atOnce = 4
  for (;;) {
    const written = worked
    worked = []
    const free = isTurn() ? atOnce - active.size : 0
    const step = await inOrganization(app.db, ref.orgId, (tx) =>
      stepRun(app, tx, ref, written, free),
    )
    if (written.length > 0) app.changed(ref.orgId)
    atOnce = step?.atOnce ?? atOnce
    for (const item of step?.claimed ?? []) {
      if (!step) break
      const charge = chargeItem(app, step.caller, step.run, item)
        .catch((error: unknown) => {
          failures.push(error)
          return { is: 'later' as const, seconds: LATER_SECONDS, counts: false }
        })
        .then((ended) => {
          worked.push({ item, ended })
          active.delete(charge)
        })
      active.add(charge)
    }
    if (worked.length > 0) continue
    const mayTake = step !== null && !step.isIdle && isTurn()
    if (active.size === 0 && !mayTake) break
    const more = mayTake && active.size < atOnce ? [pause(Math.max(5, step.waitMs))] : []
    await Promise.race([...active, ...more])
  }
  if (failures.length > 0) throw failures[0]
}
