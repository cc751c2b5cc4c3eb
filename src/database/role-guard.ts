import { sql } from 'kysely'
import { assert } from '../kit/assert.ts'
import type { Database } from './connection.ts'
import { acrossOrganizations, row } from './transaction.ts'

/** Refuses to go on if the role inside a transaction could look past row level security. */
export async function assertRoleIsHeld(db: Database): Promise<void> {
  const role = await acrossOrganizations(db, (tx) =>
    row<{ name: string; free: boolean }>(
      tx,
      sql`select rolname as name, rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`,
    ),
  )
  assert(
    role?.name === 'onfile_app' && !role.free,
    'Inside a transaction the database role must be onfile_app, neither superuser nor bypassrls. Run `onfile migrate` as the owner of the database.',
  )
}
