import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { checkBooks } from '../check/check-books.ts'
import type { Database } from '../database/connection.ts'
import { embeddedDataDirectory } from '../database/embedded.ts'
import { missingMigrations } from '../database/migrate.ts'
import { asAuditor, row } from '../database/transaction.ts'
import { BACKLOG_MINUTES, type Backlog } from './backlog.ts'
import { withoutPassword } from './print-welcome.ts'
import { SETTINGS, type Settings } from './settings.ts'

/** One thing that was looked at. */
export interface Finding {
  name: string
  verdict: 'ok' | 'warning' | 'error'
  says: string
  /** What to do about it. */
  todo?: string
}

const NODE_MAJOR_MIN = 22
const POSTGRES_VERSION_MIN = 150_000

export function nodeFinding(version = process.versions.node): Finding {
  const finding = { name: 'Node', says: version }
  return Number.parseInt(version, 10) >= NODE_MAJOR_MIN
    ? { ...finding, verdict: 'ok' }
    : { ...finding, verdict: 'error', todo: 'Start with `npm start`, which brings its own Node.' }
}

/** Every setting that is set, secrets by that fact alone; wrong ones stop any command before this. */
export function settingsFindings(
  settings: Settings,
  env: Record<string, string | undefined>,
): Finding[] {
  const given = SETTINGS.flatMap(({ name, secret }): Finding[] => {
    const file = secret ? env[`${name}_FILE`] : undefined
    const value = env[name] || file
    if (!value) return []
    const says = secret ? `set${file ? `, in ${file}` : ''} (not shown)` : value
    return [{ name, verdict: 'ok', says }]
  })
  const mode =
    settings.database.kind === 'embedded' ? 'trial on this machine' : 'production, by DATABASE_URL'
  return [{ name: 'settings', verdict: 'ok', says: mode }, ...given]
}

/** Cookies and cards travel to this address. */
export function addressFinding({ url, database }: Settings): Finding {
  const name = 'address'
  if (url?.startsWith('https://')) return { name, verdict: 'ok', says: url }
  if (url === null && database.kind === 'embedded') {
    return { name, verdict: 'ok', says: 'whatever people type, by http: for this machine only' }
  }
  return {
    name,
    verdict: 'warning',
    says: `${url} is http: fit for a private network, and Stripe takes no live card there`,
    todo: 'Put a proxy with TLS before Onfile and set ONFILE_URL to its https address.',
  }
}

/** Looking must not make a database: says that there is none yet. */
export function unbornFinding(settings: Settings): Finding | null {
  if (settings.database.kind === 'external') return null
  const folder = embeddedDataDirectory(settings.dataDirectory ?? undefined)
  if (existsSync(join(folder, 'postgres'))) return null
  return {
    name: 'database',
    verdict: 'warning',
    says: `none yet in ${folder}`,
    todo: 'Start Onfile once with `npm start`.',
  }
}

export async function databaseFinding(db: Database, settings: Settings): Promise<Finding> {
  const found = await sql<{ name: string; number: number }>`
    select current_setting('server_version') as name,
      current_setting('server_version_num')::int as number`.execute(db)
  const { name = '', number = 0 } = found.rows[0] ?? {}
  const where =
    settings.database.kind === 'embedded' ? 'Onfile’s own' : withoutPassword(settings.database.url)
  const says = `PostgreSQL ${name}, ${where}`
  return number >= POSTGRES_VERSION_MIN
    ? { name: 'database', verdict: 'ok', says }
    : { name: 'database', verdict: 'error', says, todo: 'Move to PostgreSQL 15 or newer.' }
}

export async function migrationsFinding(db: Database): Promise<Finding> {
  const name = 'migrations'
  const todo = 'Run `npm run onfile -- migrate` as the owner of the database.'
  try {
    const missing = await missingMigrations(db)
    return missing.length === 0
      ? { name, verdict: 'ok', says: 'all have run' }
      : { name, verdict: 'error', says: `${missing.join(', ')} did not run`, todo }
  } catch {
    return { name, verdict: 'error', says: 'this database has none of Onfile’s tables', todo }
  }
}

const GIGABYTE = 1024 ** 3
const DISK_FREE_WARNING = GIGABYTE
const DISK_FREE_ERROR = GIGABYTE / 5

export async function diskFinding(settings: Settings): Promise<Finding> {
  const name = 'disk'
  if (settings.database.kind === 'external') {
    return { name, verdict: 'ok', says: 'is the database server’s own, and not seen from here' }
  }
  const folder = embeddedDataDirectory(settings.dataDirectory ?? undefined)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const says = `${(free / GIGABYTE).toLocaleString('en-US', { maximumFractionDigits: 1 })} GB free for ${folder}`
  const todo = 'Make room: a database that cannot write stops.'
  if (free < DISK_FREE_ERROR) return { name, verdict: 'error', says, todo }
  if (free < DISK_FREE_WARNING) return { name, verdict: 'warning', says, todo }
  return { name, verdict: 'ok', says }
}

export function eventBacklogFinding({ events }: Backlog): Finding {
  return backlogFinding('events', events, `event${events === 1 ? '' : 's'} of the processor`)
}

export function paymentBacklogFinding({ payments }: Backlog): Finding {
  return backlogFinding('payments', payments, `undecided payment${payments === 1 ? '' : 's'}`)
}

export function mailBacklogFinding({ mails }: Backlog): Finding {
  return backlogFinding('mails', mails, `mail${mails === 1 ? '' : 's'}`, 'the mail server')
}

function backlogFinding(
  name: string,
  count: number,
  what: string,
  asked = 'the processor',
): Finding {
  return count === 0
    ? { name, verdict: 'ok', says: 'none is overdue' }
    : {
        name,
        verdict: 'error',
        says: `${count} ${what} waited longer than ${BACKLOG_MINUTES} minutes`,
        todo: `Start Onfile. If it runs, its log says what keeps it from ${asked}.`,
      }
}

/** Money that no program may decide about. */
export async function peopleFinding(db: Database): Promise<Finding> {
  const found = await asAuditor(db, (tx) =>
    row<{ open: number }>(
      tx,
      sql`select count(*)::int as open from attention_item where closed_at is null`,
    ),
  )
  const open = found?.open ?? 0
  return open === 0
    ? { name: 'people', verdict: 'ok', says: 'nothing waits for a person' }
    : {
        name: 'people',
        verdict: 'warning',
        says: `${open === 1 ? '1 entry waits' : `${open} entries wait`} for a person to decide`,
        todo: 'See the Payment Action Center of each business.',
      }
}

export function booksFinding(
  findings: Awaited<ReturnType<typeof checkBooks>>,
  hidden: readonly string[],
): Finding {
  const name = 'books'
  const todo =
    'Run `npm run onfile -- check` for the rows, and stop charging until it is clear why.'
  const broken = findings.filter((finding) => finding.count > 0).map((finding) => finding.name)
  if (hidden.length > 0) {
    return { name, verdict: 'error', says: `the auditor cannot read ${hidden.join(', ')}`, todo }
  }
  if (broken.length > 0) {
    return { name, verdict: 'error', says: `do not add up: ${broken.join('; ')}`, todo }
  }
  const rows = findings.reduce((sum, finding) => sum + finding.looked, 0)
  return { name, verdict: 'ok', says: `add up (${rows} rows re-added)` }
}
