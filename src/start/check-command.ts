import { checkBooks, tablesHiddenFromAuditor } from '../check/check-books.ts'
import { connect, type Database } from '../database/connection.ts'
import { systemClock } from '../kit/time.ts'
import { withDatabase } from './reach-database.ts'
import type { Settings } from './settings.ts'

/** The books are re-added by so many at once, at one instant. */
const CONNECTIONS = 2

/** `onfile check`: re-adds the books and says what does not hold. Ends with 1 if anything does not. */
export function checkCommand(settings: Settings): Promise<number> {
  return withDatabase(settings, async ({ url }) => {
    const db = connect(url, { connections: CONNECTIONS })
    try {
      return await check(db)
    } finally {
      await db.destroy()
    }
  })
}

async function check(db: Database): Promise<number> {
  const findings = await checkBooks(db, systemClock.now(), CONNECTIONS)
  const hidden = await tablesHiddenFromAuditor(db)
  for (const { name, looked, count, violations } of findings) {
    process.stdout.write(`${count === 0 ? 'ok  ' : 'FAIL'} ${name} (${looked} rows)\n`)
    for (const violation of violations) {
      process.stdout.write(`     organization ${violation.org_id}, ${violation.id}\n`)
    }
    if (count > violations.length)
      process.stdout.write(`     and ${count - violations.length} more\n`)
  }
  for (const table of hidden) process.stdout.write(`FAIL the auditor cannot read ${table}\n`)
  return hidden.length === 0 && findings.every((finding) => finding.count === 0) ? 0 : 1
}
