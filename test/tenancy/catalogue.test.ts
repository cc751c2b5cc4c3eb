import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Database } from '../../src/database/connection.ts'
import { row, rows } from '../../src/database/transaction.ts'
import { createDatabase, type TestDatabase } from '../support/cluster.ts'

/** Tables that belong to no organization, and why. Everything else carries org_id. */
const WITHOUT_ORGANIZATION: Record<string, string> = {
  'public.migration': 'which files the schema is made of',
  'auth.login': 'a person signs in once and may work for several organizations',
  'auth.session': 'of a login',
  'auth.credential': 'of a login',
  'auth.verification': 'tokens of sign-in links',
  'auth.sign_in_try': 'counted before anybody is known',
  'auth.totp': 'of a login',
  'auth.recovery_code': 'of a login',
  'auth.passkey': 'of a login',
  'auth.sign_in_step': 'a sign-in that is not finished',
  'auth.password_reset': 'of a login',
  'auth.person': 'a person of the portal may own accounts in several organizations',
  'auth.person_challenge': 'a sign-in that is not finished',
  'auth.person_email_change': 'of a person',
  'auth.person_passkey': 'of a person',
  'auth.person_session': 'of a person',
  'auth.person_sign_in': 'a link and a code, before anybody is known',
}
/** The organization itself: its id is the org_id of everything else; its slug names it in URLs. */
const THE_ORGANIZATION = 'organization'
const UNIQUE_WITHOUT_ORGANIZATION = ['organization_pkey', 'organization_slug_key']

const APPEND_ONLY = [
  'allocation',
  'attention_event',
  'audit_entry',
  'authorization',
  'authorization_event',
  'books_closing',
  'cash_count',
  'check_batch',
  'client_try',
  'client_fee',
  'credit_withdrawal',
  'dispute_event',
  'idempotency_key',
  'credit_note',
  'credit_note_line',
  'credit_note_tax',
  'invoice_line',
  'invoice_tax',
  'ledger_line',
  'debit_notice',
  'method_event',
  'payment_transition',
  'payout_member',
  'receipt',
  'refund_transition',
  'statement_sent',
  'transfer',
  'transfer_part',
]

/** What may look across organizations, and what it may answer. */
const ROUTER_FUNCTIONS: Record<string, string> = {
  accounts_to_compare: 'TABLE(org_id uuid, processor_account_id uuid)',
  authorizations_to_end: 'TABLE(org_id uuid, authorization_id uuid)',
  clients_containing: 'SETOF uuid',
  clients_phoned: 'SETOF uuid',
  digests_to_send: 'TABLE(org_id uuid, staff_id uuid)',
  first_organization: 'uuid',
  has_organizations: 'boolean',
  has_second_factor: 'boolean',
  late_fees_due: 'TABLE(org_id uuid, invoice_id uuid)',
  link_of_token: 'TABLE(org_id uuid, link_id uuid)',
  mails_to_look_at: 'TABLE(org_id uuid, mail_id uuid)',
  method_setups_to_look_at: 'TABLE(org_id uuid, setup_id uuid)',
  methods_expiring_next_month: 'TABLE(org_id uuid, method_id uuid)',
  organization_of_invitation: 'uuid',
  organization_of_processor_account: 'uuid',
  organization_of_slug: 'uuid',
  organizations_of_login: 'TABLE(org_id uuid, staff_id uuid)',
  organizations_to_look_through: 'TABLE(org_id uuid)',
  payment_fees_to_look_at: 'TABLE(org_id uuid, payment_id uuid)',
  payments_to_look_at: 'TABLE(org_id uuid, payment_id uuid)',
  payouts_to_read: 'TABLE(org_id uuid, processor_account_id uuid)',
  places_of_email: 'TABLE(org_id uuid, account_id uuid)',
  places_of_person: 'TABLE(org_id uuid, account_id uuid, account_person_id uuid)',
  processor_accounts_to_poll: 'TABLE(org_id uuid, processor_account_id uuid)',
  processor_events_to_look_at: 'TABLE(org_id uuid, processor_account_id uuid, event_id text)',
  refunds_to_look_at: 'TABLE(org_id uuid, refund_id uuid)',
  runs_to_work: 'TABLE(org_id uuid, run_id uuid)',
  sample_organization: 'uuid',
  sandbox_accounts: 'TABLE(org_id uuid, processor_account_id uuid)',
  wallet_group_with: 'uuid',
  words_resembling: 'SETOF text',
}

