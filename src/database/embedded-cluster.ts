import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Binaries, SystemUser } from './embedded-binaries.ts'

/** Owns both databases; no superuser, as in production. */
export const OWNER = 'onfile'
export const SUPERUSER = 'postgres'
const DATABASES = ['onfile', 'onfile_sandbox']

/** `durable: false` leaves out waiting for the disk. */
export function makeCluster(
  cluster: string,
  { initdb }: Binaries,
  user: SystemUser | null,
  password: string,
  durable: boolean,
): void {
  // Made under another name and renamed when whole, so that a kill cannot leave half a cluster.
  const partial = `${cluster}.new`
  const passwordFile = `${cluster}.password`
  rmSync(partial, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  try {
    mkdirSync(partial, { mode: 0o700 })
    if (user) chownSync(partial, user.uid, user.gid)
    const run = spawnSync(
      initdb,
      [
        ...['-D', partial, '-U', SUPERUSER, '--pwfile', passwordFile, '-A', 'scram-sha-256'],
        // Code point order and Unicode case rules, the same on every machine and version.
        ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        // The password is 256 random bits: hashing it slowly would only slow every connection.
        ...['-c', 'scram_iterations=1', '-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories=', '-c', 'max_connections=200', '-c', 'timezone=UTC'],
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...user, cwd: '/', encoding: 'utf8' },
    )
    if (run.status !== 0) {
      throw new Error(`The database could not be made in ${cluster}. ${run.stderr || run.error}`)
    }
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(partial, cluster)
}

export function refuseOtherMajor(cluster: string, { major }: Binaries): void {
  const found = Number(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'))
  if (found === major) return
  throw new Error(
    `The data in ${cluster} was made by PostgreSQL ${found} and this Onfile brings PostgreSQL ${major}: go back to the Onfile that made it and take a backup there.`,
  )
}

/** The role and the databases, where they are missing. */
export async function makeDatabases(port: number, password: string): Promise<void> {
  const client = new pg.Client(address(SUPERUSER, password, port, 'postgres'))
  await client.connect()
  try {
    const roles = await client.query('select 1 from pg_roles where rolname = $1', [OWNER])
    if (roles.rowCount === 0) {
      await client.query(`create role ${OWNER} login createdb createrole password '${password}'`)
    }
    const { rows } = await client.query('select datname from pg_database')
    const present = new Set(rows.map((row) => row.datname))
    for (const database of DATABASES.filter((name) => !present.has(name))) {
      await client.query(`create database ${database} owner ${OWNER}`)
    }
  } finally {
    await client.end()
  }
}

export function address(role: string, password: string, port: number, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`
}
