import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { run as execute, inOrganization } from '../../src/database/transaction.ts'
import { workRuns } from '../../src/runs/work-runs.ts'
import { crowd, type Member } from '../support/crowd.ts'
import {
  type Answer,
  type Browser,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization
let manager: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  manager = studio.as('billingManager')
})
afterEach(async () => {
  await world.sandbox.control('faults', { rules: [] })
  await world.expectBooksInOrder()
})
afterAll(() => world.stop())

const ids = (members: Member[]) => members.map(({ clientId }) => clientId)

async function make(selection: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const made = await manager.post('/runs', { by: 'people', charges: 'balance', selection, ...more })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body
}

function start(run: Answer['body'], more: Record<string, unknown> = {}, person = manager) {
  const { version, total } = run
  return person.post(`/runs/${run.id}/start`, { version, total: total.amount, ...more })
}

async function started(run: Answer['body'], more: Record<string, unknown> = {}) {
  const answer = await start(run, more)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

const see = async (run: { id: string }) => (await manager.get(`/runs/${run.id}`)).body
const rowsOf = async (run: { id: string }, query = '') =>
  (await manager.get(`/runs/${run.id}/items?limit=100${query}`)).body.data

/** Every row is counted once, at every look. */
async function look(run: { id: string }) {
  const seen = await see(run)
  const counted = Object.values(seen.outcomes as Record<string, { count: number }>)
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(seen.selected)
  return seen
}

async function until(run: { id: string }, state: string, seconds = 30) {
  await expect
    .poll(async () => (await look(run)).state, { timeout: seconds * 1_000, interval: 50 })
    .toBe(state)
  return look(run)
}

async function withdraw({ clientId }: Member, reason: string) {
  const billing = (await manager.get(`/clients/${clientId}/billing`)).body
  const { id } = billing.methods[0].authorization
  const withdrawn = await manager.post(`/authorizations/${id}/revoke`, { reason })
  expect(withdrawn.status).toBe(200)
}

const intents = async () => {
  const found = []
  for await (const intent of studio.stripe.paymentIntents.list({ limit: 100 })) found.push(intent)
  return found.filter(({ status }) => status === 'succeeded')
}

test('S2-45 S2-46 a run charges everybody selected, once each, by their cards on file', async () => {
  const members = await crowd(manager, studio.stripe, 5)
  const run = await make({ clientIds: ids(members) }, { note: 'Late fees of November' })
  expect(run).toMatchObject({
    state: 'draft',
    selected: 5,
    count: 5,
    total: { amount: 25_000, currency: 'USD' },
    outcomes: { waiting: { count: 5 }, out: { count: 0 } },
  })

  await started(run)
  const done = await until(run, 'finished')

  expect(done.outcomes.succeeded).toEqual({ count: 5, amount: { amount: 25_000, currency: 'USD' } })
  expect((await intents()).length).toBe(5)
  const [row] = await rowsOf(run)
  expect(row).toMatchObject({
    outcome: 'succeeded',
    sentence: 'Paid: $50.00, Visa 4242.',
    amount: { amount: 5_000 },
  })
  const payment = (await manager.get(`/payments/${row.paymentId}`)).body
  expect(payment).toMatchObject({ state: 'succeeded', note: 'Late fees of November' })
  const [client] = (await manager.get('/clients?search=Client 00000')).body.data
  expect(client.balance.amount).toBe(0)
})

test('the review says who is out and why, and lets a person decide what only they know', async () => {
  const [paid, held, gone, plain] = (await crowd(manager, studio.stripe, 4)) as [
    Member,
    Member,
    Member,
    Member,
  ]
  const { body: without } = await manager.post('/clients', { name: 'No Card' })
  await manager.pay({
    accountId: paid.accountId,
    amount: 5_000,
    currency: 'USD',
    method: { kind: 'saved', methodId: paid.methodId },
  })
  await manager.post('/invoices', {
    accountId: paid.accountId,
    dueOn: '2026-12-01',
    lines: [{ description: 'Another', quantity: 1, unitAmount: 5_000 }],
  })
  await manager.put(`/accounts/${held.accountId}/automatic-charges`, {
    held: true,
    why: 'Asked us',
  })
  await withdraw(gone, 'By letter')
  const run = await make({
    clientIds: [...ids([paid, held, gone, plain]), without.id],
  })

  const rows = await rowsOf(run)
  const why = Object.fromEntries(
    rows.map((row: Answer['body']) => [row.client.id, row.outBecause ?? row.outcome]),
  )
  expect(why).toEqual({
    [paid.clientId]: 'chargedToday',
    [held.clientId]: 'held',
    [gone.clientId]: 'notAuthorized',
    [plain.clientId]: 'waiting',
    [without.id]: 'nothingOwed',
  })
  expect(run).toMatchObject({ selected: 5, count: 1, total: { amount: 5_000 } })

  const position = rows.find((row: Answer['body']) => row.client.id === paid.clientId).position
  const item = `/runs/${run.id}/items/${position}`
  const included = await manager.patch(item, { version: 1, duplicateReason: 'Two months' })
  expect(included.body).toMatchObject({ version: 2, count: 2, total: { amount: 10_000 } })
  const changed = await manager.patch(item, { version: 2, amount: 1_000 })
  expect(changed.body).toMatchObject({ version: 3, count: 2, total: { amount: 6_000 } })
  const left = await manager.patch(item, { version: 3, excluded: true })
  expect(left.body).toMatchObject({ version: 4, count: 1, total: { amount: 5_000 } })
  expect((await manager.patch(item, { version: 3, excluded: false })).body.code).toBe('run_changed')
  const heldAt = rows.find((row: Answer['body']) => row.client.id === held.clientId).position
  const refused = await manager.patch(`/runs/${run.id}/items/${heldAt}`, {
    version: 4,
    duplicateReason: 'I know better',
  })
  expect(refused).toMatchObject({ status: 409, body: { code: 'run_state' } })
})

test('row 58: a wrong total, and a review that was changed, start nothing', async () => {
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 2)) })

  expect(await start(run, { total: 9_900 })).toMatchObject({
    status: 409,
    body: {
      code: 'run_changed',
      detail: '2 charges, $100.00; you typed $99.00.',
      moneyMoved: 'no',
    },
  })
  const changed = await manager.patch(`/runs/${run.id}`, {
    version: 1,
    charges: 'amount',
    amount: 700,
  })
  expect(changed.body).toMatchObject({ version: 2, total: { amount: 1_400 } })
  expect(await start(run)).toMatchObject({ status: 409, body: { code: 'run_changed' } })
  expect(await intents()).toEqual([])
  expect((await see(run)).state).toBe('draft')
})

