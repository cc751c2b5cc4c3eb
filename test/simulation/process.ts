import { makeIdSource } from '../../src/kit/id.ts'
import type { App, Processors } from '../../src/processor/app.ts'
import { reactions } from '../../src/reactions.ts'
import type { SimulatedDatabase } from './database.ts'
import type { Faults } from './faults.ts'
import { forever } from './forever.ts'
import type { Random } from './random.ts'
import { type Owner, type Scheduler, WORLD } from './scheduler.ts'

/** What whoever asked a process sees when it dies: a connection that closes. */
export class ProcessDied extends Error {
  override name = 'ProcessDied'
}

const FREEZE_MS_MAX = 300_000

/** What a process works with beside its own memory. */
export interface Surroundings {
  scheduler: Scheduler
  faults: Faults
  random: Random
  database: SimulatedDatabase
  processorsOf: (process: Process) => Processors
}

/**
 * One life of an app process. When it dies, nothing of it goes on: its strands are never woken
 * again, its open transaction is rolled back, and who waits for it sees the connection close.
 */
export class Process implements Owner {
  readonly name: string
  readonly app: App
  alive = true
  private readonly waiting = new Set<(error: ProcessDied) => void>()
  private readonly around: Surroundings

  constructor(name: string, around: Surroundings) {
    this.name = name
    this.around = around
    const clock = { now: () => new Date(around.scheduler.now) }
    const newId = makeIdSource({ now: clock.now, random: (bytes) => around.random.bytes(bytes) })
    this.app = {
      db: around.database.for(this),
      clock,
      newId,
      processors: around.processorsOf(this),
      react: reactions(newId),
      changed: () => {},
    }
  }

  /** A request to this process, by somebody outside it. */
  async call<T>(label: string, work: (app: App) => Promise<T>): Promise<T> {
    if (!this.alive) throw new ProcessDied(`${this.name} is not running`)
    let closed: (error: ProcessDied) => void = () => {}
    const death = new Promise<never>((_, reject) => {
      closed = reject
    })
    this.waiting.add(closed)
    const asked = this.around.scheduler.pause(this, label).then(() => work(this.app))
    try {
      return await Promise.race([asked, death])
    } finally {
      this.waiting.delete(closed)
      await this.around.scheduler.pause(WORLD, `sees the end of "${label}"`)
    }
  }

  /** At a switch point: dies or stands still, if that is this seed's lot. */
  async maySuffer(): Promise<void> {
    if (!this.alive) return forever()
    const { faults, scheduler, random } = this.around
    if (faults.strikes('death')) {
      this.die('at a switch point')
      return forever()
    }
    if (!faults.strikes('freeze')) return
    const milliseconds = Math.floor(FREEZE_MS_MAX * random.next() ** 2)
    await scheduler.sleep(this, `stands still for ${milliseconds} ms`, milliseconds)
  }

  die(where: string): void {
    if (!this.alive) return
    this.alive = false
    this.around.scheduler.tell(this, `dies ${where}`)
    const waiting = [...this.waiting]
    this.waiting.clear()
    for (const closed of waiting) closed(new ProcessDied(`${this.name} died`))
  }
}
