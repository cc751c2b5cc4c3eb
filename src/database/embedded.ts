import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Binaries, databaseUser, findBinaries, type SystemUser } from './embedded-binaries.ts'
import {
  address,
  makeCluster,
  makeDatabases,
  OWNER,
  refuseOtherMajor,
  SUPERUSER,
} from './embedded-cluster.ts'
import {
  databasePassword,
  embeddedDataDirectory,
  isOpenToOthers,
  makeDataDirectory,
} from './embedded-data.ts'
import {
  isAlive,
  isSomethingElse,
  processName,
  readPostmasterFile,
  until,
} from './embedded-process.ts'

export { embeddedDataDirectory, embeddedSecret } from './embedded-data.ts'

export interface EmbeddedPostgres {
  /** Database `onfile`, as its owner: no superuser, as in production. */
  url: string
  /** Database `onfile_sandbox`, same owner. */
  sandboxUrl: string
  /** Database `onfile` as superuser, for backups. */
  administratorUrl: string
  port: number
  pid: number
  dataDirectory: string
  /** It ran already: left by a starter that was killed, or (with `share`) still in use by one. */
  reused: boolean
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  dataDirectory?: string
  port?: number
  /** false loses data when the machine stops: for tests. */
  fsync?: boolean
  /** Use the server of an Onfile that is running now, and leave it running on `stop`. */
  share?: boolean
  log?: (line: string) => void
}

const OWNER_PATIENCE = 30_000
const RECOVERY_PATIENCE = 300_000
const SHUTDOWN_PATIENCE = 2_000

/** Starts the PostgreSQL that npm installed, over 127.0.0.1 only and with a password of its own. */
export async function startEmbeddedPostgres(
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const dataDirectory = options.dataDirectory ?? embeddedDataDirectory()
  const log = options.log ?? (() => {})
  const user = databaseUser()
  makeDataDirectory(dataDirectory)
  if (user) refuseClosedFolder(dataDirectory)
  const binaries = findBinaries(user, join(dataDirectory, 'programs'))
  const cluster = join(dataDirectory, 'postgres')
  const password = databasePassword(dataDirectory)

  const owner = join(dataDirectory, 'owner')
  const shared = !becomeOwner(owner)
  if (shared && !options.share) {
    throw new Error(
      `Onfile is already running from ${dataDirectory} (process ${readFileSync(owner, 'utf8').split(' ')[0]}). Stop it first.`,
    )
  }
  if (shared) {
    await until(() => readPostmasterFile(join(cluster, 'postmaster.pid'))?.ready, OWNER_PATIENCE)
  } else if (!existsSync(cluster)) {
    log('Making the database…')
    makeCluster(cluster, binaries, user, password, options.fsync !== false)
  }
  refuseOtherMajor(cluster, binaries)

  const left = await findRunning(cluster, password)
  const server =
    left ??
    (await startServer(cluster, binaries, user, options, join(dataDirectory, 'postgres.log')))
  if (left && !shared) stopOnExit(left.pid)

  async function stop(): Promise<void> {
    if (shared) return
    await stopServer(server.pid)
    forget(server.pid)
    rmSync(owner, { force: true })
  }

  try {
    await makeDatabases(server.port, password)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: address(OWNER, password, server.port, 'onfile'),
    sandboxUrl: address(OWNER, password, server.port, 'onfile_sandbox'),
    administratorUrl: address(SUPERUSER, password, server.port, 'onfile'),
    port: server.port,
    pid: server.pid,
    dataDirectory,
    reused: left !== null,
    stop,
  }
}

function refuseClosedFolder(path: string): void {
  if (isOpenToOthers(path)) return
  throw new Error(
    `PostgreSQL does not run as root, and other users cannot enter ${path}. Set ONFILE_DATA to a folder that they can, such as /var/lib/onfile/data.`,
  )
}

/** Writes this process down as the one that may stop the server, unless a living one is there. */
function becomeOwner(path: string): boolean {
  if (existsSync(path)) {
    const name = readFileSync(path, 'utf8')
    const pid = Number(name.split(' ')[0])
    if (pid !== process.pid && isAlive(pid) && processName(pid) === name) return false
    rmSync(path, { force: true })
  }
  try {
    writeFileSync(path, processName(process.pid), { mode: 0o600, flag: 'wx' })
    return true
  } catch {
    return false
  }
}

