import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import { isOpenToOthers } from '../database/embedded-data.ts'
import { migrate } from '../database/migrate.ts'

const DEFAULT_MINUTES = 1
/** Beside the server, not a part of it: an installation without sources does not have it. */
const SIMULATION = join(import.meta.dirname, '..', '..', 'test', 'simulation', 'run.ts')

type Log = (line: string) => void

interface Lab {
  close(): Promise<void>
}

interface Simulation {
  openLabFor(mutant: string | null, url: string): Promise<Lab>
  replaySeed(lab: Lab, seed: number, log: Log): Promise<number>
  runSeeds(
    lab: Lab,
    range: { from: number; seeds: number; minutes: number },
    log: Log,
  ): Promise<number>
  killMutants(url: string, log: Log): Promise<number>
}

/**
 * `onfile simulate`: charges cards for a simulated business while everything goes wrong, and says
 * at which step what did not hold. The same seed does the same again.
 *   --seeds N, --minutes M   how many, or for how long (one minute)
 *   --from N                 the first seed (1)
 *   --seed N                 this one only, looking after every step, with its story
 *   --mutant NAME            with the protocol broken on purpose
 *   --mutants                every mutant, on the seed that is known to kill it
 *   --database URL           an empty database to use instead of one of its own
 */
export async function simulateCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      mutant: { type: 'string' },
      mutants: { type: 'boolean' },
      database: { type: 'string' },
    },
  })
  if (!existsSync(SIMULATION)) {
    throw new Error('The simulation comes with the sources, which are not installed here.')
  }
  const database = values.database
    ? { url: values.database, done: async () => {} }
    : await ownDatabase()
  try {
    await migrate(database.url)
    const simulation: Simulation = await import(pathToFileURL(SIMULATION).href)
    const log: Log = (line) => void process.stdout.write(`${line}\n`)
    if (values.mutants) return await simulation.killMutants(database.url, log)
    const lab = await simulation.openLabFor(values.mutant ?? null, database.url)
    try {
      if (values.seed) return await simulation.replaySeed(lab, numberOf(values.seed), log)
      const from = values.from ? numberOf(values.from) : 1
      const seeds = values.seeds ? numberOf(values.seeds) : Number.POSITIVE_INFINITY
      const endless = values.seeds ? Number.POSITIVE_INFINITY : DEFAULT_MINUTES
      const minutes = values.minutes ? numberOf(values.minutes) : endless
      return await simulation.runSeeds(lab, { from, seeds, minutes }, log)
    } finally {
      await lab.close()
    }
  } finally {
    await database.done()
  }
}

function numberOf(text: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0) throw new Error(`Type a number instead of ${text}.`)
  return number
}

/** A server of its own, that loses its data when it ends. */
async function ownDatabase(): Promise<{ url: string; done: () => Promise<void> }> {
  // Root's PostgreSQL runs as another user, who must be able to enter the folder.
  const parent = process.getuid?.() !== 0 || isOpenToOthers(tmpdir()) ? tmpdir() : '/var/tmp'
  const folder = mkdtempSync(join(parent, 'onfile-simulation-'))
  chmodSync(folder, 0o711)
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(folder, 'data'),
    fsync: false,
  })
  return {
    url: postgres.url,
    async done() {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
