import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createDatabase } from '../support/cluster.ts'
import { MUTANTS } from './mutants.ts'

const COMMAND = join(import.meta.dirname, '..', '..', 'src', 'start', 'simulate-command.ts')
const PATIENCE_MS = 120_000

const WITH_SEED = MUTANTS.filter(({ killedBy }) => killedBy.seed !== null)

// Broken modules are loaded by Node itself, beside the sound ones; so each needs a process.
test.each(WITH_SEED)(
  '$name is found out by seed $killedBy.seed',
  { timeout: PATIENCE_MS },
  async ({ name, killedBy }) => {
    const database = await createDatabase()
    const args = ['--mutant', name, '--from', String(killedBy.seed), '--seeds', '1']
    const program = `import { simulateCommand } from '${pathToFileURL(COMMAND).href}'
      process.exit(await simulateCommand(${JSON.stringify(args)}.concat('--database', process.env.DATABASE)))`
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE: database.url },
      timeout: PATIENCE_MS,
    })
    await database.drop()

    expect(`${run.stdout}${run.stderr}`).toContain(`: ${killedBy.violation}`)
  },
)
