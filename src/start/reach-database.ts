import { embeddedSecret, startEmbeddedPostgres } from '../database/embedded.ts'
import type { Settings } from './settings.ts'

/** The database that `npm start` uses, running or not: for the commands beside it. */
export async function reachDatabase(
  settings: Settings,
): Promise<{ url: string; secret: string; done: () => Promise<void> }> {
  if (settings.database.kind === 'external') {
    return {
      url: settings.database.url,
      secret: settings.secret ?? '',
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
    done: database.stop,
  }
}