test('row 59: started twice in the same moment, it is started once', async () => {
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 3)) })

  const answers = await Promise.all([start(run), start(run), start(run, {}, studio.as('owner'))])

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const late = answers.find(({ status }) => status === 409)
  expect(late?.body.code).toBe('run_already_started')
  expect(late?.body.detail).toMatch(
    /^Started by (Bea Billing|Olivia Owner) at \d\d:\d\d\. \d of 3 done\.$/,
  )
  await until(run, 'finished')
  expect((await intents()).length).toBe(3)
})

test('S2-47 by accounts there is one charge however many people an account has', async () => {
  const [parent] = (await crowd(manager, studio.stripe, 1)) as [Member]
  const { body: child } = await manager.post('/clients', {
    name: 'Child',
    accountId: parent.accountId,
  })
  const selection = { clientIds: [parent.clientId, child.id] }

  const run = await make(selection, { by: 'accounts' })
  expect(run).toMatchObject({ selected: 1, count: 1, total: { amount: 5_000 } })
  const people = await make(selection, { by: 'people' })
  expect(people).toMatchObject({
    selected: 2,
    count: 1,
    outBecause: [{ reason: 'accountInRun', count: 1 }],
  })

  await started(run)
  await until(run, 'finished')
  expect((await intents()).map(({ amount }) => amount)).toEqual([5_000])
})

test('S2-46 several people of one account are charged one after another, and are no duplicates', async () => {
  const [parent] = (await crowd(manager, studio.stripe, 1, { owed: 0 })) as [Member]
  const children = await Promise.all(
    ['Ann', 'Ben'].map((name) => manager.post('/clients', { name, accountId: parent.accountId })),
  )
  const run = await make(
    { clientIds: [parent.clientId, ...children.map(({ body }) => body.id)] },
    { charges: 'amount', amount: 2_500 },
  )
  expect(run).toMatchObject({ count: 3, total: { amount: 7_500 } })

  await started(run)
  const done = await until(run, 'finished')

  expect(done.outcomes.succeeded.count).toBe(3)
  expect((await intents()).map(({ amount }) => amount)).toEqual([2_500, 2_500, 2_500])
})

test('S2-48 what is charged without allocating becomes credit, each with its receipt', async () => {
  const [member] = (await crowd(manager, studio.stripe, 1)) as [Member]
  const run = await make({ clientIds: [member.clientId] }, { allocate: false })

  await started(run)
  await until(run, 'finished')

  const [row] = await rowsOf(run)
  const payment = (await manager.get(`/payments/${row.paymentId}`)).body
  expect(payment.receipt.number).toMatch(/^R-\d+$/)
  const [client] = (await manager.get('/clients?search=Client 00000')).body.data
  expect([client.balance.amount, client.credit.amount]).toEqual([5_000, 5_000])
})

