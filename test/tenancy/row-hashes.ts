import { sql } from 'kysely'
import type { Database } from '../../src/database/connection.ts'
import { asAuditor, rows } from '../../src/database/transaction.ts'

/** What background jobs change on their own, whatever anybody asks for. */
const MOVED_BY_JOBS = ['events_look_at', 'events_read_until', 'webhook_seen_at']
const MAIL_MOVED_BY_JOBS = [
  ...['state', 'tries', 'look_at', 'last_error', 'server_said', 'changed_at', 'sent_at'],
  ...['subject', 'text_body', 'html_body', 'attachments'],
]
const SETUP_MOVED_BY_JOBS = ['look_at', 'looks']
const PAYOUT_MOVED_BY_JOBS = [
  ...['state', 'changed_at', 'failure_code', 'arrives_on', 'members_at', 'paid_at', 'failed_at'],
]
const WRITTEN_BY_JOBS = [
  ...['processor_event', 'payment_fee', 'payout_member', 'payout_reading'],
  'difference_reading',
  'attention_reading',
]

/** Every table of a business. */
export async function businessTables(db: Database): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    sql`select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migration' order by 1`,
  )
  return found.map((table) => table.name)
}

/** A hash of all rows, as `organization/table`, and of who can sign in: equal means nothing was written. */
export async function rowHashes(db: Database): Promise<Record<string, string>> {
  const tables = (await businessTables(db)).filter((table) => !WRITTEN_BY_JOBS.includes(table))
  const parts = tables.map((table) => {
    const org = sql.ref(table === 'organization' ? 'id' : 'org_id')
    return sql`select ${org}::text || '/' || ${table}::text as name, ${hashOf(sql`to_jsonb(t) - ${movedIn(table)}::text[]`)}
      from ${sql.table(table)} t ${bookedByPeople(table)} group by ${org}`
  })
  const ours = await asAuditor(db, (tx) =>
    rows<{ name: string; hash: string }>(tx, sql`${sql.join(parts, sql` union all `)}`),
  )
  const signIn = await rows<{ name: string; hash: string }>(
    db,
    sql`select 'sign-in/login' as name, ${hashOf(sql`to_jsonb(t)`)} from auth.login t
        union all select 'sign-in/credential', ${hashOf(sql`to_jsonb(t)`)} from auth.credential t`,
  )
  return Object.fromEntries([...ours, ...signIn].map(({ name, hash }) => [name, hash]))
}

/** Jobs book what the processor tells of: fees and payouts. */
function bookedByPeople(table: string) {
  return table === 'ledger_line' ? sql`where t.source not in ('fee', 'payout')` : sql``
}

function movedIn(table: string): string[] {
  if (table === 'method_setup') return SETUP_MOVED_BY_JOBS
  if (table === 'payout') return PAYOUT_MOVED_BY_JOBS
  return table === 'mail' ? MAIL_MOVED_BY_JOBS : MOVED_BY_JOBS
}

function hashOf(json: ReturnType<typeof sql>) {
  return sql`md5(string_agg(md5((${json})::text), ',' order by md5((${json})::text))) as hash`
}

/** Every row of the database as text, with what people put between digits taken out. */
export async function everythingStored(db: Database): Promise<string> {
  const tables = await businessTables(db)
  const parts = tables.map(
    (table) => sql`select to_jsonb(t)::text as line from ${sql.table(table)} t`,
  )
  const ours = await asAuditor(db, (tx) =>
    rows<{ line: string }>(tx, sql`${sql.join(parts, sql` union all `)}`),
  )
  const signIn = await rows<{ line: string }>(
    db,
    sql`select to_jsonb(t)::text as line from auth.login t
        union all select to_jsonb(t)::text from auth.session t
        union all select to_jsonb(t)::text from auth.verification t
        union all select to_jsonb(t)::text from auth.totp t
        union all select to_jsonb(t)::text from auth.recovery_code t
        union all select to_jsonb(t)::text from auth.sign_in_step t
        union all select to_jsonb(t)::text from auth.password_reset t`,
  )
  return [...ours, ...signIn].map((row) => row.line).join('\n')
}
