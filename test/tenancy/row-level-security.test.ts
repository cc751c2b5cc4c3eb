import { type KyselyPlugin, type RootOperationNode, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/connection.ts'
import { assertRoleIsHeld } from '../../src/database/role-guard.ts'
import {
  acrossOrganizations,
  asAuditor,
  inOrganization,
  row,
  rows,
  run,
} from '../../src/database/transaction.ts'
import { makeThings, processorAccountOf, type Things } from '../matrix/things.ts'
import { startWorld, type TestOrganization, type World } from '../support/world.ts'
import { businessTables } from './row-hashes.ts'

/**
 * The application's own checks are switched off here: statements without any filter, as a route
 * would run them that forgot one. What is left is the database.
 */
let world: World
let db: Database
let ours: TestOrganization
let theirs: TestOrganization
let tables: string[]

beforeAll(async () => {
  world = await startWorld()
  db = world.server.app.db
  ours = await world.organization('Heron House')
  theirs = await world.organization('Zebra Zone')
  for (const organization of [ours, theirs]) {
    const things = await makeThings(world, organization, {
      client: 'Ada Able',
      email: 'ada@example.com',
    })
    await fillTheRest(organization, things)
  }
  tables = await businessTables(db)
})
afterAll(() => world.stop())

test('both organizations have rows in every table, or this proves nothing', async () => {
  const empty: string[] = []
  for (const table of tables) {
    for (const { orgId } of [ours, theirs]) {
      if ((await counted(table, orgId)) === 0) empty.push(table)
    }
  }
  expect(empty).toEqual([])
})

describe('without any filter', () => {
  test('a statement sees the rows of its organization, all of them, and no other', async () => {
    for (const table of tables) {
      const org = orgColumn(table)
      const seen = await inOrganization(db, ours.orgId, (tx) =>
        row<{ own: number; others: number }>(
          tx,
          sql`select count(*) filter (where ${org} = ${ours.orgId})::int as own,
                count(*) filter (where ${org} <> ${ours.orgId})::int as others from ${sql.table(table)}`,
        ),
      )
      expect({ table, ...seen }).toEqual({
        table,
        own: await counted(table, ours.orgId),
        others: 0,
      })
    }
  })

  test('a statement in no organization sees nothing', async () => {
    for (const table of tables) {
      const seen = await acrossOrganizations(db, (tx) =>
        rows(tx, sql`select from ${sql.table(table)}`),
      )
      expect({ table, seen: seen.length }).toEqual({ table, seen: 0 })
    }
  })

  test('nothing is inserted for another organization', async () => {
    for (const table of tables) {
      const columns = sql.join(await insertable(table))
      const theirRow = await aRowOf(table, theirs.orgId)
      const attempt = inOrganization(db, ours.orgId, (tx) =>
        run(
          tx,
          sql`insert into ${sql.table(table)} (${columns})
              select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${theirRow}::jsonb)`,
        ),
      )
      await expect(attempt, table).rejects.toThrow(/row-level security policy/)
    }
  })

  test('no row of another organization is changed, moved away, or deleted', async () => {
    for (const table of tables) {
      const org = orgColumn(table)
      const before = await counted(table, theirs.orgId)
      const asUs = (statement: ReturnType<typeof sql>) =>
        inOrganization(db, ours.orgId, (tx) => run(tx, statement))
      const name = sql.table(table)
      const changed = await asUs(
        sql`update ${name} set ${org} = ${org} where ${org} = ${theirs.orgId}`,
      ).catch((error: Error) => /permission denied/.exec(error.message)?.[0])
      expect([0, 'permission denied'], table).toContain(changed)
      await expect(asUs(sql`update ${name} set ${org} = ${theirs.orgId}`), table).rejects.toThrow(
        /row-level security policy|permission denied/,
      )
      await expect(asUs(sql`delete from ${name}`), table).rejects.toThrow(/permission denied/)
      // Events of theirs may be polled meanwhile; none of their rows may go.
      expect(await counted(table, theirs.orgId)).toBeGreaterThanOrEqual(before)
    }
  })
})

test.each([
  'ledger_line',
  'payment_transition',
  'authorization',
  'authorization_event',
  'audit_entry',
  'allocation',
  'receipt',
  'invoice_line',
])('%s is written once: the application cannot change its own rows', async (table) => {
  for (const statement of ['update %t set org_id = org_id', 'delete from %t', 'truncate %t']) {
    const attempt = inOrganization(db, ours.orgId, (tx) =>
      run(tx, sql.raw(statement.replace('%t', `"${table}"`))),
    )
    await expect(attempt, statement).rejects.toThrow(/permission denied/)
  }
})

test('passwords and sessions are out of reach inside a transaction', async () => {
  for (const table of ['login', 'session', 'credential', 'verification']) {
    const attempt = inOrganization(db, ours.orgId, (tx) =>
      rows(tx, sql`select * from ${sql.id('auth', table)}`),
    )
    await expect(attempt).rejects.toThrow(/permission denied/)
  }
})

test('the auditor reads and cannot write', async () => {
  const attempt = asAuditor(db, (tx) => run(tx, sql`update client set name = 'x'`))
  await expect(attempt).rejects.toThrow(/permission denied|read-only transaction/)
})

describe('the guard at the start', () => {
  test('lets a held role pass', () => assertRoleIsHeld(db))

  test('refuses when the role is not taken on', async () => {
    const loose = db.withPlugin(rewriting(`'role','onfile_app'`, `'role','none'`))
    await expect(assertRoleIsHeld(loose)).rejects.toThrow(/must be onfile_app/)
  })

  test('refuses a role that looks past row level security', async () => {
    const free = db.withPlugin(rewriting('rolsuper or rolbypassrls', 'not rolsuper'))
    await expect(assertRoleIsHeld(free)).rejects.toThrow(/neither superuser nor bypassrls/)
  })
})

/** A paid invoice, and what stories do not leave behind: a heard event, an item for a person. */
async function fillTheRest(organization: TestOrganization, things: Things): Promise<void> {
  const { orgId } = organization
  const { accountId, invoiceId, methodId } = things
  const method = { kind: 'saved', methodId }
  await organization
    .as('owner')
    .pay({ accountId, amount: 900, currency: 'USD', invoiceIds: [invoiceId], method })
  await moveCredit(organization, things)
  await fillSettings(organization)
  const id = await processorAccountOf(world, organization)
  await inOrganization(db, orgId, async (tx) => {
    await run(
      tx,
      sql`insert into processor_event (org_id, processor_account_id, event_id, type, object_id, door, received_at)
          select org_id, id, ${`evt_of_${id}`}, 'payment_intent.succeeded', 'pi_x', 'poll', created_at from processor_account`,
    )
    await run(
      tx,
      sql`insert into attention_item (org_id, id, kind, state, payment_id, subject_id, detail, opened_at)
          select org_id, id, 'money_on_closed_payment', 'open', id, id, '{}', created_at from payment limit 1`,
    )
    await run(
      tx,
      sql`insert into debit_notice (org_id, id, method_id, amount, currency, earliest_on, sent_at, sent_to, by_name)
          select org_id, id, id, 100, 'USD', created_at::date + 10, created_at, 'maria@example.com', 'Ann'
          from payment_method limit 1`,
    )
    await run(
      tx,
      sql`insert into client_try (org_id, id, at, account_id, link_id, payment_id)
          select l.org_id, p.id, p.created_at, l.account_id, l.id, p.id from link l, payment p limit 1`,
    )
    await run(
      tx,
      sql`insert into attention_event (org_id, item_id, seq, at, what)
          select org_id, id, 1, opened_at, 'opened' from attention_item on conflict do nothing`,
    )
    await run(
      tx,
      sql`insert into attention_reading (org_id, look_at) select id, created_at from organization on conflict do nothing`,
    )
    await run(
      tx,
      sql`insert into attention_digest (org_id, staff_id, told_until, origin)
          select org_id, id, created_at, 'http://127.0.0.1' from staff_member limit 1 on conflict do nothing`,
    )
    await run(
      tx,
      sql`insert into saved_view (org_id, id, page, staff_id, name, is_shared, query, columns, created_at)
          select org_id, id, 'payments', id, 'Mine', true, '{}', '{}', created_at from staff_member limit 1`,
    )
    await run(
      tx,
      sql`insert into client_fee_rule (org_id, kind, amount, changed_at, changed_by)
          select id, 'returned_check', 100, created_at, 'x' from organization`,
    )
    await run(
      tx,
      sql`insert into client_fee (org_id, invoice_id, kind, account_id, for_payment_id, charged_on, created_at)
          select i.org_id, i.id, 'returned_check', i.account_id, p.id, i.issued_on, i.created_at
          from invoice i join payment p on p.org_id = i.org_id limit 1`,
    )
    await run(
      tx,
      sql`insert into payment_return (org_id, id, payment_id, account_id, amount, taken, currency, reason, returned_on,
            opened_by, opened_by_name, created_at)
          select p.org_id, p.id, p.id, p.account_id, 10, 0, 'USD', 'x', '2026-03-02', p.opened_by, 'x', p.created_at
          from payment p where p.opened_by is not null limit 1`,
    )
  })
}

async function moveCredit(organization: TestOrganization, things: Things): Promise<void> {
  const owner = organization.as('owner')
  const given = await owner.post(
    '/credits',
    { accountId: things.accountId, amount: 100, currency: 'USD', reason: 'Sorry' },
    { 'idempotency-key': crypto.randomUUID() },
  )
  await owner.post(`/credits/${given.body.id}/withdraw`, { amount: 50, reason: 'Too much' })
  const { accountId: fromAccountId, otherAccountId: toAccountId } = things
  await owner.post(
    '/transfers',
    { fromAccountId, toAccountId, amount: 10, currency: 'USD', reason: 'Same family' },
    { 'idempotency-key': crypto.randomUUID() },
  )
}

async function fillSettings(organization: TestOrganization): Promise<void> {
  const owner = organization.as('owner')
  const business = (await owner.get('/business')).body
  const { logo, ...brand } = business
  await owner.put('/business', { ...brand, city: 'Salem' })
  await owner.put('/mail-server', {
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    username: null,
    fromName: 'Desk',
    fromAddress: 'desk@example.com',
    replyTo: null,
  })
  await owner.delete('/mail-server')
}

async function counted(table: string, orgId: string): Promise<number> {
  const found = await asAuditor(db, (tx) =>
    row<{ n: number }>(
      tx,
      sql`select count(*)::int as n from ${sql.table(table)} where ${orgColumn(table)} = ${orgId}`,
    ),
  )
  return found?.n ?? 0
}

async function aRowOf(table: string, orgId: string): Promise<string> {
  const found = await asAuditor(db, (tx) =>
    row<{ json: object }>(
      tx,
      sql`select to_jsonb(t) as json from ${sql.table(table)} t where ${orgColumn(table)} = ${orgId} limit 1`,
    ),
  )
  return JSON.stringify(found?.json)
}

async function insertable(table: string) {
  const found = await rows<{ name: string }>(
    db,
    sql`select attname as name from pg_attribute where attrelid = ${`public."${table}"`}::regclass
          and attnum > 0 and not attisdropped and attgenerated = ''`,
  )
  return found.map((column) => sql.ref(column.name))
}

function orgColumn(table: string) {
  return sql.ref(table === 'organization' ? 'id' : 'org_id')
}

/** Changes the text of statements on their way: a driver or pooler that does not do as told. */
function rewriting(from: string, to: string): KyselyPlugin {
  return {
    transformQuery: ({ node }): RootOperationNode =>
      node.kind === 'RawNode'
        ? { ...node, sqlFragments: node.sqlFragments.map((text) => text.replace(from, to)) }
        : node,
    transformResult: async ({ result }) => result,
  }
}