test('S2-40 S2-44 S2-49 the whole result of the list is one run, frozen when it is made', async () => {
  await crowd(manager, studio.stripe, 6)
  await manager.post('/clients', { name: 'Owes Nothing' })

  const run = await make({ view: 'owing' })
  expect(run).toMatchObject({
    selected: 6,
    count: 6,
    total: { amount: 30_000 },
    selection: { clientIds: null, search: '', view: 'owing' },
  })
  await crowd(manager, studio.stripe, 1, { name: () => 'Came Later' })
  expect((await see(run)).selected).toBe(6)
  const found = await make({ view: 'cardOnFile', search: 'Client 0000' })
  expect(found.selected).toBe(6)
})

test('paused it charges nothing new, resumed it goes on, stopped it says what was not charged', async () => {
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 9)) })

  await started(run, { rehearse: true })
  const rehearsed = await until(run, 'paused')
  expect(rehearsed).toMatchObject({
    paused: { because: 'rehearsal' },
    outcomes: { succeeded: { count: 3 }, waiting: { count: 6 } },
  })
  await workRuns(studio.app)
  expect((await intents()).length).toBe(3)

  await inOrganization(studio.app.db, studio.orgId, (tx) =>
    execute(tx, sql`update run_pace set most = 2, per_second = 2, left_over = 0`),
  )
  await world.sandbox.control('faults', {
    rules: [{ kind: 'delay', method: 'POST', path: '/v1/payment_intents', delayMs: 300 }],
  })
  expect((await manager.post(`/runs/${run.id}/resume`)).body.state).toBe('running')
  await expect.poll(async () => (await look(run)).outcomes.inFlight.count).toBeGreaterThan(0)
  expect((await manager.post(`/runs/${run.id}/pause`)).body).toMatchObject({
    state: 'paused',
    paused: { because: 'person', by: 'Bea Billing' },
  })
  await expect
    .poll(async () => (await look(run)).outcomes.inFlight.count, { timeout: 10_000 })
    .toBe(0)
  const paused = await look(run)
  expect(paused.outcomes.succeeded.count).toBe((await intents()).length)

  const stopped = await manager.post(`/runs/${run.id}/stop`)
  expect(stopped.body.state).toBe('stopped')
  const { succeeded, skipped } = (await look(run)).outcomes
  expect(succeeded.count + skipped.count).toBe(9)
  expect(skipped.count).toBeGreaterThan(0)
  expect((await manager.post(`/runs/${run.id}/resume`)).body.code).toBe('run_state')
  const retry = (await manager.post(`/runs/${run.id}/retry`)).body
  expect(retry).toMatchObject({ state: 'draft', retryOf: run.id, selected: skipped.count })
})

test('two workers and a turn of each at once charge every row once', async () => {
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 20)) })

  await started(run)
  await Promise.all([workRuns(studio.app), workRuns(studio.app), workRuns(studio.app)])
  const done = await until(run, 'finished')

  expect(done.outcomes.succeeded.count).toBe(20)
  expect((await intents()).length).toBe(20)
})

test('an authorization withdrawn during the run counts from then on', async () => {
  const members = await crowd(manager, studio.stripe, 5)
  const run = await make({ clientIds: ids(members) })
  await started(run, { rehearse: true })
  await until(run, 'paused')

  const last = members[4] as Member
  await withdraw(last, 'By telephone')
  await manager.post(`/runs/${run.id}/resume`)
  const done = await until(run, 'finished')

  expect(done.outcomes).toMatchObject({ succeeded: { count: 4 }, skipped: { count: 1 } })
  const [row] = await rowsOf(run, '&outcome=skipped')
  expect(row).toMatchObject({ position: 5, paymentId: null })
  expect(row.sentence).toContain('withdrew permission')
})

test('answers that stay away pause the run and say so; each row has one end', async () => {
  const members = await crowd(manager, studio.stripe, 12)
  const run = await make({ clientIds: ids(members) })
  await world.sandbox.control('faults', {
    rules: [{ kind: '500_after', method: 'POST', path: '^/v1/payment_intents/[^/]+/confirm' }],
  })

  await started(run)
  const paused = await until(run, 'paused')
  expect(paused.paused).toMatchObject({ because: 'unknowns' })
  await world.sandbox.control('faults', { rules: [] })
  await expect
    .poll(async () => (await look(run)).outcomes.unknown.count, { timeout: 30_000 })
    .toBe(0)
  await manager.post(`/runs/${run.id}/resume`)
  const done = await until(run, 'finished')

  expect(done.outcomes.succeeded.count).toBe((await intents()).length)
  const { succeeded, failed } = done.outcomes
  expect(succeeded.count + failed.count).toBe(12)
})

