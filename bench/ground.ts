import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import Stripe from 'stripe'
import { checkBooks } from '../src/check/check-books.ts'
import type { EmbeddedPostgres } from '../src/database/embedded.ts'
import { migrate } from '../src/database/migrate.ts'
import { asAuditor, rows } from '../src/database/transaction.ts'
import { systemClock } from '../src/kit/time.ts'
import { composeApp } from '../src/main.ts'
import type { App } from '../src/processor/app.ts'
import { addOrganization } from '../src/staff/open-business.ts'
import { ADDRESS } from '../test/support/address.ts'
import { cookieOf } from './ask-as.ts'
import { type Child, startChild } from './child.ts'
import { type Api, apiOf } from './load.ts'

/** One account with a saved card and an invoice that no benchmark pays off. */
export interface Payer {
  clientId: string
  accountId: string
  methodId: string
  invoiceId: string
  authorizationId: string
  /** The same, as the tables and as the processor name them. */
  ids: { account: string; method: string; invoice: string; authorization: string }
  customer: string
  processorMethod: string
}

/** Onfile, its database and one processor, ready to be charged at. */
export interface Ground {
  app: App
  api: Api
  stripe: Stripe
  /** For a browser: where the pages are, and the session of the one who works there. */
  page: { url: string; slug: string; cookie: string }
  caller: { orgId: string; loginId: string }
  payers: Payer[]
  /** Ids that every charge has in common. */
  constants: string[]
  databaseUrl: string
  setLatency(milliseconds: number): Promise<void>
  /** Milliseconds of one commit of one row: what the disk is worth at this moment. */
  commitTime(): Promise<number>
  /** Names of invariants that do not hold. */
  brokenBooks(): Promise<string[]>
  stop(): Promise<void>
}

export type ProcessorName = 'stub' | 'sandbox'

const SECRET = randomBytes(32).toString('hex')
/** The largest invoice: at a dollar a charge it lasts for a million. */
const OWED = 99_999_900

export async function prepareGround(
  cluster: EmbeddedPostgres,
  processor: ProcessorName,
  payers: number,
): Promise<Ground> {
  const databaseUrl = await newDatabase(cluster, `bench_${processor}`)
  await migrate(databaseUrl)
  const theirs =
    processor === 'stub'
      ? await startChild('stub.ts')
      : await startChild('../sandbox/main.ts', [], {
          SANDBOX_PORT: '0',
          SANDBOX_HOST: '127.0.0.1',
          SANDBOX_DATABASE_URL: cluster.sandboxUrl,
          SANDBOX_UNTIL_STDIN_ENDS: '1',
        })
  const { app, login, close } = await composeApp({
    databaseUrl,
    secret: SECRET,
    url: null,
    sandboxPort: () => theirs.port,
  })
  const suffix = randomBytes(8).toString('hex')
  const secretKey = `sk_test_${suffix}`
  const email = 'bea@example.com'
  const loginId = await login.create({ name: 'Bea Billing', email, password: null })
  if (loginId === null) throw new Error('the database is new')
  const { orgId, slug } = await addOrganization(app, SECRET, {
    name: 'Bench',
    currency: 'USD',
    timeZone: 'America/New_York',
    isSample: false,
    savesBeforeSignIn: true,
    keys: {
      kind: 'sandbox',
      mode: 'test',
      publishableKey: `pk_test_${suffix}`,
      secretKey,
      webhookSecret: null,
    },
    staff: [{ loginId, name: 'Bea Billing', email, role: 'billingManager' }],
  })
  const cookie = await cookieOf(login, email)
  const onfile = await startChild('server.ts', [databaseUrl, SECRET, String(theirs.port)])
  const api = apiOf(onfile.port, { 'onfile-organization': slug, cookie })
  const stripe = new Stripe(secretKey, {
    host: '127.0.0.1',
    port: theirs.port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  })
  return {
    app,
    api,
    stripe,
    page: { url: `http://127.0.0.1:${onfile.port}`, slug, cookie },
    caller: { orgId, loginId },
    payers: await makePayers(app, api, processor === 'stub' ? null : stripe, payers),
    constants: [orgId, ...(await constantIds(app))],
    databaseUrl,
    setLatency: (milliseconds) => setLatency(processor, theirs, milliseconds),
    commitTime: () => commitTime(databaseUrl),
    async brokenBooks() {
      const findings = await checkBooks(app.db, systemClock.now())
      return findings.filter((finding) => finding.count > 0).map((finding) => finding.name)
    },
    async stop() {
      api.close()
      await onfile.stop()
      await theirs.stop()
      await close()
    },
  }
}

