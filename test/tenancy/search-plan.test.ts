import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Database } from '../../src/database/connection.ts'
import { inOrganization, row, rows, run } from '../../src/database/transaction.ts'
import { newId } from '../../src/kit/id.ts'
import { createDatabase, type TestDatabase } from '../support/cluster.ts'

/** Enough that a scan of the table would cost more than the index. */
const CLIENTS = 20_000

let database: TestDatabase
let db: Database
const orgId = newId()
const otherId = newId()

beforeAll(async () => {
  database = await createDatabase()
  db = connect(database.url, { connections: 1 })
  await fill(orgId, CLIENTS)
  await fill(otherId, CLIENTS / 10)
  // As autovacuum does in time: statistics, and the index's list of rows it has not sorted in yet.
  await sql`vacuum analyze client`.execute(db)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

describe('search under row level security', () => {
  test.each(['force_custom_plan', 'force_generic_plan'])(
    'what the function runs is found by the trigram index (%s)',
    async (mode) => {
      const plan = await planOfSearch(mode, '%client 12345%')
      expect(plan).toMatch(/Bitmap Index Scan on client_search/)
      expect(plan).not.toMatch(/Seq Scan/)
    },
  )

  test('as the application itself it would not be: that is why there is a function', async () => {
    const plan = await inOrganization(db, orgId, (tx) =>
      explain(sql`explain select id from client where searchable like '%client 12345%'`, tx),
    )
    expect(plan).not.toMatch(/Index Cond: .*searchable/)
  })

  test('finds, in the organization asked about only', async () => {
    const found = await inOrganization(db, orgId, (tx) =>
      rows<{ name: string }>(
        tx,
        sql`select name from client where id in (select clients_matching(${orgId}, '%client 12345%'))`,
      ),
    )
    expect(found).toEqual([{ name: 'Client 12345' }])
    const elsewhere = await inOrganization(db, orgId, (tx) =>
      rows(
        tx,
        sql`select name from client where id in (select clients_matching(${otherId}, '%client%'))`,
      ),
    )
    expect(elsewhere).toEqual([])
  })
})

/** The plan of the statement in the function, as its owner runs it. */
async function planOfSearch(mode: string, pattern: string): Promise<string> {
  const found = await row<{ body: string }>(
    db,
    sql`select pg_get_function_sqlbody('clients_matching'::regproc) as body`,
  )
  const statement = (found?.body ?? '')
    .replace(/^\s*BEGIN ATOMIC\s*/, '')
    .replace(/;\s*END\s*$/, '')
    .replaceAll('clients_matching.organization', '$1')
    .replaceAll('clients_matching.pattern', '$2')
  const run = (text: string) => sql.raw(text).execute(db)
  await run('begin')
  try {
    await run(`set local role onfile_router`)
    await run(`set local plan_cache_mode = ${mode}`)
    await run(`prepare search (uuid, text) as ${statement}`)
    return await explain(sql.raw(`explain execute search ('${orgId}', '${pattern}')`), db)
  } finally {
    await run('rollback')
    await run('deallocate all')
  }
}

async function explain(statement: ReturnType<typeof sql>, on: Database): Promise<string> {
  const lines = await rows<{ 'QUERY PLAN': string }>(on, statement)
  return lines.map((line) => line['QUERY PLAN']).join('\n')
}

async function fill(id: string, clients: number): Promise<void> {
  await inOrganization(db, id, async (tx) => {
    await run(
      tx,
      sql`insert into organization (id, slug, name, currency, time_zone, created_at)
          values (${id}, ${`of-${id}`}, 'Harbor', 'USD', 'UTC', '2026-01-01')`,
    )
    await run(
      tx,
      sql`insert into account (org_id, id, name, created_at)
          select ${id}, gen_random_uuid(), 'Client ' || n, '2026-01-01' from generate_series(1, ${clients}) n`,
    )
    await run(
      tx,
      sql`insert into client (org_id, id, account_id, number, name, email, created_at)
          select org_id, gen_random_uuid(), id, row_number() over (), name, replace(lower(name), ' ', '.') || '@example.com', created_at
          from account`,
    )
  })
}