test('many declines pause it; what failed is retried as a run of just those; the results are a file', async () => {
  // More than are ever under way at once, so that some are left when the fuse looks.
  const members = await crowd(manager, studio.stripe, 80, {
    card: (n) => (n < 70 ? 'pm_card_chargeCustomerFail' : 'pm_card_visa'),
  })
  // There is one such test card; here it is a card of each client's own, or its tries would be.
  await inOrganization(studio.app.db, studio.orgId, (tx) =>
    execute(tx, sql`update payment_method set fingerprint = id::text`),
  )
  const run = await make({ clientIds: ids(members) })

  await started(run)
  expect((await until(run, 'paused')).paused.because).toBe('declines')
  await manager.post(`/runs/${run.id}/resume`)
  const done = await until(run, 'finished')
  expect(done.outcomes).toMatchObject({ declined: { count: 70 }, succeeded: { count: 10 } })

  const [row] = await rowsOf(run, '&outcome=declined')
  expect(row.sentence).toMatch(/^Declined\. No money was taken\. ./)
  expect(row.next).not.toBe(null)
  const retry = (await manager.post(`/runs/${run.id}/retry`)).body
  expect(retry).toMatchObject({ selected: 70, total: { amount: 350_000 } })
  const file = await manager.get(`/runs/${run.id}/export`)
  expect(file.body.trim().split('\r\n').length).toBe(81)
  expect(file.body).toContain('"succeeded"')
})

test('told to slow down, it slows down and charges everybody all the same', async () => {
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 8)) })
  await world.sandbox.control('faults', {
    rules: [{ kind: '429', method: 'POST', path: '^/v1/payment_intents$', times: 6 }],
  })

  await started(run)
  const done = await until(run, 'finished')

  expect(done.outcomes.succeeded.count).toBe(8)
  expect((await intents()).length).toBe(8)
})

test('above the limit of a role a second person approves the total', async () => {
  await studio.as('owner').patch('/roles/billingManager', { chargeLimit: 6_000 })
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 2)) })
  expect(run.can.start).toMatchObject({ allowed: false })
  expect(await start(run)).toMatchObject({ status: 403, body: { code: 'amount_over_limit' } })

  const asked = await manager.post(`/runs/${run.id}/ask-approval`, { version: 1, reason: 'Fees' })
  expect(asked.body.approval).toMatchObject({ state: 'open' })
  const approvals = (await studio.as('owner').get('/approvals')).body.data
  expect(approvals[0]).toMatchObject({ purpose: 'run', runId: run.id, amount: { amount: 10_000 } })
  await studio.as('owner').post(`/approvals/${asked.body.approval.id}/approve`, {})

  await started(run)
  const done = await until(run, 'finished')
  expect(done.outcomes.succeeded.count).toBe(2)
  expect(done.approval.state).toBe('used')
})

test('set for a time it waits until then', async () => {
  const run = await make({ clientIds: ids(await crowd(manager, studio.stripe, 1)) })
  const startAt = new Date(Date.now() + 3_600_000).toISOString()

  expect(await started(run, { startAt })).toMatchObject({ state: 'scheduled', startAt })
  await workRuns(studio.app)
  expect((await look(run)).outcomes.waiting.count).toBe(1)
  const { app } = studio
  await workRuns({ ...app, clock: { now: () => new Date(Date.now() + 3_601_000) } })
  await expect.poll(async () => (await intents()).length).toBe(1)
})

test('two hundred with one fault in a hundred of each kind: one success or one reason each', {
  timeout: 240_000,
}, async () => {
  const members = await crowd(manager, studio.stripe, 200)
  const run = await make({ view: 'owing' })
  expect(run).toMatchObject({ selected: 200, total: { amount: 1_000_000 } })
  await world.sandbox.control('faults', {
    rules: ['lost_before', 'lost_after', '409', '429', '500_before', '500_after'].map((kind) => ({
      kind,
      method: 'POST',
      path: '/v1/payment_intents',
      probability: 0.01,
    })),
  })

  await started(run)
  const done = await until(run, 'finished', 120)
  await world.sandbox.control('faults', { rules: [] })
  await expect
    .poll(async () => (await look(run)).outcomes.unknown.count, { timeout: 60_000 })
    .toBe(0)

  const { outcomes } = await look(run)
  expect(outcomes.succeeded.count + outcomes.failed.count).toBe(200)
  expect(outcomes.succeeded.count).toBe((await intents()).length)
  expect(outcomes.succeeded.count).toBeGreaterThan(180)
  expect(members.length).toBe(done.selected)
})