let database: TestDatabase
let db: Database
let tables: string[]

beforeAll(async () => {
  database = await createDatabase()
  db = connect(database.url, { connections: 1 })
  const found = await rows<{ name: string }>(
    db,
    sql`select relname as name from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1`,
  )
  tables = found
    .map((table) => table.name)
    .filter((name) => !(`public.${name}` in WITHOUT_ORGANIZATION))
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

test('the tables without an organization are the ones named here', async () => {
  const found = await rows<{ name: string }>(
    db,
    sql`select relnamespace::regnamespace || '.' || relname as name from pg_class c
        where relkind in ('r', 'p') and relname <> ${THE_ORGANIZATION}
          and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
          and not exists (select from pg_attribute where attrelid = c.oid and attname = 'org_id')
        order by 1`,
  )
  expect(found.map((table) => table.name)).toEqual(Object.keys(WITHOUT_ORGANIZATION).sort())
})

describe('every table of a business', () => {
  test('carries the organization, first in its primary key, unique indexes and foreign keys', async () => {
    const wrong: string[] = []
    for (const table of tables.filter((name) => name !== THE_ORGANIZATION)) {
      if ((await firstColumns(table)).primary !== 'org_id') wrong.push(`${table}: primary key`)
    }
    const unique = await rows<{ name: string; first: string }>(
      db,
      sql`select i.indexrelid::regclass::text as name, a.attname as first
          from pg_index i join pg_class c on c.oid = i.indrelid
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
          where i.indisunique and c.relnamespace = 'public'::regnamespace and c.relname <> 'migration'`,
    )
    for (const { name, first } of unique) {
      if (first !== 'org_id' && !UNIQUE_WITHOUT_ORGANIZATION.includes(name)) {
        wrong.push(`unique index ${name} begins with ${first}`)
      }
    }
    const foreign = await rows<{ name: string; own: string; other: string; target: string }>(
      db,
      sql`select k.conname as name, a.attname as own, b.attname as other, k.confrelid::regclass::text as target
          from pg_constraint k
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
          where k.contype = 'f' and k.connamespace = 'public'::regnamespace`,
    )
    for (const { name, own, other, target } of foreign) {
      const whole = target === THE_ORGANIZATION ? 'id' : 'org_id'
      if (own !== 'org_id' || other !== whole) wrong.push(`foreign key ${name}`)
    }
    expect(wrong).toEqual([])
  })

  test('is under row level security, forced, with the two policies and no other', async () => {
    for (const table of tables) {
      const security = await row(
        db,
        sql`select relrowsecurity as on, relforcerowsecurity as forced from pg_class where oid = ${`public."${table}"`}::regclass`,
      )
      const policies = await rows(
        db,
        sql`select policyname as name, cmd, (select string_agg(r::text, ' ' order by r::text) from unnest(roles) r) as roles, qual as using, with_check as check
            from pg_policies where schemaname = 'public' and tablename = ${table} order by 1`,
      )
      const own = `(${table === THE_ORGANIZATION ? 'id' : 'org_id'} = current_org())`
      expect({ table, security, policies }).toEqual({
        table,
        security: { on: true, forced: true },
        policies: [
          {
            name: 'across',
            cmd: 'SELECT',
            roles: 'onfile_auditor onfile_router',
            using: 'true',
            check: null,
          },
          { name: 'of_organization', cmd: 'ALL', roles: 'onfile_app', using: own, check: own },
        ],
      })
    }
  })

  test('can be changed by the application only as far as it may be changed at all', async () => {
    const got: Record<string, string> = {}
    for (const table of tables) got[table] = await rightsOn(table)
    const wanted = Object.fromEntries(
      tables.map((table) => [
        table,
        APPEND_ONLY.includes(table)
          ? 'app: SELECT INSERT; router: SELECT; auditor: SELECT'
          : 'app: SELECT INSERT UPDATE; router: SELECT; auditor: SELECT',
      ]),
    )
    expect(got).toEqual(wanted)
    expect(tables).toEqual(expect.arrayContaining(APPEND_ONLY))
  })
})

test('the roles cannot sign in, own nothing of the business, and are no way around', async () => {
  const roles = await rows(
    db,
    sql`select rolname as name, rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as free,
          (select count(*)::int from pg_class c where c.relowner = r.oid) as owns
        from pg_roles r where rolname like 'onfile\\_%' and not rolcanlogin order by 1`,
  )
  expect(roles).toEqual(
    ['onfile_app', 'onfile_auditor', 'onfile_router'].map((name) => ({
      name,
      free: false,
      owns: 0,
    })),
  )
  const outside = await rows<{ name: string }>(
    db,
    sql`select r.rolname || ' ' || t.name as name
        from (values ('auth.login'), ('auth.session'), ('auth.credential'), ('auth.verification'),
          ('auth.recovery_code'), ('auth.sign_in_step'), ('auth.password_reset'), ('migration')) t (name),
          pg_roles r where r.rolname in ('onfile_app', 'onfile_router', 'onfile_auditor')
          and has_table_privilege(r.rolname, t.name, 'SELECT, INSERT, UPDATE, DELETE')`,
  )
  expect(outside).toEqual([])
})

test('no view looks past the policies', async () => {
  const views = await rows(
    db,
    sql`select relname from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace`,
  )
  expect(views).toEqual([])
})

describe('functions that look across organizations', () => {
  test('answer ids only, belong to the router, and are for the application alone', async () => {
    const found = await rows<{ name: string; answers: string; owner: string; callers: string }>(
      db,
      sql`select p.proname as name, pg_get_function_result(p.oid) as answers, p.proowner::regrole::text as owner,
            (select string_agg(r.rolname, ' ' order by r.rolname) from pg_roles r
             where r.rolname in ('onfile_app', 'onfile_auditor', 'pg_monitor')
               and has_function_privilege(r.rolname, p.oid, 'EXECUTE')) as callers
          from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`,
    )
    expect(found).toEqual(
      Object.entries(ROUTER_FUNCTIONS).map(([name, answers]) => ({
        name,
        answers,
        owner: 'onfile_router',
        callers: 'onfile_app',
      })),
    )
  })

  test('cannot be led astray by a search path', async () => {
    const loose = await rows(
      db,
      sql`select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
            and not coalesce(proconfig::text like '%search_path=public%', false)`,
    )
    expect(loose).toEqual([])
  })
})

async function firstColumns(table: string) {
  const found = await row<{ primary: string }>(
    db,
    sql`select a.attname as primary from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisprimary and i.indrelid = ${`public."${table}"`}::regclass`,
  )
  return { primary: found?.primary }
}

async function rightsOn(table: string): Promise<string> {
  const found = await rows<{ role: string; rights: string }>(
    db,
    sql`select replace(r.rolname, 'onfile_', '') as role, string_agg(p.name, ' ' order by p.n) as rights
        from pg_roles r, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
          with ordinality p (name, n)
        where r.rolname in ('onfile_app', 'onfile_router', 'onfile_auditor')
          and (has_table_privilege(r.rolname, ${`public."${table}"`}, p.name)
            or (p.name in ('SELECT', 'INSERT', 'UPDATE') and has_any_column_privilege(r.rolname, ${`public."${table}"`}, p.name)))
        group by r.rolname`,
  )
  return ['app', 'router', 'auditor']
    .map((role) => `${role}: ${found.find((one) => one.role === role)?.rights ?? ''}`)
    .join('; ')
}
