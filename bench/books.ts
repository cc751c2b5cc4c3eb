/**
 * `onfile bench books`: how long a statement, a lifetime value, aging and the dashboard take, through
 * the HTTP API and under row level security, and how long the books take to be checked. One account
 * has 10,000 payments; another organization has a million invoices. `--data FOLDER` keeps what was
 * seeded for the next time.
 */
import { sql } from 'kysely'
import { checkBooks } from '../src/check/check-books.ts'
import { connect } from '../src/database/connection.ts'
import type { EmbeddedPostgres } from '../src/database/embedded.ts'
import { asAuditor, rows } from '../src/database/transaction.ts'
import { toTypeId } from '../src/kit/id.ts'
import { systemClock } from '../src/kit/time.ts'
import { seedOrganization } from '../src/start/seed-command.ts'
import { openServer } from './ask-as.ts'
import type { Api } from './load.ts'
import { quantile, rangeOf, sayRange, table } from './report.ts'
import { loadOfMachine, machine, numberOf, openFilled, run, say } from './run.ts'

const USAGE = `
onfile bench books: how long statement, lifetime value, aging, dashboard and the check of the books take.

  --rounds N      5           --clients N     100000
  --times N       10 a round  --payments N    1000000
  --data FOLDER   keeps what  --account N     10000, the payments of the one account
                  was seeded for the next time
`
const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  times: { type: 'string', default: '10' },
  clients: { type: 'string', default: '100000' },
  payments: { type: 'string', default: '1000000' },
  account: { type: 'string', default: '10000' },
  data: { type: 'string' },
} as const

await run(USAGE, OPTIONS, async (values) => {
  const rounds = numberOf(values.rounds, 'rounds')
  const times = numberOf(values.times, 'times')
  const { cluster, secret } = await openFilled(values.data, async (database) => {
    const one = { clients: 1, payments: numberOf(values.account, 'account') }
    const many = { clients: Number(values.clients), payments: Number(values.payments) }
    for (const size of [one, many]) await seedOrganization(database, size, say)
  })
  const { one, many } = await organizations(cluster, secret)
  const path = `/accounts/${toTypeId('acc', one.accountId)}`
  const year = `${new Date(systemClock.now().getTime() - 365 * 86_400_000).toISOString().slice(0, 10)}`
  const questions = [
    {
      name: 'statement, all of it',
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
    `${machine()}; one account with ${one.most} payments; ${many.invoices} invoices and ${many.payments} payments in the largest organization`,
  )
  const measured = []
  for (const { name, api, path: asked, aim } of questions) {
    const took: number[] = []
    for (let round = 0; round < rounds; round++) {
      took.push(await middle(api, asked, times))
    }
    measured.push([name, sayRange(rangeOf(took), ' ms', 1), String(aim)])
  }
  say(table([['what is asked', 'median', 'aim ms'], ...measured]))
  await check(cluster.url)
  say(loadOfMachine())
})

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
  const db = connect(url, { connections: 2 })
  try {
    const start = performance.now()
    const findings = await checkBooks(db, systemClock.now(), 2)
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

/** The account with most payments, and the organization with most invoices, each asked by its owner. */
async function organizations(cluster: EmbeddedPostgres, secret: string) {
  const { app, askAs } = await openServer(cluster, secret)
  const found = await asAuditor(app.db, (tx) =>
    rows<{
      slug: string
      email: string
      accountId: string
      payments: bigint
      /** Of the account that has most. */
      most: bigint
      invoices: bigint
    }>(
      tx,
      sql`select o.slug, s.email, busiest.account_id as "accountId", busiest.payments as most,
            (select count(*) from payment p where p.org_id = o.id) as payments,
            (select count(*) from invoice i where i.org_id = o.id) as invoices
          from organization o join staff_member s on s.org_id = o.id and s.role = 'owner'
            join lateral (select account_id, count(*) as payments from payment p where p.org_id = o.id
              group by 1 order by 2 desc limit 1) busiest on true`,
    ),
  )
  const one = found.toSorted((a, b) => Number(b.most - a.most))[0]
  const many = found.toSorted((a, b) => Number(b.invoices - a.invoices))[0]
  if (!one || !many) throw new Error('There is nobody to ask as.')
  return { one: { ...one, api: await askAs(one) }, many: { ...many, api: await askAs(many) } }
}
