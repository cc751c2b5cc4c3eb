import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { embeddedDataDirectory, embeddedSecret, startEmbeddedPostgres } from './embedded.ts'
import { isAlive, readPostmasterFile, until } from './embedded-process.ts'

let dataDirectory: string
const starters: ChildProcess[] = []

beforeEach(() => {
  dataDirectory = join(tmpdir(), `onfile-embedded-${randomBytes(6).toString('hex')}`)
})

afterEach(async () => {
  for (const starter of starters.splice(0)) starter.kill('SIGKILL')
  const running = readPostmasterFile(join(dataDirectory, 'postgres', 'postmaster.pid'))
  if (running && isAlive(running.pid)) {
    process.kill(running.pid, 'SIGQUIT')
    await until(() => !isAlive(running.pid), 5_000)
  }
  rmSync(dataDirectory, { recursive: true, force: true })
})

test('what was written is there after a stop and a start', async () => {
  const first = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  await query(first.url, 'create table kept (n int)')
  await query(first.sandboxUrl, 'select 1')
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)

  const second = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  expect(second.reused).toBe(false)
  expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
})

test('nobody gets in without the password, and files are for their owner only', async () => {
  const { url } = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  const wrong = new URL(url)
  wrong.password = 'guessed'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password/)
  for (const name of ['database-password', 'postgres.log']) {
    expect(statSync(join(dataDirectory, name)).mode & 0o077).toBe(0)
  }
  expect(statSync(join(dataDirectory, 'postgres')).mode & 0o077).toBe(0)
})

test('a server left by a killed starter is taken over, and stops with the new one', async () => {
  const killed = await startInProcess()
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  expect(isAlive(killed.pid)).toBe(true)

  const next = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  expect(next).toMatchObject({ reused: true, pid: killed.pid })
  await next.stop()
  expect(isAlive(killed.pid)).toBe(false)
})

test('a starter that ends for any other reason takes its server along', async () => {
  const ended = await startInProcess()
  ended.process.stdin?.end()
  await once(ended.process, 'exit')
  expect(await until(() => !isAlive(ended.pid), 5_000)).toBe(true)
})

test('a second starter is refused while the first one lives, unless it shares', async () => {
  const first = await startInProcess()
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow(
    `Onfile is already running from ${dataDirectory} (process ${first.process.pid}). Stop it first.`,
  )
  const guest = await startEmbeddedPostgres({ dataDirectory, share: true })
  expect(guest).toMatchObject({ reused: true, pid: first.pid })
  await guest.stop()
  expect(isAlive(first.pid)).toBe(true)
})

test('a stale pid file that names another program does not stand in the way', async () => {
  const first = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  await first.stop()
  const file = join(dataDirectory, 'postgres', 'postmaster.pid')
  writeFileSync(file, `${process.pid}\n${dataDirectory}\n0\n${first.port}\n\n\n\nready\n`)
  const second = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  expect(second.reused).toBe(false)
})

test('a killed server is started again', async () => {
  const first = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  process.kill(first.pid, 'SIGKILL')
  await until(() => !isAlive(first.pid), 5_000)
  const second = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  expect(second.pid).not.toBe(first.pid)
  expect(readPostmasterFile(join(dataDirectory, 'postgres', 'postmaster.pid'))?.pid).toBe(
    second.pid,
  )
})

test('data of another major version is refused in one sentence', async () => {
  const first = await startEmbeddedPostgres({ dataDirectory, fsync: false })
  await first.stop()
  const stamp = join(dataDirectory, 'postgres', 'PG_VERSION')
  writeFileSync(stamp, '17\n')
  await expect(startEmbeddedPostgres({ dataDirectory })).rejects.toThrow(
    /was made by PostgreSQL 17 and this Onfile brings PostgreSQL 18/,
  )
  writeFileSync(stamp, '18\n')
})

test('the secret is made once', () => {
  const secret = embeddedSecret(dataDirectory)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(embeddedSecret(dataDirectory)).toBe(secret)
  expect(statSync(join(dataDirectory, 'secret')).mode & 0o777).toBe(0o600)
})

test('ONFILE_DATA says where the data lies', () => {
  expect(embeddedDataDirectory('/srv/onfile')).toBe('/srv/onfile')
})

/** Starts the server from another process, which ends when its input does. */
async function startInProcess(): Promise<{ process: ChildProcess; pid: number }> {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))}
    const server = await startEmbeddedPostgres({ dataDirectory: process.argv[1], fsync: false })
    process.stdout.write(String(server.pid))
    process.stdin.on('end', () => process.exit(0)).resume()`
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', program, dataDirectory],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  starters.push(child)
  const [pid] = await once(child.stdout, 'data')
  return { process: child, pid: Number(pid) }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
