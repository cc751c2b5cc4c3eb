import { expect } from 'vitest'
import { createDatabase } from '../support/cluster.ts'
import { soak } from './soak.ts'

/** Kills the server so many times, and makes sure that the kills struck where it matters. */
export async function killSoak(times: number): Promise<void> {
  const database = await createDatabase()
  try {
    const ends = await soak({
      databaseUrl: database.url,
      times,
      async strike(server) {
        await server.kill()
        await server.start()
      },
      mayLogErrors: false,
    })
    for (const way of STRUCK) expect(ends.get(way) ?? 0, way).toBeGreaterThan(0)
    if (process.env.ONFILE_SOAK_LOG) process.stderr.write(`${JSON.stringify([...ends])}\n`)
  } finally {
    await database.drop()
  }
}

/** Died before an intent was committed; before the confirm; after it, with the answer lost. */
const STRUCK = [
  'created to canceled by sweeper',
  'confirming to canceled by sweeper',
  'confirming to succeeded by sweeper',
  // The same of a refund: asked for, and nobody left to be told.
  'refund created to succeeded by sweeper',
]
