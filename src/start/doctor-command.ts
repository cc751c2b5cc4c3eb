import { checkBooks, tablesHiddenFromAuditor } from '../check/check-books.ts'
import { connect, type Database } from '../database/connection.ts'
import { assertRoleIsHeld } from '../database/role-guard.ts'
import { asAuditor } from '../database/transaction.ts'
import { systemClock } from '../kit/time.ts'
import { findBacklog } from './backlog.ts'
import {
  addressFinding,
  booksFinding,
  databaseFinding,
  diskFinding,
  eventBacklogFinding,
  type Finding,
  mailBacklogFinding,
  migrationsFinding,
  nodeFinding,
  paymentBacklogFinding,
  peopleFinding,
  settingsFindings,
  unbornFinding,
} from './doctor-findings.ts'
import { processorFindings } from './doctor-processors.ts'
import { withDatabase } from './reach-database.ts'
import type { Settings } from './settings.ts'

/**
 * `onfile doctor`: looks at everything an installation stands on and says, line by line, what is
 * fine, what is doubtful, what is wrong and what to do. It changes nothing and shows no secret.
 * Ends with 1 if something is wrong.
 */
export async function doctorCommand(settings: Settings, args: string[] = []): Promise<number> {
  const findings = await examine(settings)
  const json = args.includes('--json')
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : print(findings))
  return findings.some((finding) => finding.verdict === 'error') ? 1 : 0
}

async function examine(settings: Settings): Promise<Finding[]> {
  const findings = [nodeFinding(), ...settingsFindings(settings, process.env)]
  findings.push(addressFinding(settings))
  const unborn = unbornFinding(settings)
  if (unborn) return [...findings, unborn]
  // What goes wrong on the way to the database is a finding like another.
  const seen = await attempt(() =>
    withDatabase(settings, async ({ url, secret }) => {
      const db = connect(url, { connections: 2 })
      try {
        return await examineDatabase(db, settings, secret)
      } finally {
        await db.destroy()
      }
    }),
  )
  return [...findings, ...('finding' in seen ? [seen.finding] : seen.value)]
}

async function examineDatabase(
  db: Database,
  settings: Settings,
  secret: string,
): Promise<Finding[]> {
  const now = systemClock.now()
  const version = await attempt(() => databaseFinding(db, settings))
  if ('finding' in version) return [version.finding]
  const migrations = await migrationsFinding(db)
  const findings = [version.value, migrations, await diskFinding(settings)]
  // Without its tables there is nothing more to look at.
  if (migrations.verdict === 'error') return findings
  const guard = await attempt(() => assertRoleIsHeld(db))
  if ('finding' in guard) return [...findings, guard.finding]
  const backlog = await asAuditor(db, (tx) => findBacklog(tx, now))
  return [
    ...findings,
    ...(await processorFindings(db, { settings, secret, now })),
    eventBacklogFinding(backlog),
    paymentBacklogFinding(backlog),
    mailBacklogFinding(backlog),
    await peopleFinding(db),
    booksFinding(await checkBooks(db, now), await tablesHiddenFromAuditor(db)),
  ]
}

/** What it gives, or that it failed and with which words. */
async function attempt<T>(work: () => Promise<T>): Promise<{ value: T } | { finding: Finding }> {
  try {
    return { value: await work() }
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    return {
      finding: {
        name: 'database',
        verdict: 'error',
        says: says || 'It does not answer.',
        todo: 'Start PostgreSQL, or set DATABASE_URL to where it is.',
      },
    }
  }
}

const MARKS = { ok: 'ok      ', warning: 'warning ', error: 'ERROR   ' } as const

function print(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map((finding) => finding.name.length))
  const lines = findings.flatMap(({ name, verdict, says, todo }) => [
    `${MARKS[verdict]}${name.padEnd(width)}  ${says}`,
    ...(todo ? [`${' '.repeat(MARKS.ok.length + width)}  → ${todo}`] : []),
  ])
  const count = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length
  return `${lines.join('\n')}\n\n${count('error')} wrong, ${count('warning')} doubtful.\n`
}
