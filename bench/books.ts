/**
 * `onfile bench books`: how long a statement, a lifetime value, aging and the dashboard take, through
 * the HTTP API and under row level security, and how long the books take to be checked. One account
 * has 10,000 payments; another organization has a million invoices. `--data FOLDER` keeps what was
 * seeded for the next time.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { checkBooks } from '../src/check/check-books.ts'
import { connect } from '../src/database/connection.ts'
import { startEmbeddedPostgres } from '../src/database/embedded.ts'
import { migrate } from '../src/database/migrate.ts'
import { asAuditor, rows } from '../src/database/transaction.ts'
import { toTypeId } from '../src/kit/id.ts'
import { systemClock } from '../src/kit/time.ts'
import { composeApp } from '../src/main.ts'
import { seedOrganization } from '../src/start/seed-command.ts'
import { stopOnSignals } from '../src/start/stop-on-signals.ts'
import { startChild } from './child.ts'
import { type Api, apiOf } from './load.ts'
import { quantile, rangeOf, sayRange, table } from './report.ts'

const SECRET = randomBytes(32).toString('hex')
const CLOSING_PATIENCE = 20_000

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      times: { type: 'string', default: '10' },
      clients: { type: 'string', default: '100000' },
      payments: { type: 'string', default: '1000000' },
      account: { type: 'string', default: '10000' },
      data: { type: 'string' },
    },
  })
  const folder = values.data ?? join(tmpdir(), `onfile-bench-${randomBytes(6).toString('hex')}`)
  if (!values.data) {
    closers.push(async () => rmSync(folder, { recursive: true, force: true }))
  }
  const isNew = !existsSync(join(folder, 'postgres'))
  const cluster = await startEmbeddedPostgres({ dataDirectory: folder })
  closers.push(cluster.stop)
  await migrate(cluster.url)
  if (isNew) {
    const database = { url: cluster.url, secret: SECRET }
    await seedOrganization(database, { clients: 1, payments: Number(values.account) }, say)
    const clients = Number(values.clients)
    await seedOrganization(database, { clients, payments: Number(values.payments) }, say)
  }
  const [one, many] = await organizations(cluster.url)
  if (!one || !many) throw new Error('There is nobody to ask as.')
  const path = `/accounts/${toTypeId('acc', one.accountId)}`
  const year = `${new Date(systemClock.now().getTime() - 365 * 86_400_000).toISOString().slice(0, 10)}`
  const questions = [
    {
      name: 'statement, 2 years',
      api: one.api,
      path: `${path}/statement?from=2020-01-01`,
      aim: 100,
    },
    { name: 'lifetime value and months', api: one.api, path: `${path}/history`, aim: 100 },
    {
      name: 'lines under a figure',
      api: one.api,
      path: `${path}/entries?figure=lifetime`,
      aim: 100,
    },
    { name: 'aging, today', api: many.api, path: '/reports/aging', aim: 1_000 },
    {
      name: 'aging, a year ago',
      api: many.api,
      path: `/reports/aging?asOf=${year}`,
      aim: 1_000,
    },
    { name: 'dashboard', api: many.api, path: '/reports/dashboard', aim: 1_000 },
    { name: 'trial balance', api: many.api, path: '/books/trial-balance', aim: 1_000 },
  ]
  say(
    `${cpus().length} cores, Node ${process.versions.node}; one account with ${one.payments} payments; ${many.invoices} invoices and ${many.payments} payments in another organization`,
  )
  const measured = []
  for (const { name, api, path: asked, aim } of questions) {
    const rounds: number[] = []
    for (let round = 0; round < Number(values.rounds); round++) {
      rounds.push(await middle(api, asked, Number(values.times)))
    }
    measured.push([name, sayRange(rangeOf(rounds), ' ms', 1), String(aim)])
  }
  say(table([['what is asked', 'median', 'aim ms'], ...measured]))
  await check(cluster.url)
  say(`Load of the machine: ${loadavg()[0]?.toFixed(1)}.`)
}

async function middle(api: Api, path: string, times: number): Promise<number> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const start = performance.now()
    await api.get(path)
    took.push(performance.now() - start)
  }
  return quantile(
    took.sort((a, b) => a - b),
    0.5,
  )
}

/** What `onfile check` does, with the slowest of its statements. */
async function check(url: string): Promise<void> {
  const db = connect(url, { connections: 1 })
  try {
    const start = performance.now()
    const findings = await checkBooks(db, systemClock.now())
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const broken = findings
      .filter(({ count }) => count > 0)
      .map(({ name, count }) => `${name}: ${count}`)
    say(
      `onfile check: ${seconds} s, aim 60 s; ${broken.length === 0 ? 'all holds' : broken.join('; ')}`,
    )
  } finally {
    await db.destroy()
  }
}

/** Both organizations, the smaller one first, each asked by its owner. */
async function organizations(databaseUrl: string) {
  const { app, login, close } = await composeApp({
    databaseUrl,
    secret: SECRET,
    url: null,
    sandboxPort: null,
  })
  closers.push(close)
  const found = await asAuditor(app.db, (tx) =>
    rows<{ slug: string; email: string; accountId: string; payments: bigint; invoices: bigint }>(
      tx,
      sql`select o.slug, s.email, (select a.id from account a where a.org_id = o.id limit 1) as "accountId",
            (select count(*) from payment p where p.org_id = o.id) as payments,
            (select count(*) from invoice i where i.org_id = o.id) as invoices
          from organization o join staff_member s on s.org_id = o.id and s.role = 'owner' order by payments`,
    ),
  )
  const onfile = await startChild('server.ts', [databaseUrl, SECRET, '1'])
  closers.push(onfile.stop)
  return Promise.all(
    found.map(async ({ slug, email, ...rest }) => {
      const token = await login.makeLinkToken(email)
      const redeemed = await login.redeemLinkToken(token, new Headers())
      const cookie = redeemed.headers
        .getSetCookie()
        .map((part) => part.split(';')[0])
        .join('; ')
      const api = apiOf(onfile.port, { 'onfile-organization': slug, cookie })
      closers.push(async () => api.close())
      return { api, ...rest }
    }),
  )
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const closers: (() => Promise<void>)[] = []
let closing: Promise<void> | null = null

function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (const close of closers.splice(0).reverse()) await close().catch(() => {})
  })()
  return closing
}

stopOnSignals(closeAll, CLOSING_PATIENCE)
const failure = await main().catch((error: unknown) => error)
const wasStopped = closing !== null
await closeAll()
if (failure && !wasStopped) throw failure
process.exit(0)
