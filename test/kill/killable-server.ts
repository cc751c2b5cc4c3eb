import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Pace } from './fast-clock.ts'
import type { Order } from './server.ts'

/** Onfile in a process of its own, which ends as kill -9 ends it, and starts again. */
export interface KillableServer {
  readonly base: string
  /** What its processes wrote as errors: defects, unless somebody took away the database. */
  readonly errors: string[]
  /** How often a process ended that nobody killed. */
  readonly crashes: string[]
  start(pace?: Partial<Pace>): Promise<void>
  kill(): Promise<void>
  stop(): Promise<void>
}

/** What one process compiled, the next one reads. */
const COMPILE_CACHE = join(tmpdir(), 'onfile-compile-cache')
const ENTRY = join(import.meta.dirname, 'server.ts')

export async function killableServer(order: Omit<Order, 'port'>): Promise<KillableServer> {
  const errors: string[] = []
  const crashes: string[] = []
  let next = load(errors)
  let running: ChildProcess | null = null
  let port = 0
  let pace = order.pace

  async function start(change: Partial<Pace> = {}): Promise<void> {
    pace = { ...pace, ...change }
    const { child, lines } = next
    const loaded = await lines.next()
    if (loaded.done) throw new Error(`The server did not load. ${errors.join('\n')}`)
    child.stdin?.write(`${JSON.stringify({ ...order, port, pace } satisfies Order)}\n`)
    const listening = await lines.next()
    if (listening.done) throw new Error(`The server did not start. ${errors.join('\n')}`)
    port = (JSON.parse(listening.value) as { port: number }).port
    running = child
    child.once('exit', (code, signal) => {
      if (running === child) crashes.push(`ended by itself (${signal ?? code})`)
    })
    next = load(errors)
  }

  async function kill(): Promise<void> {
    const child = running
    running = null
    if (child) await end(child)
  }

  return {
    get base() {
      return `http://127.0.0.1:${port}`
    },
    errors,
    crashes,
    start,
    kill,
    async stop() {
      await kill()
      await end(next.child)
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** A process that has loaded the program and waits for its order: a restart costs no loading. */
function load(errors: string[]) {
  const child = spawn(process.execPath, [ENTRY], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {}) // it may be killed while it is told to start
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}
