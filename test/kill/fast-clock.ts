import type { Clock } from '../../src/kit/time.ts'

/** A clock that agrees with the real one at `since` and then runs `speed` times as fast. */
export interface Pace {
  since: number
  speed: number
  /** Added to it: how long the machine was switched off. */
  ahead: number
}

/** Leases of minutes end in seconds; every process with the same pace reads the same time. */
export function fastClock({ since, speed, ahead }: Pace): Clock {
  return { now: () => new Date(since + ahead + (Date.now() - since) * speed) }
}
