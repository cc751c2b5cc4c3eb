import { expect } from 'vitest'
import { createDatabase } from '../support/cluster.ts'
import { openLab } from './lab.ts'
import { failureOf } from './run.ts'

/**
 * Runs every other seed from the first one, so that two files keep two cores busy; ends with the
 * last one, when time is up, or at the first seed that breaks something.
 */
export async function runEveryOtherSeed(
  first: 1 | 2,
  until: { last: number; minutes: number },
): Promise<void> {
  const database = await createDatabase()
  const lab = await openLab(database.url)
  try {
    const end = performance.now() + until.minutes * 60_000
    for (let seed = first; seed <= until.last && performance.now() < end; seed += 2) {
      const outcome = await lab.run(seed)
      if (outcome.violation) expect.fail(failureOf(outcome))
    }
  } finally {
    await lab.close()
    await database.drop()
  }
}
