import { sql } from 'kysely'
import type { Database } from '../database/connection.ts'
import { asAuditor, asAuditors, row, rows, type Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import type { Invariant } from './invariant.ts'
import { INVARIANTS } from './invariants.ts'

export interface Finding {
  name: string
  means: string
  /** Rows of its tables that were looked at. */
  looked: number
  /** What does not hold: organization and id, the first few. */
  violations: { org_id: string; id: string }[]
  count: number
}

const VIOLATIONS_SHOWN = 10
const WORK_MEM = '128MB'

/** Re-adds everything, over all organizations, at one instant; on so many connections at once. */
export async function checkBooks(db: Database, now: Date, connections = 1): Promise<Finding[]> {
  const sizes = new Map<string, Promise<number>>()
  const findings = new Map<Invariant, Finding>()
  const waiting = [...INVARIANTS]
  await asAuditors(db, connections, async (tx) => {
    // Sums of every account and payment: with the usual few megabytes they go to the disk and back.
    await rows(tx, sql`select set_config('work_mem', ${WORK_MEM}, true)`)
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      findings.set(next, await check(tx, next, now, sizes))
    }
  })
  return INVARIANTS.map((invariant) => {
    const finding = findings.get(invariant)
    assert(finding, 'every invariant was looked at')
    return finding
  })
}

async function check(
  tx: Transaction,
  invariant: Invariant,
  now: Date,
  sizes: Map<string, Promise<number>>,
): Promise<Finding> {
  const [before = '', ...rest] = invariant.violations.split('$now')
  let statement = sql`${sql.raw(before)}`
  for (const part of rest) statement = sql`${statement}${now}::timestamptz${sql.raw(part)}`
  const found = await rows<Record<string, string>>(tx, statement)
  return {
    name: invariant.name,
    means: invariant.means,
    looked: await countRows(tx, invariant.tables, sizes),
    count: found.length,
    violations: found.slice(0, VIOLATIONS_SHOWN).map((violation) => {
      const [org = '', id = ''] = Object.values(violation)
      return { org_id: org, id }
    }),
  }
}

/** All of it is read at one instant, so a table is counted once. */
async function countRows(
  tx: Transaction,
  tables: string[],
  sizes: Map<string, Promise<number>>,
): Promise<number> {
  let sum = 0
  for (const table of tables) {
    const size = sizes.get(table) ?? countTable(tx, table)
    sizes.set(table, size)
    sum += await size
  }
  return sum
}

async function countTable(tx: Transaction, table: string): Promise<number> {
  const counted = await row<{ n: bigint }>(tx, sql`select count(*) as n from ${sql.table(table)}`)
  return Number(counted?.n ?? 0n)
}

/**
 * How many rows the owner's statistics of the tables say there are, seen without row level
 * security: the auditor must see every one of them, or what it says means nothing.
 */
export async function tablesHiddenFromAuditor(db: Database): Promise<string[]> {
  const found = await asAuditor(db, (tx) =>
    rows<{ name: string }>(
      tx,
      sql`select c.relname as name from pg_class c
          where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migration'
            and not exists (select from pg_policy p
              where p.polrelid = c.oid and pg_get_expr(p.polqual, p.polrelid) = 'true'
                and (select oid from pg_roles where rolname = 'onfile_auditor') = any (p.polroles))`,
    ),
  )
  return found.map((table) => table.name)
}