async function makePayers(
  app: App,
  api: Api,
  stripe: Stripe | null,
  count: number,
): Promise<Payer[]> {
  const made: Pick<Payer, 'clientId' | 'accountId' | 'methodId' | 'invoiceId'>[] = []
  for (let n = 0; n < count; n++) {
    const client = await api.post('/clients', { name: `Client ${n}` })
    const accountId: string = client.account.id
    await api.pay({
      accountId,
      amount: 1_000,
      currency: 'USD',
      invoiceIds: [],
      method: {
        kind: 'new',
        save: true,
        billingAddress: ADDRESS,
        confirmationToken: await cardToken(stripe),
      },
    })
    const lines = [{ description: 'Lessons', quantity: 1, unitAmount: OWED }]
    const invoice = await api.post('/invoices', { accountId, dueOn: '2040-01-01', lines })
    const billing = await api.get(`/clients/${client.id}/billing`)
    made.push({
      clientId: client.id,
      accountId,
      methodId: billing.methods[0].id,
      invoiceId: invoice.id,
    })
  }
  const known = await asAuditor(app.db, (tx) =>
    rows<Payer['ids'] & { customer: string; processorMethod: string }>(
      tx,
      sql`select m.account_id as account, m.id as method, i.id as invoice,
            p.authorization_id as "authorization", m.processor_method_id as "processorMethod",
            c.customer_id as customer
          from payment_method m
          join invoice i on i.org_id = m.org_id and i.account_id = m.account_id
          join payment p on p.org_id = m.org_id and p.account_id = m.account_id
          join processor_customer c on c.org_id = m.org_id and c.account_id = m.account_id
          order by m.account_id`,
    ),
  )
  // Ids sort by the time they were made, in both forms.
  return made.map((payer, n) => {
    const found = known[n]
    if (!found) throw new Error('every payer has a saved card')
    const { customer, processorMethod, ...ids } = found
    return { ...payer, ids, customer, processorMethod, authorizationId: ids.authorization }
  })
}

async function constantIds(app: App): Promise<string[]> {
  const found = await asAuditor(app.db, (tx) =>
    rows<{ id: string }>(
      tx,
      sql`select id from staff_member union all select id from processor_account`,
    ),
  )
  return found.map(({ id }) => id)
}

async function cardToken(stripe: Stripe | null): Promise<string> {
  if (stripe === null) return `ctoken_${randomBytes(8).toString('hex')}`
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method: 'pm_card_visa',
    setup_future_usage: 'off_session',
  })
  return token.id
}

async function setLatency(processor: ProcessorName, { port }: Child, milliseconds: number) {
  const url = `http://127.0.0.1:${port}`
  const rules =
    milliseconds === 0
      ? []
      : ['/v1/payment_intents', '/v1/confirmation_tokens'].map((path) => ({
          kind: 'delay',
          method: 'POST',
          path,
          delayMs: milliseconds,
        }))
  const done =
    processor === 'stub'
      ? await fetch(`${url}/_stub`, { method: 'POST', body: `latency=${milliseconds}` })
      : await fetch(`${url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify({ rules }) })
  if (!done.ok) throw new Error(`The ${processor} answered ${done.status}.`)
}

const COMMITS = 50

async function commitTime(databaseUrl: string): Promise<number> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('create table if not exists bench_commit (at timestamptz)')
  const times: number[] = []
  for (let n = 0; n < COMMITS; n++) {
    const start = performance.now()
    await client.query('insert into bench_commit values (now())')
    times.push(performance.now() - start)
  }
  await client.end()
  return times.sort((a, b) => a - b)[COMMITS / 2] ?? Number.NaN
}

async function newDatabase(cluster: EmbeddedPostgres, name: string): Promise<string> {
  const client = new pg.Client(cluster.url)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(cluster.url)
  url.pathname = `/${name}`
  return url.href
}
