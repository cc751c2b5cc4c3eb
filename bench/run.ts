import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import {
  type EmbeddedPostgres,
  embeddedSecret,
  startEmbeddedPostgres,
} from '../src/database/embedded.ts'
import { migrate } from '../src/database/migrate.ts'
import { stopOnSignals } from '../src/start/stop-on-signals.ts'

const CLOSING_PATIENCE = 20_000

/** What was opened; closed in the opposite order, whatever ends the run. */
export const closers: (() => Promise<unknown>)[] = []
let closing: Promise<void> | null = null

/** Something that was asked for and is not there: said in one line, without its place in the code. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values']

/** A benchmark as a program: its options, its usage, and everything closed when it ends. */
export async function run<O extends Options>(
  usage: string,
  options: O,
  main: (values: Values<O>) => Promise<void>,
): Promise<never> {
  let values: Values<O>
  try {
    if (process.argv.some((word) => word === '--help' || word === '-h')) {
      say(usage.trim())
      process.exit(0)
    }
    values = parseArgs({ options }).values
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage.trim()}\n`)
    process.exit(2)
  }
  stopOnSignals(closeAll, CLOSING_PATIENCE)
  // Whoever reads this may have read enough.
  process.stdout.on('error', () => closing ?? process.kill(process.pid, 'SIGTERM'))
  const failure = await main(values).then(
    () => null,
    (error: unknown) => error,
  )
  const wasStopped = closing !== null
  await closeAll()
  if (failure && !wasStopped) {
    if (!(failure instanceof UsageError)) throw failure
    process.stderr.write(`${failure.message}\n`)
    process.exit(2)
  }
  process.exit(0)
}

function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (const close of closers.splice(0).reverse()) await close().catch(() => {})
  })()
  return closing
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function numberOf(text: string | undefined, name: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1) return number
  throw new UsageError(`--${name} takes a whole number from 1.`)
}

/** The machine and what it ran, for the first line of a report. */
export function machine(): string {
  return `${cpus().length} cores, Node ${process.versions.node}`
}

export function loadOfMachine(): string {
  return `Load of the machine: ${loadavg()[0]?.toFixed(1)}.`
}

/** A database of its own, which is removed at the end; or the one that was kept in a folder. */
export async function openCluster(
  folder?: string,
): Promise<{ cluster: EmbeddedPostgres; secret: string; isNew: boolean }> {
  const dataDirectory = folder ?? join(tmpdir(), `onfile-bench-${randomBytes(6).toString('hex')}`)
  if (folder === undefined) {
    closers.push(async () => rmSync(dataDirectory, { recursive: true, force: true }))
  }
  const isNew = !existsSync(join(dataDirectory, 'postgres'))
  const cluster = await startEmbeddedPostgres({ dataDirectory })
  closers.push(cluster.stop)
  return { cluster, secret: embeddedSecret(dataDirectory), isNew }
}

/** The same with the tables of today; `fill` makes what is asked about, once. */
export async function openFilled(
  folder: string | undefined,
  fill: (database: { url: string; secret: string }) => Promise<void>,
) {
  const { cluster, secret, isNew } = await openCluster(folder)
  await migrate(cluster.url)
  if (isNew) await fill({ url: cluster.url, secret })
  return { cluster, secret }
}