const stopsOnExit = new Set<number>()

/** However this process ends, short of kill -9, its server ends too. */
function stopOnExit(pid: number): void {
  if (stopsOnExit.size === 0) process.on('exit', stopAll)
  stopsOnExit.add(pid)
}

function stopAll(): void {
  for (const pid of stopsOnExit) if (isAlive(pid)) process.kill(pid, 'SIGINT')
}

function forget(pid: number): void {
  stopsOnExit.delete(pid)
  if (stopsOnExit.size === 0) process.off('exit', stopAll)
}

interface Server {
  pid: number
  port: number
}

/** A server of this cluster that is running now, which is proved by asking it. */
async function findRunning(cluster: string, password: string): Promise<Server | null> {
  const file = join(cluster, 'postmaster.pid')
  const found = readPostmasterFile(file)
  if (found === null) return null
  if (!isAlive(found.pid) || isSomethingElse(found.pid, cluster)) {
    // PostgreSQL itself would refuse to start for as long as that number is taken.
    rmSync(file)
    return null
  }
  await until(
    () => !isAlive(found.pid) || readPostmasterFile(file)?.ready === true,
    RECOVERY_PATIENCE,
  )
  const port = readPostmasterFile(file)?.port
  if (!isAlive(found.pid) || !port) return null
  const client = new pg.Client(address(SUPERUSER, password, port, 'postgres'))
  try {
    await client.connect()
    const { rows } = await client.query('show data_directory')
    if (rows[0]?.data_directory === cluster) return { pid: found.pid, port }
  } catch {
    // Not reachable as ours: what is said below is true of it.
  } finally {
    await client.end().catch(() => {})
  }
  throw new Error(
    `Process ${found.pid} holds the database in ${cluster} but does not answer. Stop it, then start again.`,
  )
}

/** Taken only as far as it is used: an eighth of the machine, from PostgreSQL's own 128 to 1,024. */
function sharedMegabytes(): number {
  return Math.round(Math.min(1_024, Math.max(128, totalmem() / 2 ** 20 / 8)))
}

async function startServer(
  cluster: string,
  { postgres }: Binaries,
  user: SystemUser | null,
  options: EmbeddedOptions,
  logFile: string,
): Promise<Server> {
  const fast = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']
  const lasting = ['-c', `shared_buffers=${sharedMegabytes()}MB`]
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort())
    const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
    const start = size > 10_000_000 ? 0 : size
    const log = openSync(logFile, start === 0 ? 'w' : 'a', 0o600)
    // Detached: Ctrl-C reaches Onfile only, which closes what it has open and then the database.
    const child = spawn(
      postgres,
      ['-D', cluster, '-p', String(port), ...(options.fsync === false ? fast : lasting)],
      { ...user, cwd: '/', detached: true, stdio: ['ignore', log, log] },
    )
    closeSync(log)
    child.unref()
    if (child.pid) stopOnExit(child.pid)
    if (await isReady(child, join(cluster, 'postmaster.pid'))) {
      return { pid: child.pid as number, port }
    }
    if (child.pid) forget(child.pid)
    const said = readFileSync(logFile, 'utf8').slice(start).trim()
    // Another program may take the port between our look and the start; backends of a killed
    // server take a moment to notice and let go of its memory.
    if (attempt < 5 && /could not bind|shared memory block/.test(said)) continue
    throw new Error(`The embedded PostgreSQL did not start. ${said || logFile}`)
  }
}

async function isReady(child: ChildProcess, file: string): Promise<boolean> {
  let gone = false
  child.on('error', () => {
    gone = true
  })
  child.on('exit', () => {
    gone = true
  })
  await until(() => {
    const found = readPostmasterFile(file)
    return gone || (found?.pid === child.pid && found?.ready === true)
  }, RECOVERY_PATIENCE)
  return !gone
}

async function stopServer(pid: number): Promise<void> {
  const gone = () => !isAlive(pid)
  if (gone()) return
  process.kill(pid, 'SIGINT')
  if (await until(gone, SHUTDOWN_PATIENCE)) return
  // Without the last checkpoint: it is made up for at the next start, and nothing is lost.
  process.kill(pid, 'SIGQUIT')
  await until(gone, SHUTDOWN_PATIENCE)
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
