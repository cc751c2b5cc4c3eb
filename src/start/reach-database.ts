import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedSecret, startEmbeddedPostgres } from '../database/embedded.ts'
import { embeddedDataDirectory } from '../database/embedded-data.ts'
import { lastAddress } from './last-address.ts'
import type { Settings } from './settings.ts'

/**
 * The database that `npm start` uses, running or not: for the commands beside it. `isMade`: one
 * that is not there yet is made.
 */
export async function reachDatabase(
  settings: Settings,
  { isMade = false } = {},
): Promise<{ url: string; secret: string; address: string | null; done: () => Promise<void> }> {
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
