import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { NamingClient } from './named-statements.ts'

/** The pool of connections, or one connection of it: what `sql` runs on. Tables are typed where they are read. */
export type Database = Kysely<Record<never, never>>

// Money is bigint everywhere and a date is a calendar date, never an instant.
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** Connections kept per process: a charge holds one for milliseconds, never while the processor is asked. */
const POOL_CONNECTIONS_MAX = 24
const CONNECT_TIMEOUT_MS = 10_000
/** A new connection plans every statement again: 25 ms of a search that takes three. */
const IDLE_TIMEOUT_MS = 600_000

export function connect(url: string, options: { connections?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? POOL_CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    application_name: 'onfile',
    Client: NamingClient,
    // Statements that do not wait for each other's results are sent together, in their order.
    pipeline: true,
  } as pg.PoolConfig)
  // A connection that dies while idle is replaced on the next use; unheard, the event would end the process.
  pool.on('error', () => {})
  // One that dies in use fails its query, which says so.
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}
