/**
 * `onfile bench charge`: how fast one charge is, through the HTTP API, beside the same SQL run by
 * pgbench and beside the bare Stripe library making the same two calls. The three take turns in
 * rounds, and what is told is the ratio within a round: machines are noisy, and a figure from one
 * minute says nothing beside a figure from another.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ground, type ProcessorName, prepareGround } from './ground.ts'
import { askTwice, chargeBy, type Load, runLoad } from './load.ts'
import { findPgbench, prepareToWatch, runReplay, writeReplay } from './replay.ts'
import { quantile, type Range, rangeOf, sayRange, table } from './report.ts'
import { closers, machine, numberOf, openCluster, run, say, UsageError } from './run.ts'

const LATENCIES = [0, 200]
const CLIENTS = [1, 16]
const CLIENTS_MAX = 16
const WARM_UP_SECONDS = 2

interface Options {
  rounds: number
  seconds: number
  processors: ProcessorName[]
  latencies: number[]
}

interface Round {
  api: Load
  sdk: Load
  /** Charges a second; null without pgbench, and where the processor's time hides it. */
  replay: number | null
}

interface Cell {
  processor: ProcessorName
  latency: number
  clients: number
  rounds: Round[]
}

const MEANING = `
Every figure is the median of the rounds, with the least and the most.
charges/s  through the API: session, permission, three commits, two calls, the answer's JSON
p50, p99   milliseconds of one charge through the API
added p50  what we add to the two calls of the bare library, in milliseconds
of pgbench our charges/s in parts of what pgbench makes of the same SQL alone (-M prepared)
of library our charges/s in parts of what the bare library makes of two calls
of calls   p99 in parts of the two calls' own time`

const USAGE = `
onfile bench charge: how fast a charge is, beside the same SQL and the bare Stripe library.

  --rounds N       5             --processor NAME  stub and sandbox
  --seconds N      2 a round     --latency MS      0 and 200, of each call to the processor
`

await run(
  USAGE,
  {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    processor: { type: 'string', multiple: true, default: ['stub', 'sandbox'] },
    latency: { type: 'string', multiple: true, default: LATENCIES.map(String) },
  },
  async (values) => {
    const options: Options = {
      rounds: numberOf(values.rounds, 'rounds'),
      seconds: numberOf(values.seconds, 'seconds'),
      processors: values.processor.map(processorOf),
      latencies: values.latency.map(Number),
    }
    prepareToWatch()
    const pgbench = findPgbench()
    say(`${machine()}, ${options.rounds} rounds of ${options.seconds} s each`)
    if (pgbench === null) {
      say('pgbench is not here, so its column is empty. Debian: apt-get install postgresql-contrib')
    }
    const scripts = mkdtempSync(join(tmpdir(), 'onfile-bench-scripts-'))
    closers.push(async () => rmSync(scripts, { recursive: true, force: true }))
    const { cluster } = await openCluster()
    for (const processor of options.processors) {
      const ground = await prepareGround(cluster, processor, CLIENTS_MAX)
      closers.push(ground.stop)
      const script = pgbench && (await writeReplay(ground, scripts))
      const before = await ground.commitTime()
      const cells = await measure(ground, processor, options, pgbench, script)
      say(`\nprocessor: ${processor}\n${report(cells)}`)
      const after = await ground.commitTime()
      say(`One commit of one row: ${before.toFixed(2)} ms before, ${after.toFixed(2)} ms after.`)
      const broken = await ground.brokenBooks()
      say(broken.length === 0 ? 'The books add up.' : `The books do not add up: ${broken}.`)
      await closers.pop()?.()
    }
    say(MEANING)
  },
)

async function measure(
  ground: Ground,
  processor: ProcessorName,
  options: Options,
  pgbench: string | null,
  script: string | null,
): Promise<Cell[]> {
  await ground.setLatency(0)
  await runLoad(ground.payers, WARM_UP_SECONDS, (payer) => chargeBy(ground.api, payer))
  const cells: Cell[] = []
  for (const latency of options.latencies) {
    await ground.setLatency(latency)
    for (const clients of CLIENTS) {
      const cell: Cell = { processor, latency, clients, rounds: [] }
      cells.push(cell)
      const payers = ground.payers.slice(0, clients)
      for (let round = 0; round < options.rounds; round++) {
        cell.rounds.push({
          api: await runLoad(payers, options.seconds, (payer) => chargeBy(ground.api, payer)),
          replay:
            pgbench && script && latency === 0
              ? await runReplay(pgbench, script, ground.databaseUrl, clients, options.seconds)
              : null,
          sdk: await runLoad(payers, options.seconds, (payer) => askTwice(ground.stripe, payer)),
        })
      }
    }
  }
  return cells
}

function report(cells: Cell[]): string {
  const head = ['ms a call', 'clients', 'charges/s', 'p50', 'p99', 'added p50']
  return table([
    [...head, 'of pgbench', 'of library', 'of calls'],
    ...cells.map(({ latency, clients, rounds }) => {
      const over = (take: (round: Round) => number): Range | null => rangeOf(rounds.map(take))
      const p50 = (load: Load) => quantile(sorted(load.times), 0.5)
      const p99 = (load: Load) => quantile(sorted(load.times), 0.99)
      const percent = (part: number, whole: number) => (100 * part) / whole
      return [
        String(latency),
        String(clients),
        sayRange(over(({ api }) => api.perSecond)),
        sayRange(
          over(({ api }) => p50(api)),
          '',
          1,
        ),
        sayRange(
          over(({ api }) => p99(api)),
          '',
          1,
        ),
        sayRange(
          over(({ api, sdk }) => p50(api) - p50(sdk)),
          '',
          1,
        ),
        sayRange(
          over(({ api, replay }) => percent(api.perSecond, replay ?? Number.NaN)),
          ' %',
        ),
        sayRange(
          over(({ api, sdk }) => percent(api.perSecond, sdk.perSecond)),
          ' %',
        ),
        latency === 0
          ? '–'
          : sayRange(
              over(({ api }) => p99(api) / (2 * latency)),
              '',
              2,
            ),
      ]
    }),
  ])
}

function sorted(times: readonly number[]): number[] {
  return [...times].sort((a, b) => a - b)
}

function processorOf(name: string): ProcessorName {
  if (name === 'stub' || name === 'sandbox') return name
  throw new UsageError(`There is no processor ${name}: stub or sandbox.`)
}
