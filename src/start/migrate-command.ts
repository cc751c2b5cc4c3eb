import { migrate } from '../database/migrate.ts'
import { withDatabase } from './reach-database.ts'
import type { Settings } from './settings.ts'

/** `onfile migrate`: run as the owner of the database, before a new version starts. */
export function migrateCommand(settings: Settings): Promise<number> {
  return withDatabase(settings, async ({ url }) => {
    const ran = await migrate(url)
    process.stdout.write(
      ran.length ? `${ran.map((name) => `ran ${name}`).join('\n')}\n` : 'Up to date.\n',
    )
    return 0
  })
}
