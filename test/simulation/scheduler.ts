import { createHash } from 'node:crypto'
import { forever } from './forever.ts'
import type { Random } from './random.ts'

/** Whose strands these are: a process that may die, or the world around it, which does not. */
export interface Owner {
  readonly name: string
  alive: boolean
}

/** The world: people, networks, the processor. */
export const WORLD: Owner = { name: 'world', alive: true }

interface Strand {
  owner: Owner
  label: string
  /** When it may go on; asked anew at every step, so that what it waits for may come nearer. */
  at: () => number
  wake: () => void
}

/** A wait that somebody else can end. */
export interface Wait {
  ended: Promise<void>
  /** Lets the waiting strand go on now. */
  end: () => void
}

/** A step takes at least this long, so that no two transactions happen in the same moment. */
const STEP_MS_MAX = 20
const STORY_LINES_KEPT = 400

/**
 * One seeded scheduler, one task awake at a time. Strands wait at switch points; when nothing
 * moves any more, the next one is chosen among those that may go on. With the same seed the same
 * strands go on in the same order at the same simulated times.
 */
export class Scheduler {
  /** Milliseconds of simulated time. */
  now: number
  steps = 0
  /** The last things that happened, for people who look at a failing seed. */
  readonly story: string[] = []
  private readonly random: Random
  private readonly strands: Strand[] = []
  private readonly hash = createHash('sha256')
  private failure: unknown = null
  private working = 0
  private idle: () => void = () => {}
  private readonly onLine: ((line: string) => void) | null

  constructor(start: number, random: Random, onLine: ((line: string) => void) | null = null) {
    this.now = start
    this.random = random
    this.onLine = onLine
  }

  /** A switch point: others may run before this strand goes on. For the dead it does not go on. */
  pause(owner: Owner, label: string): Promise<void> {
    return this.sleepUntil(owner, label, () => this.now)
  }

  sleep(owner: Owner, label: string, milliseconds: number): Promise<void> {
    const at = this.now + milliseconds
    return this.sleepUntil(owner, label, () => at)
  }

  /** Sleeps until a moment that may change meanwhile. */
  sleepUntil(owner: Owner, label: string, at: () => number): Promise<void> {
    if (!owner.alive) return forever()
    return new Promise((wake) => {
      this.strands.push({ owner, label, at, wake })
    })
  }

  /** Waits until ended by somebody, or for so long. */
  wait(owner: Owner, label: string, milliseconds: number): Wait {
    let at = this.now + milliseconds
    const ended = this.sleepUntil(owner, label, () => at)
    return {
      ended,
      end: () => {
        at = Math.min(at, this.now)
      },
    }
  }

  /** Starts a task of its own. What it throws is the simulation's own fault, and ends it. */
  start(owner: Owner, label: string, task: () => Promise<void>): void {
    this.pause(owner, label)
      .then(task)
      .catch((error: unknown) => this.fail(error))
  }

  /** Ends the simulation at this step; whoever noticed need not be believed by its caller. */
  fail(error: unknown): void {
    this.failure ??= error
    this.idle()
  }

  /** Real work (SQL) that must end before another strand is woken. */
  async work<T>(promise: Promise<T>): Promise<T> {
    this.working++
    try {
      return await promise
    } finally {
      this.working--
      if (this.working === 0) this.idle()
    }
  }

  /** The same for work that begins and ends in different places. */
  beginWork(): () => void {
    this.working++
    return () => {
      this.working--
      if (this.working === 0) this.idle()
    }
  }

  /** Runs until `done`, or until simulated time reaches `until`, or nothing is left to happen. */
  async run(done: () => boolean, until = Number.POSITIVE_INFINITY): Promise<void> {
    for (;;) {
      await this.quiet()
      if (this.failure) throw this.failure
      if (done()) return
      if (!this.step(until)) {
        this.now = Math.max(this.now, Number.isFinite(until) ? until : this.now)
        return
      }
    }
  }

  /** Wakes one strand. Answers false if none may go on before `until`. */
  private step(until: number): boolean {
    let earliest = Number.POSITIVE_INFINITY
    let ready: number[] = []
    for (let index = 0; index < this.strands.length; index++) {
      const strand = this.strands[index] as Strand
      if (!strand.owner.alive) {
        this.strands.splice(index--, 1)
        continue
      }
      const at = Math.max(strand.at(), this.now)
      if (at > earliest) continue
      if (at < earliest) ready = []
      earliest = at
      ready.push(index)
    }
    if (earliest > until || earliest === Number.POSITIVE_INFINITY) return false
    this.now = earliest + this.random.between(1, STEP_MS_MAX)
    const chosen = ready[this.random.between(0, ready.length - 1)] as number
    const [strand] = this.strands.splice(chosen, 1) as [Strand]
    this.steps++
    this.tell(strand.owner, strand.label)
    strand.wake()
    return true
  }

  /** Notes something in the story, which two runs of a seed must share to the letter. */
  tell(owner: Owner, what: string): void {
    const line = `${this.steps} ${new Date(this.now).toISOString()} ${owner.name}: ${what}`
    this.hash.update(line)
    this.hash.update('\n')
    this.story.push(line)
    if (this.story.length > STORY_LINES_KEPT) this.story.splice(0, STORY_LINES_KEPT / 2)
    this.onLine?.(line)
  }

  /** The fingerprint of everything that happened so far. */
  fingerprint(): string {
    return this.hash.copy().digest('hex').slice(0, 16)
  }

  /** Waits until every promise that can go on by itself has gone on. */
  private async quiet(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (this.working === 0 || this.failure) return
      await new Promise<void>((resolve) => {
        this.idle = resolve
      })
    }
  }
}
