import { embeddedSecret, startEmbeddedPostgres } from '../database/embedded.ts'
import { lastAddress } from './last-address.ts'
import type { Settings } from './settings.ts'

/** The database that `npm start` uses, running or not: for the commands beside it. */
export async function reachDatabase(
  settings: Settings,
): Promise<{ url: string; secret: string; address: string | null; done: () => Promise<void> }> {
  if (settings.database.kind === 'external') {
    return {
      url: settings.database.url,
      secret: settings.secret ?? '',
      address: settings.url,
      done: async () => {},
    }
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
