import type { Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import type { App } from '../processor/app.ts'
import type { Ended } from './charge-item.ts'
import { lockPace, setPace } from './pace-store.ts'
import { fuseFor, REHEARSED, type Run } from './run.ts'
import { findRun, lockRun, setPaused, skipWaiting } from './store.ts'
import {
  type Claimed,
  claimItems,
  isRehearsed,
  loginOfStarter,
  newestAnswers,
  nextProcessorAccount,
  type RunRef,
  setAgain,
  setDone,
  setFinished,
  setLater,
  setScheduledRunning,
  setSkipped,
  setThrottledSince,
} from './work-store.ts'

/** A row that was worked on. */
export interface Worked {
  item: Claimed
  ended: Ended
}

export interface Step {
  run: Run
  caller: Caller
  claimed: Claimed[]
  /** Nothing can be taken up now, whatever the pace. */
  isIdle: boolean
  /** How long until the pace allows another. */
  waitMs: number
  /** How many at once keep that pace. */
  atOnce: number
}

/** Longer than two calls of the processor take at most: whoever has it for so long is dead. */
const CLAIM_SECONDS = 100
const AT_ONCE = { least: 4, most: 48 }
/** What a quiet second leaves to the next. */
const BURST_SECONDS = 0.25
const FASTER_BY = 0.1

/**
 * One step of whoever works on a run, in one transaction: writes down what ended, lets the fuses
 * look, ends the run if nothing is left, and claims as many rows as the pace allows. The run is
 * locked meanwhile, so that its state and what is claimed belong together, in whatever process.
 */
export async function stepRun(
  app: Pick<App, 'clock' | 'newId'>,
  tx: Transaction,
  ref: RunRef,
  worked: Worked[],
  free: number,
): Promise<Step | null> {
  const { orgId, runId } = ref
  const before = await lockRun(tx, runId)
  if (!before) return null
  const now = app.clock.now()
  await writeDown(app, tx, runId, worked, now)
  if (before.state === 'stopped') await skipWaiting(tx, runId, now)
  if (before.state === 'scheduled' && before.startAt && before.startAt <= now) {
    await setScheduledRunning(tx, runId, now)
  }
  if (before.state === 'running') await guard(tx, before, worked, now)
  const run = (await findRun(tx, runId)) ?? before
  if (run.state !== 'running' || (await setFinished(tx, runId, now))) return null
  if (run.rehearses && (await isRehearsed(tx, runId))) {
    const text = `The first ${REHEARSED} are charged. Look at them, then resume or stop.`
    await setPaused(tx, runId, { because: 'rehearsal', text, byName: null })
    return null
  }
  const loginId = run.startedBy && (await loginOfStarter(tx, run.startedBy))
  if (!loginId) {
    const text = 'Whoever started it does not work here any more. Nothing more is charged.'
    await setPaused(tx, runId, { because: 'cannotCharge', text, byName: null })
    return null
  }
  return { run, caller: { orgId, loginId }, ...(await claim(tx, ref, run, worked, free, now)) }
}

async function writeDown(
  app: Pick<App, 'newId'>,
  tx: Transaction,
  runId: string,
  worked: Worked[],
  now: Date,
): Promise<void> {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const done = worked.filter(({ ended }) => ended.is === 'done').map(({ item }) => item.position)
  await setDone(tx, runId, done, now)
  for (const { item, ended } of worked) {
    const { position, paymentId } = item
    if (ended.is === 'skipped') {
      await setSkipped(tx, runId, { position, code: ended.code, text: ended.text }, now)
    } else if (ended.is === 'later') {
      await setLater(tx, runId, { position, counts: ended.counts }, after(ended.seconds))
    } else if (ended.is === 'again') {
      const again = { position, paymentId, newPaymentId: app.newId() }
      await setAgain(tx, runId, again, after(ended.seconds))
    } else if (ended.is === 'pause') {
      await setLater(tx, runId, { position, counts: false }, now)
    }
  }
}

/** Pauses a run that should not go on without a person. */
async function guard(tx: Transaction, run: Run, worked: Worked[], now: Date): Promise<void> {
  if (worked.length === 0) return
  const blocked = worked.find(({ ended }) => ended.is === 'pause')?.ended
  if (blocked?.is === 'pause') {
    await setPaused(tx, run.id, { because: 'cannotCharge', text: blocked.text, byName: null })
    return
  }
  const isThrottled = worked.some(({ ended }) => ended.is === 'again' && ended.throttled)
  const isAnswered = worked.some(({ ended }) => ended.is === 'done')
  const since = isAnswered ? null : isThrottled ? (run.throttledSince ?? now) : run.throttledSince
  if (since !== run.throttledSince) await setThrottledSince(tx, run.id, since)
  const answers = await newestAnswers(tx, run.id, run.resumedAt ?? run.startedAt ?? now)
  const fuse = fuseFor({
    ...answers,
    mindsDeclines: run.mindsDeclines,
    throttledSeconds: since ? (now.getTime() - since.getTime()) / 1000 : 0,
  })
  if (fuse) await setPaused(tx, run.id, { ...fuse, byName: null })
}

/** Takes rows as the pace of their processor account allows, which follows what the processor says. */
async function claim(
  tx: Transaction,
  { orgId, runId }: RunRef,
  run: Run,
  worked: Worked[],
  free: number,
  now: Date,
): Promise<Pick<Step, 'claimed' | 'isIdle' | 'waitMs' | 'atOnce'>> {
  const { rehearses } = run
  const processorAccountId = await nextProcessorAccount(tx, { runId, rehearses, now })
  if (!processorAccountId) return { claimed: [], isIdle: true, waitMs: 0, atOnce: AT_ONCE.least }
  const pace = await lockPace(tx, orgId, processorAccountId, now)
  const perSecond = paceAfter(pace, worked)
  const seconds = Math.max(0, (now.getTime() - pace.at.getTime()) / 1000)
  const burst = Math.max(1, perSecond * BURST_SECONDS)
  const allowed = Math.min(burst, pace.leftOver + seconds * perSecond)
  const most = Math.min(Math.floor(allowed), free)
  const until = new Date(now.getTime() + CLAIM_SECONDS * 1000)
  const claimed =
    most < 1 ? [] : await claimItems(tx, { runId, rehearses, processorAccountId, most, now, until })
  const taken = claimed.filter((item) => item.payment === null).length
  await setPace(tx, processorAccountId, { perSecond, leftOver: allowed - taken, at: now })
  const missing = Math.max(0, 1 - (allowed - taken))
  return {
    claimed,
    isIdle: false,
    waitMs: Math.ceil((missing / perSecond) * 1000),
    atOnce: Math.min(AT_ONCE.most, Math.max(AT_ONCE.least, Math.ceil(perSecond))),
  }
}

function paceAfter(pace: { perSecond: number; most: number }, worked: Worked[]): number {
  if (worked.some(({ ended }) => ended.is === 'again' && ended.throttled)) {
    return Math.max(1, pace.perSecond / 2)
  }
  const answered = worked.filter(({ ended }) => ended.is === 'done').length
  return Math.min(pace.most, pace.perSecond + answered * FASTER_BY)
}
