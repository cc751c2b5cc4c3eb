import { recordAct } from '../audit/record.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import type { App } from '../processor/app.ts'
import { authorize, type StaffActor } from '../staff/authorize.ts'
import type { Run } from './run.ts'
import { runJson } from './run-json.ts'
import { findRun, lockRun, setPaused, setResumed, setStopped } from './store.ts'

/** Nothing new is charged until somebody resumes; what is in flight finishes. */
export function pauseRun(app: App, caller: Caller, id: string) {
  return steer(app, caller, id, 'run.paused', async (tx, run, actor) => {
    if (run.state === 'paused') return
    if (run.state !== 'running') refuse('run_state', 'It is not running.')
    await setPaused(tx, id, { because: 'person', text: 'Paused by hand.', byName: actor.name })
  })
}

export function resumeRun(app: App, caller: Caller, id: string) {
  return steer(app, caller, id, 'run.resumed', async (tx, run) => {
    if (run.state === 'running') return
    if (run.state !== 'paused') refuse('run_state', 'It is not paused.')
    await setResumed(tx, id, app.clock.now())
  })
}

/** For good: what was not begun is not charged. A draft is discarded. */
export function stopRun(app: App, caller: Caller, id: string) {
  return steer(app, caller, id, 'run.stopped', async (tx, run) => {
    if (run.state === 'stopped') return
    if (run.state === 'finished') refuse('run_state', 'It is over.')
    await setStopped(tx, id, app.clock.now())
  })
}

async function steer(
  app: App,
  caller: Caller,
  id: string,
  verb: string,
  change: (tx: Transaction, run: Run, actor: StaffActor) => Promise<void>,
) {
  const steered = await inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'runs.charge')
    const run = (await lockRun(tx, id)) ?? refuseUnknown('run')
    await change(tx, run, actor)
    const after = (await findRun(tx, id)) ?? run
    if (after.state !== run.state) await recordAct(app, tx, caller, actor, verb, id)
    return runJson(tx, actor, after, app.clock.now())
  })
  app.changed(caller.orgId)
  return steered
}
