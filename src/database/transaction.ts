import { AsyncLocalStorage } from 'node:async_hooks'
import { type RawBuilder, sql } from 'kysely'
import { assert } from '../kit/assert.ts'
import type { Database } from './connection.ts'

declare const open: unique symbol
/** An open transaction of one organization (or of a role that looks across). */
export type Transaction = Database & { readonly [open]: true }

type Role = 'onfile_app' | 'onfile_auditor'

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
  return inTransaction(db, 'onfile_app', orgId, work)
}

/** Runs `work` as the application but in no organization: only the router's functions answer. */
export function acrossOrganizations<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(db, 'onfile_app', '', work)
}

/** Runs `work` read only and over everything, at one instant: `onfile check`. */
export function asAuditor<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return inTransaction(db, 'onfile_auditor', '', work)
}

/** Throws where the network must not be asked: a transaction is open, and may run again. */
export function assertNoTransactionOpen(what: string): void {
  assert(!transactionOpen.getStore(), `${what} while a transaction is open`)
}

/** The rows that a statement returns. */
export async function rows<Row>(tx: Database, statement: RawBuilder<unknown>): Promise<Row[]> {
  return (await statement.execute(tx)).rows as Row[]
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
  return Number((await statement.execute(tx)).numAffectedRows ?? 0n)
}

async function inTransaction<T>(
  db: Database,
  role: Role,
  orgId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  assertNoTransactionOpen('A transaction begins')
  for (let attempt = 1; ; attempt++) {
    try {
      return await db
        .connection()
        .execute((connection) =>
          transactionOpen.run(true, () => once(connection, role, orgId, work)),
        )
    } catch (error) {
      if (attempt >= TRIES_MAX || !isWorthAnotherTry(error)) throw error
    }
  }
}

async function once<T>(
  connection: Database,
  role: Role,
  orgId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  // One round trip: role and organization are constants of ours and a checked uuid.
  const isolation = role === 'onfile_auditor' ? ' isolation level repeatable read read only' : ''
  await sql
    .raw(
      `begin${isolation}; select set_config('role','${role}',true), set_config('onfile.org','${orgId}',true)`,
    )
    .execute(connection)
  try {
    const result = await work(connection as Transaction)
    await sql.raw('commit').execute(connection)
    return result
  } catch (error) {
    await sql
      .raw('rollback')
      .execute(connection)
      .catch(() => {}) // the connection is gone, and the transaction with it
    throw error
  }
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'

function isWorthAnotherTry(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === SERIALIZATION_FAILURE || code === DEADLOCK
}

/** The name of the constraint that refused a row, if that is what the error says. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' || code === '23503' || code === '23514' ? constraint : undefined
}
