import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { addCrowd } from '../../seeds/crowd.ts'
import { connect } from '../database/connection.ts'
import { migrate } from '../database/migrate.ts'
import { inOrganization, row } from '../database/transaction.ts'
import { composeApp, freshSandboxKeys } from '../main.ts'
import { addOrganization } from '../staff/open-business.ts'
import { withDatabase } from './reach-database.ts'
import { type Settings, SettingsError } from './settings.ts'

const TIME_ZONE = 'America/New_York'
const LARGEST = 10_000_000

/**
 * `onfile seed`: organizations full of made-up people, to see how everything behaves at that size.
 * The first gets all that is asked for, every other a tenth. Never into a business of somebody's:
 * each is an organization of its own, on the sandbox.
 *   --clients N         1,000
 *   --payments M        as many as clients
 *   --organizations K   1
 */
export async function seedCommand(settings: Settings, args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      clients: { type: 'string', default: '1000' },
      payments: { type: 'string' },
      organizations: { type: 'string', default: '1' },
    },
  })
  const clients = numberOf('--clients', values.clients, 1)
  const payments = numberOf('--payments', values.payments ?? values.clients, 0)
  const organizations = numberOf('--organizations', values.organizations, 1)
  return withDatabase(
    settings,
    async (database) => {
      await migrate(database.url)
      for (let n = 0; n < organizations; n++) {
        const share = n === 0 ? 1 : 10
        await seedOrganization(database, {
          clients: Math.ceil(clients / share),
          payments: Math.ceil(payments / share),
        })
      }
      return 0
    },
    { isMade: true },
  )
}

export async function seedOrganization(
  database: { url: string; secret: string },
  size: { clients: number; payments: number },
  say: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<{ orgId: string; slug: string; email: string }> {
  const { app, login, close } = await composeApp({
    databaseUrl: database.url,
    secret: database.secret,
    url: null,
    sandboxPort: null,
  })
  const db = connect(database.url, { connections: 1 })
  try {
    const suffix = randomBytes(3).toString('hex')
    const email = `crowd-${suffix}@example.com`
    const name = 'Cora Crowd'
    const loginId = await login.create({ name, email, password: null })
    if (loginId === null) throw new Error(`Somebody signs in as ${email} already. Run it again.`)
    const { orgId, slug } = await addOrganization(app, database.secret, {
      name: `Crowd ${suffix}`,
      currency: 'USD',
      timeZone: TIME_ZONE,
      isSample: false,
      savesBeforeSignIn: true,
      keys: freshSandboxKeys(),
      staff: [{ loginId, name, email, role: 'owner' }],
    })
    const known = await inOrganization(db, orgId, (tx) =>
      row<{ processorAccountId: string; staffId: string }>(
        tx,
        sql`select (select id from processor_account) as "processorAccountId", (select id from staff_member) as "staffId"`,
      ),
    )
    if (!known) throw new Error('the organization was just made')
    await addCrowd(
      db,
      {
        orgId,
        processorAccountId: known.processorAccountId,
        staff: { id: known.staffId, name },
        currency: 'USD',
        timeZone: TIME_ZONE,
      },
      { ...size, now: app.clock.now(), log: (line) => say(`${slug}: ${line}`) },
    )
    // What autovacuum would do in time: statistics, and indexes sorted in.
    await sql`vacuum (analyze)`.execute(db)
    say(`${slug} is ready: onfile sign-in ${email}`)
    return { orgId, slug, email }
  } finally {
    await db.destroy()
    await close()
  }
}

function numberOf(name: string, text: string, least: number): number {
  const number = Number(text.replaceAll(/[,_]/g, ''))
  if (Number.isInteger(number) && number >= least && number <= LARGEST) return number
  throw new SettingsError([
    `${name} takes a whole number from ${least} to ${LARGEST.toLocaleString('en-US')}.`,
  ])
}
