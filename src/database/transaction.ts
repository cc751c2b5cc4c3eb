import { AsyncLocalStorage } from 'node:async_hooks'
import { type DatabaseConnection, type QueryResult, type RawBuilder, sql } from 'kysely'
import { assert } from '../kit/assert.ts'
import type { Database } from './connection.ts'

declare const open: unique symbol
/** An open transaction of one organization (or of a role that looks across). */
export type Transaction = Database & { readonly [open]: true }

/** As whom a transaction runs, and what it sees of those that end meanwhile. */
interface Way {
  role: 'onfile_app' | 'onfile_auditor'
  begin: string
}

const AT_ONE_MOMENT = 'begin isolation level repeatable read read only'
const CHANGES: Way = { role: 'onfile_app', begin: 'begin' }
const READS: Way = { role: 'onfile_app', begin: AT_ONE_MOMENT }
const AUDITS: Way = { role: 'onfile_auditor', begin: AT_ONE_MOMENT }

const transactionOpen = new AsyncLocalStorage<true>()
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TRIES_MAX = 4

/**
 * Runs `work` in one transaction that sees the rows of one organization and no other.
 * `work` may run again after a deadlock or serialization failure, so it does nothing but SQL.
 */
export function inOrganization<T>(
  db: Database,
  orgId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assert(UUID.test(orgId), 'an organization id is a uuid')
  return inTransaction(db, CHANGES, orgId, work)
}

/**
 * Runs `work` in one organization, read only and as of one moment: whatever its statements read
 * belongs together, while others go on changing it. What changes money locks instead.
 */
export function asOfOneMoment<T>(
  db: Database,
  orgId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assert(UUID.test(orgId), 'an organization id is a uuid')
  return inTransaction(db, READS, orgId, work)
}

/** Runs `work` as the application but in no organization: only the router's functions answer. */
export function acrossOrganizations<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(db, CHANGES, '', work)
}

/** Runs `work` read only and over everything, at one instant: `onfile check`. */
export function asAuditor<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(db, AUDITS, '', work)
}

/**
 * The same in several connections at once, all at the very same instant: each runs `work`, and they
 * share what there is to do. The first lends its snapshot, so it stays until the others have it.
 */
export async function asAuditors(
  db: Database,
  connections: number,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const lent = Promise.withResolvers<string>()
  const others = Array.from({ length: connections - 1 }, () => Promise.withResolvers<void>())
  const first = asAuditor(db, async (tx) => {
    const snapshot = await row<{ name: string }>(tx, sql`select pg_export_snapshot() as name`)
    lent.resolve(snapshot?.name ?? '')
    await work(tx)
    await Promise.allSettled(others.map(({ promise }) => promise))
  })
  first.catch(lent.reject)
  const rest = others.map(async ({ resolve }) => {
    try {
      const begin = `${AT_ONE_MOMENT}; set transaction snapshot '${await lent.promise}'`
      await inTransaction(db, { ...AUDITS, begin }, '', async (tx) => {
        await row(tx, sql`select 1`)
        resolve()
        await work(tx)
      })
    } finally {
      resolve()
    }
  })
  await Promise.all([first, ...rest])
}

/** Throws where the network must not be asked: a transaction is open, and may run again. */
export function assertNoTransactionOpen(what: string): void {
  assert(!transactionOpen.getStore(), `${what} while a transaction is open`)
}

/** The rows that a statement returns. Statements begun together are sent together, in order. */
export async function rows<Row>(tx: Database, statement: RawBuilder<unknown>): Promise<Row[]> {
  const open = opened.get(tx)
  if (!open) return (await statement.execute(tx)).rows as Row[]
  return (await send(open, statement, tx)).rows as Row[]
}

/** The one row or none. */
export async function row<Row>(
  tx: Database,
  statement: RawBuilder<unknown>,
): Promise<Row | undefined> {
  const found = await rows<Row>(tx, statement)
  assert(found.length <= 1, 'a statement for one row found several')
  return found[0]
}

