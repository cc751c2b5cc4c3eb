import pg from 'pg'
import { Eye } from './eye.ts'
import { type Outcome, type SimulationOptions, simulate } from './simulate.ts'

/** A database on which seeds are run, one after the other. */
export interface Lab {
  run(seed: number, options?: SimulationOptions): Promise<Outcome>
  close(): Promise<void>
}

/** Takes over the migrated database at `url`: every seed empties it. */
export async function openLab(url: string, withoutIndexes: readonly string[] = []): Promise<Lab> {
  const client = new pg.Client(url)
  await client.connect()
  const eye = await Eye.open(url)
  await eye.refuseRealData()
  await eye.prepare()
  const indexes = await eye.dropIndexes(withoutIndexes)
  return {
    run: (seed, options) => simulate(seed, { client, eye }, options),
    async close() {
      await eye.empty()
      await eye.asOwner(indexes)
      await client.end()
      await eye.close()
    },
  }
}
