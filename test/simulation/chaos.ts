import { WORLD } from './scheduler.ts'
import type { Town } from './town.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** How much of the large trouble a seed has: per visit of fate, from 0 to 1. */
export interface Fate {
  visits: number
  outage: number
  kill: number
  jump: number
  everyMs: number
}

/** Large trouble beside the small: outages, clocks that jump, processes that are killed. */
export async function haveFate(town: Town, fate: Fate): Promise<void> {
  const { random, scheduler } = town
  for (let visit = 0; visit < fate.visits; visit++) {
    await scheduler.sleep(WORLD, 'fate comes', Math.floor(fate.everyMs * random.next() * 2))
    if (!town.troubled) return
    if (random.chance(fate.kill)) killSomebody(town)
    if (random.chance(fate.jump)) await jump(town)
    if (random.chance(fate.outage)) await endureOutage(town)
  }
}

function killSomebody({ random, processes }: Town): void {
  if (processes.length > 0) random.pick(processes).die('because it was killed')
}

/** The machine stood still for up to 25 hours; or its clock was set. */
async function jump({ random, scheduler, engine }: Town): Promise<void> {
  const milliseconds = Math.floor(25 * HOUR * random.next() ** 2)
  scheduler.now += milliseconds
  scheduler.tell(WORLD, `the clock jumps ${milliseconds} ms`)
  await engine.pruneIdempotency()
}

/** Where banks are debited, whole days pass between what people do. */
export async function letDaysPass(town: Town): Promise<void> {
  const { banks, scheduler, engine } = town
  if (!banks) return
  for (let visits = banks.between(0, 4); visits > 0; visits--) {
    await scheduler.sleep(WORLD, 'days will pass', banks.between(10, 900) * 1_000)
    if (!town.troubled) return
    scheduler.now += banks.between(8, 72) * HOUR
    scheduler.tell(WORLD, 'days passed')
    await engine.pruneIdempotency()
  }
}

/** The processor cannot be used: mostly for minutes, at times past the life of its keys. */
async function endureOutage(town: Town): Promise<void> {
  const { faults, random, scheduler, engine } = town
  scheduler.tell(WORLD, `an outage begins: ${faults.beginOutage()}`)
  await scheduler.sleep(WORLD, 'an outage goes on', Math.floor(10 * MINUTE * random.next() ** 2))
  // An outage that outlasts the trouble is cut short: the quiet after it is of a known length.
  if (town.troubled && random.chance(0.3)) {
    // Nobody looks in vain for a day and more: the machine is off for most of it.
    scheduler.now += (random.chance(0.5) ? random.between(1, 23) : random.between(24, 26)) * HOUR
    scheduler.tell(WORLD, 'the outage is a long one')
    await engine.pruneIdempotency()
    await scheduler.sleep(WORLD, 'an outage ends', random.between(1, 5) * MINUTE)
  }
  faults.outage = null
  scheduler.tell(WORLD, 'the outage is over')
}
