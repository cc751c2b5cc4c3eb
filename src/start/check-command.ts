import { checkBooks, tablesHiddenFromAuditor } from '../check/check-books.ts'
import { connect } from '../database/connection.ts'
import { systemClock } from '../kit/time.ts'
import { reachDatabase } from './reach-database.ts'
import type { Settings } from './settings.ts'

/** `onfile check`: re-adds the books and says what does not hold. Ends with 1 if anything does not. */
export async function checkCommand(settings: Settings): Promise<number> {
  const database = await reachDatabase(settings)
  const db = connect(database.url, { connections: 2 })
  try {
    const findings = await checkBooks(db, systemClock.now())
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
  } finally {
    await db.destroy()
    await database.done()
  }
}
