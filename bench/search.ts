/**
 * `onfile bench search`: how long one waits for a list, through the HTTP API and under row level
 * security, among a million clients and a million payments in one organization of three. Every
 * kind of input takes its turn in each round, with several people asking at once. `--data FOLDER`
 * keeps what was seeded for the next time.
 */
import { sql } from 'kysely'
import { connect } from '../src/database/connection.ts'
import type { EmbeddedPostgres } from '../src/database/embedded.ts'
import { asAuditor, row, rows } from '../src/database/transaction.ts'
import { seedOrganization } from '../src/start/seed-command.ts'
import { openServer } from './ask-as.ts'
import type { Api } from './load.ts'
import { quantile, rangeOf, sayRange, table } from './report.ts'
import { loadOfMachine, machine, numberOf, openFilled, run, say } from './run.ts'
import { type Kind, kindsOf, type Sample } from './search-kinds.ts'

const SAMPLES = 400

const USAGE = `
onfile bench search: how long a list takes among a million clients and a million payments.

  --rounds N      5           --clients N     1000000
  --seconds N     2 a round   --payments N    1000000
  --people N      8 at once   --only TEXT     kinds of question with this in their name
  --data FOLDER   keeps what was seeded for the next time
`
const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '2' },
  people: { type: 'string', default: '8' },
  clients: { type: 'string', default: '1000000' },
  payments: { type: 'string', default: '1000000' },
  data: { type: 'string' },
  only: { type: 'string' },
} as const

await run(USAGE, OPTIONS, async (values) => {
  const rounds = numberOf(values.rounds, 'rounds')
  const seconds = numberOf(values.seconds, 'seconds')
  const people = numberOf(values.people, 'people')
  const { cluster, secret } = await openFilled(values.data, (database) =>
    seed(database, Number(values.clients), Number(values.payments)),
  )
  await vacuum(cluster.url)
  const { api, size, samples } = await open(cluster, secret)
  say(
    `${machine()}; ${people} at once, ${rounds} rounds of ${seconds} s;` +
      ` ${size.clients} clients and ${size.payments} payments in one of ${size.organizations} organizations`,
  )
  const kinds = kindsOf(samples).filter(({ name }) => !values.only || name.includes(values.only))
  const times = new Map<Kind, number[][]>(kinds.map((kind) => [kind, []]))
  for (const kind of kinds) await ask(api, kind, 2, 0.5)
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      times.get(kind)?.push(await ask(api, kind, kind.people ?? people, seconds))
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
  say(`Median of the rounds, with the least and the most. ${loadOfMachine()}`)
})

async function seed(
  database: { url: string; secret: string },
  clients: number,
  payments: number,
): Promise<void> {
  for (const share of [1, 10, 10]) {
    const size = { clients: Math.ceil(clients / share), payments: Math.ceil(payments / share) }
    await seedOrganization(database, size, say)
  }
}

/** As autovacuum does in time. */
async function vacuum(url: string): Promise<void> {
  const db = connect(url, { connections: 1 })
  await sql`vacuum (analyze)`.execute(db)
  await db.destroy()
}

/** The server in a process of its own, asked by the owner of the largest organization. */
async function open(cluster: EmbeddedPostgres, secret: string) {
  const { app, askAs } = await openServer(cluster, secret)
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
  const api = await askAs(found)
  const { samples, payments } = await sample(cluster.url, found.orgId)
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
