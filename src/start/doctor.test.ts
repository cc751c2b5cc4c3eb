import { once } from 'node:events'
import { createServer } from 'node:http'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase } from '../../test/support/cluster.ts'
import { SECRET, startWorld, type World } from '../../test/support/world.ts'
import { checkBooks } from '../check/check-books.ts'
import { connect } from '../database/connection.ts'
import { asAuditor, inOrganization, run } from '../database/transaction.ts'
import { findBacklog } from './backlog.ts'
import { doctorCommand } from './doctor-command.ts'
import {
  addressFinding,
  booksFinding,
  type Finding,
  mailBacklogFinding,
  nodeFinding,
  paymentBacklogFinding,
  settingsFindings,
} from './doctor-findings.ts'
import { clockFinding } from './doctor-processors.ts'
import { readiness } from './readiness.ts'
import { readSettings, type Settings } from './settings.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

function production(databaseUrl: string): Settings {
  return readSettings({
    DATABASE_URL: databaseUrl,
    ONFILE_URL: 'https://billing.example.com',
    ONFILE_SECRET: SECRET,
  })
}

/** Runs the command and reads what it printed. */
async function examine(settings: Settings, args = ['--json']) {
  const said: string[] = []
  const { write } = process.stdout
  process.stdout.write = ((text: string) => said.push(text)) as unknown as typeof write
  try {
    return { code: await doctorCommand(settings, args), said: said.join('') }
  } finally {
    process.stdout.write = write
  }
}

function verdicts(said: string): Record<string, string> {
  const findings = JSON.parse(said) as Finding[]
  return Object.fromEntries(findings.map(({ name, verdict }) => [name, verdict]))
}

test('an installation that lacks only a processor', async () => {
  const { code, said } = await examine(production(world.databaseUrl))
  expect(verdicts(said)).toMatchObject({
    address: 'ok',
    database: 'ok',
    migrations: 'ok',
    processor: 'warning',
    events: 'ok',
    payments: 'ok',
    people: 'ok',
    books: 'ok',
  })
  expect(code).toBe(0)
  expect(said).not.toContain(SECRET)
})

test('an organization of the sandbox cannot be charged in production', async () => {
  const own = await startWorld()
  try {
    await own.organization('Studio')
    const { code, said } = await examine(production(own.databaseUrl), [])
    expect(said).toContain('ERROR   keys of Studio')
    expect(said).toContain('sandbox, no real money: there is no sandbox in production')
    expect(said).toMatch(/\n1 wrong, \d doubtful\.\n$/)
    expect(code).toBe(1)
  } finally {
    await own.stop()
  }
})

test('a database without tables, and none at all, end the examination', async () => {
  const empty = await createDatabase('empty')
  const unmigrated = await examine(production(empty.url))
  expect(verdicts(unmigrated.said)).toMatchObject({ database: 'ok', migrations: 'error' })
  expect(unmigrated.code).toBe(1)
  await empty.drop()

  const gone = await examine(production(empty.url))
  expect(verdicts(gone.said)).toMatchObject({ database: 'error' })
  expect(gone.said).toContain('does not exist')
})

test('settings are shown, and secrets only by being set', () => {
  const env = { DATABASE_URL: 'postgres://me:hunter2@db/x', HOST: '0.0.0.0', ONFILE_SECRET: '' }
  expect(settingsFindings(production(world.databaseUrl), env)).toMatchObject([
    { says: 'production, by DATABASE_URL' },
    { name: 'DATABASE_URL', says: 'set (not shown)' },
    { name: 'HOST', says: '0.0.0.0' },
  ])
})

test('what is doubtful or wrong says what to do', () => {
  expect(nodeFinding('20.1.0')).toMatchObject({ verdict: 'error' })
  expect(nodeFinding('24.0.0')).toMatchObject({ verdict: 'ok' })
  const lan = { ...production('postgres://db/x'), url: 'http://192.168.1.4' }
  expect(addressFinding(lan)).toMatchObject({ verdict: 'warning' })
  expect(paymentBacklogFinding({ payments: 1, events: 0, mails: 0 })).toMatchObject({
    verdict: 'error',
    says: '1 undecided payment waited longer than 5 minutes',
  })
  expect(mailBacklogFinding({ payments: 0, events: 0, mails: 2 })).toMatchObject({
    verdict: 'error',
    says: '2 mails waited longer than 5 minutes',
    todo: expect.stringContaining('the mail server'),
  })
  const looked = { means: '', looked: 3, violations: [] }
  const findings = [
    { name: 'I1 books balance', count: 1, ...looked },
    { name: 'I2', count: 0, ...looked },
  ]
  expect(booksFinding(findings, [])).toMatchObject({
    verdict: 'error',
    says: 'do not add up: I1 books balance',
  })
  expect(booksFinding(findings.slice(1), ['invoice'])).toMatchObject({ verdict: 'error' })
})

test.each([
  [0, 'ok', 'agrees with the processor’s'],
  [-30, 'warning', /^(29|30|31) s ahead of the processor’s$/],
  [600, 'error', /^(599|600|601) s behind the processor’s$/],
])('a processor whose clock is %i s ahead', async (seconds, verdict, says) => {
  const server = createServer((_, answer) => {
    answer.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString())
    answer.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  expect(await clockFinding(`http://127.0.0.1:${port}`)).toMatchObject({
    verdict,
    says: expect.stringMatching(says),
  })
  server.close()
})

test('a mail that nobody hands over is seen by readiness and by the check of the books', async () => {
  const { app } = world.server
  const studio = await world.organization()
  const id = app.newId()
  // Not due yet for the worker that runs here.
  const due = new Date(app.clock.now().getTime() + 600_000)
  await inOrganization(app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`insert into mail (org_id, id, about, to_address, state, look_at, by_name, created_at, changed_at)
        values (${studio.orgId}, ${id}, 'securityNotice', 'maria@example.com', 'queued', ${due},
          'Onfile', ${app.clock.now()}, ${app.clock.now()})`,
    ),
  )
  const later = new Date(app.clock.now().getTime() + 2 * 3_600_000)
  const { mails } = await asAuditor(app.db, (tx) => findBacklog(tx, later))
  expect(mails).toBe(1)
  const found = await checkBooks(app.db, later)
  expect(found.find(({ name }) => name.startsWith('I24'))).toMatchObject({ count: 1 })
})

test('readiness: the database, its tables, the backlog and every job’s pulse', async () => {
  const { app } = world.server
  const at = app.clock.now()
  const fresh = { name: 'sweep payments', every: 1, at }
  expect(await readiness(app, [fresh])).toEqual({
    status: 'ready',
    checks: {
      database: { ok: true, says: 'answers' },
      migrations: { ok: true, says: 'up to date' },
      payments: { ok: true, says: '0 overdue' },
      events: { ok: true, says: '0 overdue' },
      mails: { ok: true, says: '0 overdue' },
      'job: sweep payments': { ok: true, says: expect.stringMatching(/^ran \d s ago$/) },
    },
  })
  const late = { ...fresh, at: new Date(at.getTime() - 90_000) }
  expect(await readiness(app, [late])).toMatchObject({ status: 'not_ready' })
  expect(await readiness(app, [{ ...fresh, at: null }])).toMatchObject({ status: 'not_ready' })

  const gone = { ...app, db: connect('postgres://nobody@127.0.0.1:1/none') }
  expect(await readiness(gone, [fresh])).toMatchObject({
    status: 'not_ready',
    checks: { database: { ok: false, says: 'does not answer' } },
  })
  await gone.db.destroy()
})
