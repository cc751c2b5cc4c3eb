/**
 * `onfile bench invoices`: how fast invoices are issued, a thousand in a batch and one by one, beside
 * what Tryton did on the same machine.
 */
import { addClient } from '../src/clients/change-clients.ts'
import { inOrganization } from '../src/database/transaction.ts'
import { issueInvoice, issueInvoices } from '../src/invoices/issue-invoice.ts'
import { insertTaxRate } from '../src/invoices/tax-rate-store.ts'
import { toTypeId } from '../src/kit/id.ts'
import { prepareGround } from './ground.ts'
import { quantile, rangeOf, sayRange, table } from './report.ts'
import { closers, loadOfMachine, machine, numberOf, openCluster, run, say } from './run.ts'

/** Tryton 6.0 on the same machine, invoices a second: 100 in a transaction, and one in each. */
const TRYTON = { batch: 11.8, single: 8.8 }
const AIM = { batch: 50, single: 20 }

const USAGE = `
onfile bench invoices: issuing a thousand in a batch and one by one.

  --rounds N   5
  --count N    1000
`
const OPTIONS = {
  rounds: { type: 'string', default: '5' },
  count: { type: 'string', default: '1000' },
} as const

await run(USAGE, OPTIONS, async (values) => {
  const rounds = numberOf(values.rounds, 'rounds')
  const count = numberOf(values.count, 'count')
  const { cluster } = await openCluster()
  const ground = await prepareGround(cluster, 'stub', 1)
  closers.push(ground.stop)
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
  say(`${machine()}; ${count} invoices of two lines and a tax, ${rounds} rounds`)
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
    `Median of the rounds, with the least and the most. ${loadOfMachine()} Books: ${broken.length === 0 ? 'in order' : broken.join(', ')}.`,
  )
})

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}
