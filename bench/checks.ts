/**
 * `onfile bench checks`: how fast a stack of checks is written down, through the HTTP API: each a payment
 * of its own with its place in the books, its invoice paid and its receipt; all of them or none. Beside
 * it, what LedgerSMB did on the same machine in plain SQL, without payments and receipts.
 */
import { randomUUID } from 'node:crypto'
import { addClient } from '../src/clients/change-clients.ts'
import { issueInvoices } from '../src/invoices/issue-invoice.ts'
import { toTypeId } from '../src/kit/id.ts'
import { prepareGround } from './ground.ts'
import { rangeOf, sayRange, table } from './report.ts'
import { closers, loadOfMachine, machine, numberOf, openCluster, run, say } from './run.ts'

/** 1,000 receipts of two lines and one voucher, posted by one statement: receipts a second. */
const LEDGERSMB = 14_800
const AIM = 2_000
const AMOUNT = 4_500

const USAGE = `
onfile bench checks: a thousand checks written down in a batch, beside LedgerSMB's receipts.

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
  const { app, api, caller } = ground
  const accounts: string[] = []
  for (let n = 0; n < count; n += 1) {
    accounts.push((await addClient(app, caller, { name: `Client ${n}` })).accountId)
  }
  const request = { lines: [{ description: 'Lessons', quantity: 1, unitAmount: AMOUNT }] }
  const perSecond: number[] = []
  for (let round = 0; round < rounds + 1; round += 1) {
    await issueInvoices(
      app,
      caller,
      accounts.map((accountId) => ({ id: app.newId(), accountId, request })),
    )
    const body = {
      currency: 'USD',
      duplicateReason: 'bench',
      checks: accounts.map((accountId, n) => ({
        client: toTypeId('acc', accountId),
        amount: AMOUNT,
        checkNumber: String(round * count + n),
      })),
    }
    const start = performance.now()
    await api.post('/checks', body, { 'idempotency-key': randomUUID() })
    // The first finds everything cold.
    if (round > 0) perSecond.push(count / ((performance.now() - start) / 1_000))
  }
  const broken = await ground.brokenBooks()
  say(`${machine()}; ${count} checks in a batch, each for an invoice, ${rounds} rounds`)
  say(
    table([
      ['written down', 'Onfile', 'aim', 'LedgerSMB 1.6', 'ratio'],
      [
        `${count} in a batch`,
        sayRange(rangeOf(perSecond), '/s'),
        `${AIM}/s`,
        `${LEDGERSMB}/s`,
        sayRange(rangeOf(perSecond.map((one) => one / LEDGERSMB)), '×', 2),
      ],
    ]),
  )
  say(
    'Onfile over HTTP; LedgerSMB in its database, measured on the same machine at another time: it writes no payment record, no receipt and no idempotency.',
  )
  say(
    `Median of the rounds, with the least and the most. ${loadOfMachine()} Books: ${broken.length === 0 ? 'in order' : broken.join(', ')}.`,
  )
})
