import { composeApp } from '../main.ts'
import { withDatabase } from './reach-database.ts'
import type { Settings } from './settings.ts'
import { signInLink } from './start-command.ts'

/** `onfile sign-in EMAIL`: nobody is locked out of their own server. */
export async function signInCommand(settings: Settings, email: string | undefined) {
  if (!email) {
    process.stderr.write('Name the person: onfile sign-in maria@example.com\n')
    return 2
  }
  return withDatabase(settings, async (database) => {
    const { login, close } = await composeApp({
      databaseUrl: database.url,
      secret: database.secret,
      url: settings.url,
      sandboxPort: null,
    })
    try {
      if (!(await login.find(email))) {
        process.stderr.write(`Nobody signs in as ${email}.\n`)
        return 1
      }
      const address = database.address ?? 'http://127.0.0.1:7070'
      process.stdout.write(`${await signInLink({ login }, email, address)}\n`)
      return 0
    } finally {
      await close()
    }
  })
}
