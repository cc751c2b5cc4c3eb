import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addClient } from '../src/clients/change-clients.ts'
import { startEmbeddedPostgres } from '../src/database/embedded.ts'
import { inOrganization } from '../src/database/transaction.ts'
import { issueInvoice, issueInvoices } from '../src/invoices/issue-invoice.ts'
import { insertTaxRate } from '../src/invoices/tax-rate-store.ts'
import { toTypeId } from '../src/kit/id.ts'
import { prepareGround } from './ground.ts'
import { quantile, rangeOf, sayRange, table } from './report.ts'

/** Tryton 6.0 on the same machine, invoices a second: 100 in a transaction, and one in each. */
const TRYTON = { batch: 11.8, single: 8.8 }
const AIM = { batch: 50, single: 20 }

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      count: { type: 'string', default: '1000' },
    },
  })
  const [rounds, count] = [Number(values.rounds), Number(values.count)]
  const folder = join(tmpdir(), `onfile-bench-${randomBytes(6).toString('hex')}`)
  const cluster = await startEmbeddedPostgres({ dataDirectory: folder })
  const ground = await prepareGround(cluster, 'stub', 1)
  try {
    const { app, caller } = ground
    const taxRateId = app.newId()
    const rate = { id: taxRateId, name: 'Sales tax', ppm: 88_750, isInclusive: false }
    await inOrganization(app.db, caller.orgId, (tx) =>
      insertTaxRate(tx, caller.orgId, { ...rate, isDefault: true }, app.clock.now()),
    )
    const taxRateIds = [toTypeId('txr', taxRateId)]
    const accounts: string[] = []
    for (let n = 0; n < count; n += 1) {
      accounts.push((await addClient(app, caller, { name: `Client ${n}` })).accountId)
    }
    // Two lines with a tax, as a month of lessons has them.
    const request = {
      dueInDays: 14,
      lines: ['Lessons, November', 'Material'].map((description, n) => ({
        description,
        quantity: n + 1.5,
        unitAmount: 4_550,
        taxRateIds,
      })),
    }
    const batch: number[] = []
    const single: number[] = []
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const all = accounts.map((accountId) => ({ id: app.newId(), accountId, request }))
      batch.push(count / (await seconds(() => issueInvoices(app, caller, all))))
      single.push(
        count /
          (await seconds(async () => {
            for (const accountId of accounts) {
              const asked = { accountId: toTypeId('acc', accountId), ...request }
              times.push((await seconds(() => issueInvoice(app, caller, asked))) * 1_000)
            }
          })),
      )
    }
    const broken = await ground.brokenBooks()
    times.sort((a, b) => a - b)
    const row = (name: string, perSecond: number[], peer: number, aim: number) => [
      name,
      sayRange(rangeOf(perSecond), '/s'),
      `${peer}/s`,
      sayRange(rangeOf(perSecond.map((one) => one / peer)), '×'),
      `${aim}×`,
    ]
    say(
      `${cpus().length} cores, Node ${process.versions.node}; ${count} invoices of two lines and a tax, ${rounds} rounds`,
    )
    say(
      table([
        ['issued', 'Onfile', 'Tryton 6.0', 'ratio', 'aim'],
        row(`${count} in a batch`, batch, TRYTON.batch, AIM.batch),
        row('one by one', single, TRYTON.single, AIM.single),
      ]),
    )
    say(
      `One by one: p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms. In process, as Tryton's figures are; these were measured on the same machine at another time.`,
    )
    say(
      `Median of the rounds, with the least and the most. Load of the machine: ${loadavg()[0]?.toFixed(1)}. Books: ${broken.length === 0 ? 'in order' : broken.join(', ')}.`,
    )
  } finally {
    await ground.stop()
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

await main()
