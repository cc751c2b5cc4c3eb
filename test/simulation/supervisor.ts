import { compareByNight } from '../../src/differences/compare.ts'
import { hearAll } from '../../src/hearers.ts'
import { sweepPayments } from '../../src/payments/sweep.ts'
import { sweepFees } from '../../src/payments/sweep-fees.ts'
import { readPayouts } from '../../src/payouts/read-payouts.ts'
import type { App } from '../../src/processor/app.ts'
import { pollEvents } from '../../src/processor/poll-events.ts'
import { sweepRefunds } from '../../src/refunds/sweep-refunds.ts'
import { sweepSetups } from '../../src/wallet/sweep-setups.ts'
import { Process, type Surroundings } from './process.ts'
import { WORLD } from './scheduler.ts'
import { isOwnTrouble, type Town, unexpected } from './town.ts'

const DOWN_MS_MAX = 120_000
const POLL = 'poll events'
const IDLE_POLL_MS = 900_000

/** Keeps one place of a process alive: whenever it dies, it is started again after a while. */
export async function supervise(town: Town, place: string, around: Surroundings): Promise<void> {
  const { scheduler, random } = town
  for (let life = 1; ; life++) {
    const process = new Process(`${place}.${life}`, around)
    town.processes.push(process)
    startJobs(town, process)
    await scheduler.sleepUntil(WORLD, `${process.name} is found dead`, () =>
      process.alive ? Number.POSITIVE_INFINITY : scheduler.now,
    )
    town.processes.splice(town.processes.indexOf(process), 1)
    const down = town.troubled ? Math.floor(DOWN_MS_MAX * random.next() ** 3) : 0
    await scheduler.sleep(WORLD, `${place} starts again`, down)
  }
}

/** A poll that has nothing to find is made only now and then. */
function nextPoll({ properties, watched, polled }: Town): number {
  const news = watched.events() > properties.eventsStored
  return news ? properties.due.poll : Math.max(properties.due.poll, polled.at + IDLE_POLL_MS)
}

/** The timetable of the product. A turn at which nothing is due changes nothing, so it is left out. */
function startJobs(town: Town, process: Process): void {
  const { properties } = town
  const jobs: [string, number, () => number, (app: App) => Promise<unknown>][] = [
    ['sweep payments', 1_000, () => properties.due.payment, sweepPayments],
    ['sweep refunds', 1_000, () => properties.due.refund, sweepRefunds],
    ['sweep method set-ups', 2_000, () => properties.due.setup, sweepSetups],
    ['sweep fees', 2_000, () => properties.due.fee, sweepFees],
    ['read payouts', 30_000, () => properties.due.payouts, readPayouts],
    ['compare with the processor', 60_000, () => properties.due.night, compareByNight],
    ['hear events', 1_000, () => properties.due.event, hearAll],
    [POLL, 5_000, () => nextPoll(town), pollEvents],
  ]
  for (const [name, every, due, run] of jobs) {
    town.scheduler.start(process, name, () => repeat(town, process, { name, every, due, run }))
  }
}

async function repeat(
  town: Town,
  process: Process,
  job: { name: string; every: number; due: () => number; run: (app: App) => Promise<unknown> },
): Promise<void> {
  const { scheduler, random } = town
  for (;;) {
    const earliest = scheduler.now + random.between(job.every / 2, job.every * 2)
    await scheduler.sleepUntil(process, job.name, () => Math.max(earliest, job.due()))
    if (job.name === POLL) town.polled.at = scheduler.now
    try {
      await job.run(process.app)
    } catch (error) {
      if (!isOwnTrouble(error)) scheduler.fail(unexpected(job.name, error))
    }
  }
}
