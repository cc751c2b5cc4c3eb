import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedSecret, startEmbeddedPostgres } from '../database/embedded.ts'
import { embeddedDataDirectory } from '../database/embedded-data.ts'
import { lastAddress } from './last-address.ts'
import type { Settings } from './settings.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** What was being written has to be undone before the database ends. */
const STOPPING_PATIENCE = 10_000

export interface ReachedDatabase {
  url: string
  secret: string
  address: string | null
}

/**
 * Works on the database that `npm start` uses, running or not: for the commands beside it. One that
 * was started for this is stopped when the work is done, and when a signal ends it before.
 * `isMade`: one that is not there yet is made.
 */
export async function withDatabase<T>(
  settings: Settings,
  work: (database: ReachedDatabase) => Promise<T>,
  { isMade = false } = {},
): Promise<T> {
  let stop = async () => {}
  stopOnSignals(() => stop(), STOPPING_PATIENCE)
  const { done, ...database } = await reach(settings, isMade)
  stop = done
  try {
    return await work(database)
  } finally {
    await done()
  }
}

async function reach(
  settings: Settings,
  isMade: boolean,
): Promise<ReachedDatabase & { done: () => Promise<void> }> {
  if (settings.database.kind === 'external') {
    return {
      url: settings.database.url,
      secret: settings.secret ?? '',
      address: settings.url,
      done: async () => {},
    }
  }
  const folder = embeddedDataDirectory(settings.dataDirectory ?? undefined)
  if (!isMade && !existsSync(join(folder, 'postgres'))) {
    throw new Error(`There is no data in ${folder} yet. Start Onfile once with \`npm start\`.`)
  }
  const database = await startEmbeddedPostgres({
    ...(settings.dataDirectory ? { dataDirectory: settings.dataDirectory } : {}),
    share: true,
  })
  return {
    url: database.url,
    secret: settings.secret ?? embeddedSecret(database.dataDirectory),
    address: settings.url ?? lastAddress(database.dataDirectory),
    done: database.stop,
  }
}