/** Runs a statement and answers how many rows it changed. */
export async function run(tx: Database, statement: RawBuilder<unknown>): Promise<number> {
  const open = opened.get(tx)
  if (!open) return Number((await statement.execute(tx)).numAffectedRows ?? 0n)
  return Number((await send(open, statement, tx)).numAffectedRows ?? 0n)
}

interface Open {
  connection: DatabaseConnection
  /** The commit, if it was sent behind the last statements. */
  commit: Promise<QueryResult<unknown>> | null
  /** The first error: what was sent behind it fails too, but only because of it. */
  cause: unknown
}

const opened = new WeakMap<Database, Open>()

/** Past Kysely's own queue, which sends a statement only when the one before is answered. */
function send(
  open: Open,
  statement: RawBuilder<unknown>,
  tx: Database,
): Promise<QueryResult<unknown>> {
  assert(open.commit === null, 'a statement after the commit')
  const answer = open.connection.executeQuery(statement.compile(tx))
  answer.catch((error: unknown) => {
    open.cause ??= error
  })
  return answer
}

/**
 * Marks what was asked before its answer is needed: it is sent now, with what is asked next, and
 * awaited later. Until then it may fail unheard, because the transaction cannot go on without it.
 */
export function ahead<T>(asked: Promise<T>): Promise<T> {
  asked.catch(() => {})
  return asked
}

/**
 * Sends the commit right behind the statements just begun, which saves waiting for them. If one of
 * them fails, PostgreSQL commits nothing; what they answer must not be needed to decide.
 */
export function commitBehind(tx: Transaction): void {
  const open = opened.get(tx)
  if (!open || open.commit) return
  open.commit = send(open, COMMIT, tx)
}

const COMMIT = sql.raw('commit')
const ROLLBACK = sql.raw('rollback')

async function inTransaction<T>(
  db: Database,
  way: Way,
  orgId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assertNoTransactionOpen('A transaction begins')
  for (let attempt = 1; ; attempt++) {
    try {
      return await db
        .getExecutor()
        .provideConnection((connection) =>
          transactionOpen.run(true, () => once(db, connection, way, orgId, work)),
        )
    } catch (error) {
      if (attempt >= TRIES_MAX || !isWorthAnotherTry(error)) throw error
    }
  }
}

async function once<T>(
  db: Database,
  connection: DatabaseConnection,
  way: Way,
  orgId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const tx = db.withTables() as unknown as Transaction
  const open: Open = { connection, commit: null, cause: undefined }
  opened.set(tx, open)
  // Role and organization are constants of ours and a checked uuid. The first statements follow
  // without waiting: should this fail, the transaction it began refuses them.
  const begun = send(
    open,
    sql.raw(
      `${way.begin}; select set_config('role','${way.role}',true), set_config('onfile.org','${orgId}',true)`,
    ),
    tx,
  )
  try {
    const result = await work(tx)
    await begun
    const [ended] = (await (open.commit ?? send(open, COMMIT, tx))).rows
    const command = (ended as { command: string } | undefined)?.command
    // What PostgreSQL answers when a statement failed and nobody looked.
    assert(command !== 'ROLLBACK', 'a transaction whose work went well is committed')
    return result
  } catch (error) {
    // Where the connection is gone, the transaction is too.
    await connection.executeQuery(ROLLBACK.compile(tx)).catch(() => {})
    throw codeOf(error) === IN_FAILED_TRANSACTION ? open.cause : error
  }
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const IN_FAILED_TRANSACTION = '25P02'

function isWorthAnotherTry(error: unknown): boolean {
  const code = codeOf(error)
  return code === SERIALIZATION_FAILURE || code === DEADLOCK
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code
}

/** The name of the constraint that refused a row, if that is what the error says. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' || code === '23503' || code === '23514' ? constraint : undefined
}
