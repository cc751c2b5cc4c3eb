/**
 * `onfile bench search`: how long one waits for a list, through the HTTP API and under row level
 * security, among a million clients and a million payments in one organization of three. Every
 * kind of input takes its turn in each round, with several people asking at once. `--data FOLDER`
 * keeps what was seeded for the next time.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { connect } from '../src/database/connection.ts'
import { startEmbeddedPostgres } from '../src/database/embedded.ts'
import { migrate } from '../src/database/migrate.ts'
import { asAuditor, row, rows } from '../src/database/transaction.ts'
import { composeApp } from '../src/main.ts'
import { seedOrganization } from '../src/start/seed-command.ts'
import { stopOnSignals } from '../src/start/stop-on-signals.ts'
import { startChild } from './child.ts'
import { type Api, apiOf } from './load.ts'
import { quantile, rangeOf, sayRange, table } from './report.ts'
import { type Kind, kindsOf, type Sample } from './search-kinds.ts'

const SECRET = randomBytes(32).toString('hex')
const CLOSING_PATIENCE = 20_000
const SAMPLES = 400

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
      people: { type: 'string', default: '8' },
      clients: { type: 'string', default: '1000000' },
      payments: { type: 'string', default: '1000000' },
      data: { type: 'string' },
      only: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds)
  const people = Number(values.people)
  const folder = values.data ?? join(tmpdir(), `onfile-bench-${randomBytes(6).toString('hex')}`)
  if (!values.data) {
    closers.push(async () => rmSync(folder, { recursive: true, force: true }))
  }
  const isNew = !existsSync(join(folder, 'postgres'))
  const cluster = await startEmbeddedPostgres({ dataDirectory: folder })
  closers.push(cluster.stop)
  await migrate(cluster.url)
  if (isNew) await seed(cluster.url, Number(values.clients), Number(values.payments))
  await vacuum(cluster.url)
  const { api, size, samples } = await open(cluster.url)
  say(
    `${cpus().length} cores, Node ${process.versions.node}; ${people} at once, ${rounds} rounds of ${values.seconds} s;` +
      ` ${size.clients} clients and ${size.payments} payments in one of ${size.organizations} organizations`,
  )
  const kinds = kindsOf(samples).filter(({ name }) => !values.only || name.includes(values.only))
  const times = new Map<Kind, number[][]>(kinds.map((kind) => [kind, []]))
  for (const kind of kinds) await ask(api, kind, 2, 0.5)
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      times.get(kind)?.push(await ask(api, kind, kind.people ?? people, Number(values.seconds)))
    }
  }
  const over = (kind: Kind, share: number) =>
    rangeOf((times.get(kind) ?? []).map((of) => quantile(of, share)))
  say(
    table([
      ['what is asked', 'at once', 'answers', 'p50 ms', 'p99 ms', 'aim p99'],
      ...kinds.map((kind) => [
        kind.name,
        String(kind.people ?? people),
        String((times.get(kind) ?? []).flat().length),
        sayRange(over(kind, 0.5), '', 1),
        sayRange(over(kind, 0.99), '', 1),
        String(kind.aim),
      ]),
    ]),
  )
  say(
    `Median of the rounds, with the least and the most. Load of the machine: ${loadavg()[0]?.toFixed(1)}.`,
  )
}

async function seed(url: string, clients: number, payments: number): Promise<void> {
  for (const share of [1, 10, 10]) {
    const size = { clients: Math.ceil(clients / share), payments: Math.ceil(payments / share) }
    await seedOrganization({ url, secret: SECRET }, size, say)
  }
}

/** As autovacuum does in time. */
async function vacuum(url: string): Promise<void> {
  const db = connect(url, { connections: 1 })
  await sql`vacuum (analyze)`.execute(db)
  await db.destroy()
}

/** The server in a process of its own, asked by the owner of the largest organization. */
async function open(databaseUrl: string) {
  const { app, login, close } = await composeApp({
    databaseUrl,
    secret: SECRET,
    url: null,
    sandboxPort: null,
  })
  closers.push(close)
  const found = await asAuditor(app.db, (tx) =>
    row<{ orgId: string; slug: string; email: string; clients: number; organizations: number }>(
      tx,
      sql`select o.id as "orgId", o.slug, s.email, k.last::integer - 999 as clients,
            (select count(*)::integer from organization) as organizations
          from organization o join counter k on k.org_id = o.id and k.kind = 'client'
            join staff_member s on s.org_id = o.id and s.role = 'owner'
          order by k.last desc limit 1`,
    ),
  )
  if (!found) throw new Error('There is nobody to ask as.')
  const redeemed = await login.redeemLinkToken(
    await login.makeLinkToken(found.email),
    new Headers(),
  )
  const cookie = redeemed.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const onfile = await startChild('server.ts', [databaseUrl, SECRET, '1'])
  closers.push(onfile.stop)
  const api = apiOf(onfile.port, { 'onfile-organization': found.slug, cookie })
  closers.push(async () => api.close())
  const { samples, payments } = await sample(databaseUrl, found.orgId)
  return { api, samples, size: { ...found, payments } }
}

/** People and payments here and there, to look for. */
async function sample(databaseUrl: string, orgId: string) {
  const db = connect(databaseUrl, { connections: 1 })
  try {
    return await asAuditor(db, async (tx) => {
      const counted = await row<{ n: bigint }>(
        tx,
        sql`select count(*) as n from payment where org_id = ${orgId}`,
      )
      const samples = await rows<Sample>(
        tx,
        sql`select c.name, c.email, c.phone, c.number::text as number, m.last4, p.amount::text as amount,
              r.number::text as receipt, p.id as "paymentId", p.posted_on as "postedOn"
            from client c
              join payment_method m on m.org_id = c.org_id and m.account_id = c.account_id
              join payment p on p.org_id = c.org_id and p.account_id = c.account_id
              join receipt r on r.org_id = p.org_id and r.payment_id = p.id
            where c.org_id = ${orgId} and c.email is not null and c.phone is not null
              and c.number % 997 = 0 limit ${SAMPLES}`,
      )
      return { samples, payments: Number(counted?.n ?? 0n) }
    })
  } finally {
    await db.destroy()
  }
}

/** Sorted milliseconds of each answer, so many people asking one after the other for a while. */
async function ask(api: Api, kind: Kind, people: number, seconds: number): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  let next = 0
  await Promise.all(
    Array.from({ length: people }, async () => {
      for (let now = performance.now(); now < end; ) {
        const path = kind.paths[next++ % kind.paths.length] ?? ''
        await api.get(path)
        const done = performance.now()
        times.push(done - now)
        now = done
      }
    }),
  )
  return times.sort((a, b) => a - b)
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
