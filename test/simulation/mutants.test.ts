import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createDatabase } from '../support/cluster.ts'

const COMMAND = join(import.meta.dirname, '..', '..', 'src', 'start', 'simulate-command.ts')
const PATIENCE_MS = 300_000

// Broken modules are loaded by Node itself, beside the sound ones; so this needs a process.
test(
  'the protocol, broken on purpose in one place, is found out by its seed',
  async () => {
    const database = await createDatabase()
    const program = `import { simulateCommand } from '${pathToFileURL(COMMAND).href}'
      process.exit(await simulateCommand(['--mutants', '--database', process.env.DATABASE]))`
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE: database.url },
      timeout: PATIENCE_MS,
    })
    await database.drop()

    expect(`${run.stdout}${run.stderr}`).toMatch(/^(\d+) of \1 mutants are dead\.$/m)
  },
  PATIENCE_MS,
)
