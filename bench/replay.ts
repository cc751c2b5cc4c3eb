/**
 * The same SQL without us: the statements of one real charge, written down as they went to the
 * database, as a script for PostgreSQL's own pgbench. How it is made:
 * - one charge is run in this process with the driver's `query` watched, so the script is the
 *   charge's three transactions in their order and their words, whatever these are today;
 * - what is new in each charge becomes a variable: the ids (one number, padded to a uuid), the
 *   idempotency key and the intent's id; the payer's own ids are read once per client;
 * - everything else stays the value it had. A colon in it is written \x3a, because pgbench reads
 *   names behind colons;
 * - `begin; select set_config(…)` is one round trip here as there (\startpipeline).
 * pgbench runs it with -M prepared, which is the best that a client can do.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { takePayment } from '../src/payments/take-payment.ts'
import type { Ground, Payer } from './ground.ts'

interface Statement {
  text: string
  values: unknown[]
}

/** Writes the script into `folder` and answers its path. */
export async function writeReplay(ground: Ground, folder: string): Promise<string> {
  const [template] = ground.payers
  if (!template) throw new Error('A replay needs a payer.')
  await chargeOnce(ground, template) // what is looked up once per process is known by now
  const statements = await watch(() => chargeOnce(ground, template))
  await writePayers(ground)
  const path = join(folder, `charge-${new URL(ground.databaseUrl).pathname.slice(1)}.sql`)
  writeFileSync(path, script(statements, template, ground))
  return path
}

async function chargeOnce(ground: Ground, payer: Payer): Promise<void> {
  const { payment } = await takePayment(ground.app, ground.caller, `bench ${Math.random()}`, {
    accountId: payer.accountId,
    amount: 100,
    currency: 'USD',
    method: { kind: 'saved', methodId: payer.methodId },
    duplicateReason: 'bench',
  })
  if (payment.state !== 'succeeded') throw new Error(`A charge ended as ${payment.state}.`)
}

let seen: Statement[] | null = null

/** Must be called before a connection is made: a connection keeps the `query` it was born with. */
export function prepareToWatch(): void {
  const { query } = pg.Client.prototype
  const watched = function (this: pg.Client, first: string | Statement, ...rest: unknown[]) {
    const { text, values } = typeof first === 'string' ? { text: first, values: rest[0] } : first
    seen?.push({ text, values: Array.isArray(values) ? values : [] })
    return (query as (...args: unknown[]) => unknown).call(this, first, ...rest)
  }
  pg.Client.prototype.query = watched as typeof query
}

/** Every statement that this process sends while `work` goes on. */
async function watch(work: () => Promise<void>): Promise<Statement[]> {
  const statements: Statement[] = []
  seen = statements
  try {
    await work()
  } finally {
    seen = null
  }
  return statements
}

/** The payers' ids by the number of the client, so that no two clients wait for one account. */
async function writePayers({ databaseUrl, payers }: Ground): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query(
    `create table bench_payer (n int primary key, account uuid, method uuid, invoice uuid, consent uuid)`,
  )
  for (const [n, { ids }] of payers.entries()) {
    await client.query('insert into bench_payer values ($1, $2, $3, $4, $5)', [
      ...[n, ids.account, ids.method, ids.invoice, ids.authorization],
    ])
  }
  await client.end()
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const NEW_ID = `lpad(:id::text, 32, '0')::uuid`

function script(statements: Statement[], template: Payer, ground: Ground): string {
  const constant = new Set(ground.constants)
  const payer = new Map([
    [template.ids.account, ':account::uuid'],
    [template.ids.method, ':method::uuid'],
    [template.ids.invoice, ':invoice::uuid'],
    [template.ids.authorization, ':consent::uuid'],
  ])
  const value = (given: unknown): string => {
    if (given === null || given === undefined) return 'null'
    if (Buffer.isBuffer(given)) return literal(`\\x${given.toString('hex')}`)
    if (given instanceof Date) return literal(given.toISOString())
    if (Array.isArray(given)) return `array[${given.map(value).join(', ')}]`
    if (typeof given === 'object') return literal(JSON.stringify(given))
    const text = String(given)
    const known = payer.get(text)
    if (known) return known
    if (UUID.test(text)) return constant.has(text) ? literal(text) : NEW_ID
    if (text.startsWith('pi_')) return `('pi_' || :id)`
    if (text.startsWith('bench ')) return `('bench ' || :id)`
    return literal(text)
  }
  const lines = statements.flatMap(({ text, values }) =>
    values.length === 0
      ? several(text)
      : [`${text.replace(/\$(\d+)/g, (_, n) => value(values[Number(n) - 1]))};`],
  )
  return `\\if :first
select account, method, invoice, consent from bench_payer where n = :client_id \\gset
\\set first 0
\\set id :base + :client_id * 10000000
\\endif
\\set id :id + 1
${lines.join('\n')}
`
}

/** Several statements in one string are one round trip. */
function several(text: string): string[] {
  const parts = text.split(';').map((part) => `${part.trim()};`)
  return parts.length === 1 ? parts : ['\\startpipeline', ...parts, '\\endpipeline']
}

function literal(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')
  return `E'${escaped}'`
}

/** pgbench's charges a second; throws with what it said when it could not run the script. */
export async function runReplay(
  pgbench: string,
  path: string,
  databaseUrl: string,
  clients: number,
  seconds: number,
): Promise<number> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const base = (Date.now() % 1_000_000_000) * 1_000_000_000
  const child = spawn(
    pgbench,
    [
      ...['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds)],
      ...['-D', 'first=1', '-D', 'id=0', '-D', `base=${base}`, '-f', path],
      ...['-h', hostname, '-p', port, '-U', username, pathname.slice(1)],
    ],
    { env: { ...process.env, PGPASSWORD: password }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  await new Promise((resolve) => child.on('close', resolve))
  const [, perSecond] = /tps = ([\d.]+) \(without/.exec(said) ?? []
  if (perSecond === undefined || /ERROR/.test(said)) throw new Error(`pgbench failed. ${said}`)
  return Number(perSecond)
}

/** Where pgbench is on this machine: in PATH, or where Debian puts it. */
export function findPgbench(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const debian = '/usr/lib/postgresql'
  if (existsSync(debian)) {
    folders.push(...readdirSync(debian).map((version) => join(debian, version, 'bin')))
  }
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path)) ?? null
}
