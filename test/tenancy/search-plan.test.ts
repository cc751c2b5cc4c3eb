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
  for (const table of ['client', 'account', 'name_word', 'payment_method']) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(db)
  }
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

/** Functions of the router, with what is asked of each and the index that must answer. */
const FUNCTIONS = [
  {
    name: 'clients_containing',
    types: ['uuid', 'text', 'text', 'boolean', 'boolean', 'boolean', 'integer'],
    parameters: ['organization', 'near', 'pattern', 'archived', 'owing', 'with_card', 'at_most'],
    asked: (id: string) => `'${id}', '%cli%ent%345%', '%client%12345%', false, false, false, 50`,
    index: 'client_search',
  },
  {
    name: 'clients_phoned',
    types: ['uuid', 'text', 'boolean', 'boolean', 'boolean', 'integer'],
    parameters: ['organization', 'backwards', 'archived', 'owing', 'with_card', 'at_most'],
    asked: (id: string) => `'${id}', '5432155', false, false, false, 50`,
    index: 'client_by_telephone',
  },
  {
    name: 'words_resembling',
    types: ['uuid', 'text', 'integer'],
    parameters: ['organization', 'typed', 'at_most'],
    asked: (id: string) => `'${id}', 'wrod12345', 4`,
    index: 'name_word_like',
  },
]

describe('search under row level security', () => {
  test.each(
    FUNCTIONS.flatMap((f) =>
      ['force_custom_plan', 'force_generic_plan'].map((mode) => ({ ...f, mode })),
    ),
  )('what $name runs is found by its index ($mode)', async ({ mode, index, ...f }) => {
    const plan = await planOf(f, mode)
    expect(plan).toMatch(new RegExp(`Index Scan (on|using) ${index}`))
    expect(plan).not.toMatch(/Seq Scan on (client|name_word)/)
  })

  test('as the application itself it would not be: that is why there is a function', async () => {
    const plan = await inOrganization(db, orgId, (tx) =>
      explain(sql`explain select id from client where searchable like '%client 12345%'`, tx),
    )
    expect(plan).not.toMatch(/Index Cond: .*searchable/)
  })

  test.each([
    ['the beginning of a name', 'client_by_name', begins('name_key')],
    ['the beginning of a last name', 'client_by_surname', begins('surname_key')],
    [
      'the first page',
      'client_by_name',
      `select id from client where archived_at is null order by name_key, id limit 51`,
    ],
    [
      'the next page',
      'client_by_name',
      `select id from client where archived_at is null and (name_key, id) > ('client 5', '${newId()}') order by name_key, id limit 51`,
    ],
    [
      'an e-mail',
      'client_by_email',
      `select id from client where email_key = lower('Client.7@example.com')`,
    ],
    [
      'the last four of a card',
      'payment_method_by_last4',
      `select account_id from payment_method where last4 = '4242' and removed_at is null and authorized`,
    ],
    [
      'a word that somebody bears',
      'name_word_pkey',
      `select from name_word where word >= 'clie' and word < 'clie' || chr(1114111) limit 1`,
    ],
  ])('%s needs none: comparisons do not leak', async (_, index, statement) => {
    const plan = await inOrganization(db, orgId, async (tx) => {
      // Small tables are read whole; the question is whether the index could be used.
      await run(tx, sql`set local enable_seqscan = off`)
      return explain(sql.raw(`explain ${statement}`), tx)
    })
    expect(plan).toMatch(new RegExp(`(Scan using|Scan on) ${index}`))
    expect(plan).not.toMatch(/Sort|Seq Scan/)
  })

  test('finds, in the organization asked about only', async () => {
    const found = await inOrganization(db, orgId, (tx) => containing(tx, orgId, '%client 12345%'))
    expect(found).toEqual([{ name: 'Client 12345' }])
    const elsewhere = await inOrganization(db, orgId, (tx) => containing(tx, otherId, '%client%'))
    expect(elsewhere).toEqual([])
    const words = await inOrganization(db, orgId, (tx) =>
      rows(tx, sql`select words_resembling(${otherId}, 'client', 5)`),
    )
    expect(words).toEqual([])
  })
})

function begins(key: string): string {
  return `select id from client where ${key} >= folded('Client 12') and ${key} < folded('Client 12') || chr(1114111)
    and archived_at is null order by ${key}, id limit 51`
}

function containing(tx: Database, id: string, pattern: string): Promise<{ name: string }[]> {
  return rows(
    tx,
    sql`select name from client where id in
      (select clients_containing(${id}, ${pattern}, ${pattern}, false, false, false, 50))`,
  )
}

/** The plan of the statement in a function, as its owner runs it. */
async function planOf(f: Omit<(typeof FUNCTIONS)[number], 'index'>, mode: string): Promise<string> {
  const found = await row<{ body: string }>(
    db,
    sql`select pg_get_function_sqlbody(${f.name}::regproc) as body`,
  )
  let statement = (found?.body ?? '').replace(/^\s*BEGIN ATOMIC\s*/, '').replace(/;\s*END\s*$/, '')
  for (const [n, parameter] of f.parameters.entries()) {
    statement = statement.replaceAll(`${f.name}.${parameter}`, `$${n + 1}`)
  }
  const run = (text: string) => sql.raw(text).execute(db)
  await run('begin')
  try {
    await run(`set local role onfile_router`)
    await run(`set local plan_cache_mode = ${mode}`)
    await run(`prepare search (${f.types.join(', ')}) as ${statement}`)
    return await explain(sql.raw(`explain execute search (${f.asked(orgId)})`), db)
  } finally {
    await run('rollback')
    await run('deallocate search')
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
          select ${id}, gen_random_uuid(), 'Client ' || n || case when n % 4 = 0 then ' word' || n else '' end, '2026-01-01' from generate_series(1, ${clients}) n`,
    )
    await run(
      tx,
      sql`insert into client (org_id, id, account_id, number, name, email, created_at)
          select org_id, gen_random_uuid(), id, row_number() over (), name, replace(lower(name), ' ', '.') || '@example.com', created_at
          from account`,
    )
    await run(
      tx,
      sql`insert into processor_account (org_id, id, kind, mode, publishable_key, secret_key_sealed, events_read_until,
            events_look_at, created_at)
          values (${id}, ${id}, 'sandbox', 'test', '', '', '2026-01-01', '2026-01-01', '2026-01-01')`,
    )
    await run(
      tx,
      sql`insert into payment_method (org_id, id, account_id, processor_account_id, processor_method_id, wallet_group,
            brand, last4, exp_month, exp_year, authorized, created_at)
          select org_id, gen_random_uuid(), id, org_id, id::text, id, 'visa', lpad((row_number() over () % 10000)::text, 4, '0'),
            12, 2030, true, created_at from account`,
    )
  })
}
