import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { isAlive, processName, until } from '../database/embedded-process.ts'
import { choosePort } from './choose-port.ts'

export interface SandboxOptions {
  databaseUrl: string
  /** Keeps the port between starts, so that an open page finds the sandbox again. */
  dataDirectory: string
  host: string
  port?: number | null
  log?: (line: string) => void
  /** What to run instead of the sandbox: for tests. */
  program?: string
}

export interface SandboxProcess {
  /** Changes only when the sandbox died and its port was taken meanwhile. */
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

const START_PATIENCE = 30_000
const STOP_PATIENCE = 1_500
const RESTART_PAUSE_MAX = 5_000

/**
 * Runs the sandbox as a process of its own, as a real processor would be: it goes on when Onfile
 * is killed, and is started again when it dies itself.
 */
export async function startSandboxProcess(options: SandboxOptions): Promise<SandboxProcess> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`))
  const file = join(options.dataDirectory, 'sandbox-process')
  const last = readLast(file)
  await endLeftOver(last)

  let stopping = false
  let running = await start(options, options.port ?? last?.port ?? null, log)
  remember(file, running)
  const endOnExit = () => running.child.kill('SIGTERM')
  process.on('exit', endOnExit)

  async function keepRunning(): Promise<void> {
    let pause = 100
    while (!stopping) {
      const started = performance.now()
      const [code, signal] = await whenGone(running.child)
      if (stopping) return
      log(`The sandbox stopped (${signal ?? code}) and is being started again.`)
      if (performance.now() - started > 60_000) pause = 100
      await wait(pause)
      pause = Math.min(pause * 2, RESTART_PAUSE_MAX)
      if (stopping) return
      const next = await start(options, running.port, log).catch((error: Error) => {
        log(error.message)
        return null
      })
      if (next === null) continue
      running = next
      if (stopping) next.child.kill('SIGTERM')
      else remember(file, running)
    }
  }
  const kept = keepRunning()

  return {
    get port() {
      return running.port
    },
    get pid() {
      return running.child.pid as number
    },
    async stop() {
      stopping = true
      process.off('exit', endOnExit)
      await end(running.child.pid as number)
      await kept
    },
  }
}

interface Running {
  child: ChildProcess
  port: number
}

async function start(
  options: SandboxOptions,
  preferred: number | null,
  log: (line: string) => void,
): Promise<Running> {
  const port = await choosePort(preferred, options.host)
  const program = options.program ?? join(import.meta.dirname, '..', '..', 'sandbox', 'main.ts')
  const child = spawn(process.execPath, [program], {
    // The sandbox plays a foreign service: it gets its own settings and none of Onfile's.
    env: {
      ...(process.env.PATH ? { PATH: process.env.PATH } : {}),
      SANDBOX_DATABASE_URL: options.databaseUrl,
      SANDBOX_PORT: String(port),
      SANDBOX_HOST: options.host,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches Onfile only, which may still be waiting for an answer from the sandbox.
    detached: true,
  })
  createInterface({ input: child.stderr }).on('line', (line) =>
    log(line.startsWith('sandbox:') ? line : `sandbox: ${line}`),
  )
  const gone = whenGone(child).then(() => null)
  const listening = await Promise.race([
    readyPort(child),
    gone,
    wait(START_PATIENCE, null, { ref: false }),
  ])
  if (listening === null) {
    child.kill('SIGKILL')
    throw new Error('The sandbox did not start: what it said is above.')
  }
  return { child, port: listening }
}

/** Reads until the line that says where it listens, then goes on emptying the pipe. */
function readyPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    if (!child.stdout) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      try {
        const said = JSON.parse(line)
        if (said.ready === true) resolve(Number(said.port))
      } catch {
        // Any other line is not for us.
      }
    })
  })
}

async function whenGone(child: ChildProcess): Promise<[number | null, string | null]> {
  if (child.exitCode === null && child.signalCode === null) {
    await Promise.race([once(child, 'exit'), once(child, 'error').catch(() => {})])
  }
  return [child.exitCode, child.signalCode]
}

interface Last {
  process: string
  port: number
}

function readLast(file: string): Last | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function remember(file: string, { child, port }: Running): void {
  const last: Last = { process: processName(child.pid as number), port }
  rmSync(file, { force: true })
  writeFileSync(file, JSON.stringify(last), { mode: 0o600 })
}

/** The sandbox of a starter that was killed; its state is in the database, so it may go. */
async function endLeftOver(last: Last | null): Promise<void> {
  const pid = Number.parseInt(last?.process ?? '', 10)
  if (last && isAlive(pid) && processName(pid) === last.process) await end(pid)
}

async function end(pid: number): Promise<void> {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGTERM')
  if (await until(() => !isAlive(pid), STOP_PATIENCE)) return
  process.kill(pid, 'SIGKILL')
  await until(() => !isAlive(pid), STOP_PATIENCE)
}
