import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded.ts'
import { isAlive, until } from '../../src/database/embedded-process.ts'
import { migrate } from '../../src/database/migrate.ts'
import { soak } from './soak.ts'

const TIMEOUT_MS = 600_000
const folder = join(tmpdir(), `onfile-kill-${randomBytes(6).toString('hex')}`)
let cluster: EmbeddedPostgres

/** A cluster of its own, which writes to the disk as in production: what it committed must stay. */
beforeAll(async () => {
  cluster = await startEmbeddedPostgres({ dataDirectory: folder })
})
afterAll(async () => {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('dropped connections in the middle of charges', { timeout: TIMEOUT_MS }, async () => {
  await soak({
    databaseUrl: await newDatabase(),
    times: 8,
    strike: dropConnections,
    mayLogErrors: true,
  })
})

test.each([
  ['killed', 'SIGKILL'],
  ['stopped at once', 'SIGQUIT'],
] as const)(
  'the database is %s in the middle of charges',
  { timeout: TIMEOUT_MS },
  async (_, signal) => {
    await soak({
      databaseUrl: await newDatabase(),
      times: 3,
      strike: () => restartDatabase(signal),
      mayLogErrors: true,
    })
  },
)

async function newDatabase(): Promise<string> {
  const name = `soak_${randomBytes(6).toString('hex')}`
  await ask(cluster.url, `create database ${name}`)
  const url = new URL(cluster.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  return url.href
}

async function dropConnections(): Promise<void> {
  const dropped = await ask(
    cluster.administratorUrl,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'onfile'`,
  )
  expect(dropped).toBeGreaterThan(0)
}

async function restartDatabase(signal: NodeJS.Signals): Promise<void> {
  process.kill(cluster.pid, signal)
  await until(() => !isAlive(cluster.pid), 30_000)
  cluster = await startEmbeddedPostgres({ dataDirectory: folder, port: cluster.port })
}

async function ask(url: string, statement: string): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rowCount ?? 0
  } finally {
    await client.end()
  }
}
