import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
// For its type parsers: money is bigint and a date is text, as in the product.
import '../../src/database/connection.ts'
import type { Database } from '../../src/database/connection.ts'
import type { Faults } from './faults.ts'
import { forever } from './forever.ts'
import type { Process } from './process.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** What a broken connection throws: the only error that use cases may throw beside refusals. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost'
  readonly code = '08006'
}

/** How the database trouble of one transaction comes about. */
interface Doom {
  is: 'death' | 'lost' | 'lostAfterCommit'
  /** At which statement. */
  at: number
}

const names = new Map<string, string>()

/** Statements are prepared once for each connection; `begin` carries two and cannot be. */
function nameOf(text: string): { name?: string } {
  if (/^(begin|commit|rollback)/.test(text)) return {}
  const name = names.get(text) ?? `statement ${names.size}`
  names.set(text, name)
  return { name }
}

const STATEMENTS_MAX = 14

/**
 * The real database on one connection: one task is awake at a time and a transaction runs without
 * a switch inside it, so transactions never overlap. Deaths lie before, inside and after them.
 */
export class SimulatedDatabase {
  /** Set while a transaction is open; nobody may ask the processor then. */
  open = false
  readonly scheduler: Scheduler
  /** Called after every transaction that wrote something, before anybody else is woken. */
  readonly afterCommit: () => Promise<void>
  private readonly faults: Faults
  private readonly random: Random
  private readonly client: pg.Client

  constructor(
    client: pg.Client,
    around: {
      scheduler: Scheduler
      faults: Faults
      random: Random
      afterCommit: () => Promise<void>
    },
  ) {
    this.client = client
    this.scheduler = around.scheduler
    this.faults = around.faults
    this.random = around.random
    this.afterCommit = around.afterCommit
  }

  /** The database as one process sees it. */
  for(process: Process): Database {
    return new Kysely({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => this.driverOf(process),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    })
  }

  private driverOf(process: Process): Driver {
    return {
      init: async () => {},
      acquireConnection: async () => {
        await this.scheduler.pause(process, 'begins a transaction')
        await process.maySuffer()
        return new Connection(this, process)
      },
      releaseConnection: async (connection) => {
        await (connection as Connection).close()
        await this.scheduler.pause(process, 'ended a transaction')
        await process.maySuffer()
      },
      beginTransaction: unused,
      commitTransaction: unused,
      rollbackTransaction: unused,
      destroy: async () => {},
    }
  }

  async query(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    return this.client.query({ ...nameOf(text), text, values: [...parameters] })
  }

  doom(): Doom | null {
    const at = this.random.between(1, STATEMENTS_MAX)
    if (this.faults.strikes('deathInTransaction')) return { is: 'death', at }
    if (!this.faults.strikes('databaseLost')) return null
    return { is: this.random.chance(0.4) ? 'lostAfterCommit' : 'lost', at }
  }
}

/** The one connection, lent for one transaction. */
class Connection implements DatabaseConnection {
  private readonly database: SimulatedDatabase
  private readonly process: Process
  private readonly doom: Doom | null
  private readonly ended: () => void
  private statements = 0
  private wrote = false
  private broken = false
  private turn: Promise<void> = Promise.resolve()

  constructor(database: SimulatedDatabase, process: Process) {
    this.database = database
    this.process = process
    this.doom = database.doom()
    this.ended = database.scheduler.beginWork()
    database.open = true
  }

  /** Statements are sent without waiting for answers; they are carried out one after the other. */
  executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const answer = this.turn.then(() => this.execute<R>(compiled))
    this.turn = answer.then(
      () => {},
      () => {},
    )
    return answer
  }

  private async execute<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.process.alive) return forever()
    // A statement sent before a rollback was heard of finds no transaction any more.
    if (this.broken) throw new ConnectionLost('The connection is gone')
    this.statements++
    const commits = compiled.sql === 'commit'
    const strikes = this.doom !== null && (this.statements === this.doom.at || commits)
    if (strikes && this.doom?.is !== 'lostAfterCommit') await this.strike()
    if (!this.process.alive) return forever()
    const result = await this.database.query(compiled.sql, compiled.parameters)
    if (WRITES.has(result.command) && (result.rowCount ?? 0) > 0) this.wrote = true
    if (commits && this.doom?.is === 'lostAfterCommit') {
      this.broken = true
      this.database.scheduler.tell(this.process, 'lost the database after a commit')
      throw new ConnectionLost('The connection broke before the commit was acknowledged')
    }
    const numAffectedRows = WRITES.has(result.command) ? BigInt(result.rowCount ?? 0) : undefined
    return {
      rows: result.rows as R[],
      ...(numAffectedRows === undefined ? {} : { numAffectedRows }),
    }
  }

  // biome-ignore lint/correctness/useYield: nothing is streamed here
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('The simulation does not stream')
  }

  private async strike(): Promise<void> {
    await this.database.query('rollback', [])
    this.wrote = false
    if (this.doom?.is === 'death') {
      this.process.die('inside a transaction')
      await this.close()
      return
    }
    this.broken = true
    this.database.scheduler.tell(this.process, 'lost the database inside a transaction')
    throw new ConnectionLost('The connection broke inside a transaction')
  }

  async close(): Promise<void> {
    if (this.wrote) await this.database.afterCommit()
    this.database.open = false
    this.ended()
  }
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE'])

async function unused(): Promise<void> {
  throw new Error('Transactions are begun by statements')
}
