import { migrate } from '../database/migrate.ts'
import { reachDatabase } from './reach-database.ts'
import type { Settings } from './settings.ts'

/** `onfile migrate`: run as the owner of the database, before a new version starts. */
export async function migrateCommand(settings: Settings): Promise<number> {
  const database = await reachDatabase(settings)
  try {
    const ran = await migrate(database.url)
    process.stdout.write(
      ran.length ? `${ran.map((name) => `ran ${name}`).join('\n')}\n` : 'Up to date.\n',
    )
    return 0
  } finally {
    await database.done()
  }
}
