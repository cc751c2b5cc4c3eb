import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  type Browser,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization
let desk: Browser
let manager: Browser

beforeAll(async () => {
  world = await startWorld()
})
beforeEach(async () => {
  studio = await world.organization()
  desk = studio.as('frontDesk')
  manager = studio.as('billingManager')
  const limited = await studio.as('owner').patch('/roles/frontDesk', { chargeLimit: 50_000 })
  expect(limited.status).toBe(200)
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

async function owing() {
  const { accountId, methodId } = await clientOwing(studio, {
    owed: 90_000,
    savedCard: 'pm_card_visa',
  })
  const charge = (person: Browser, amount: number, more: Record<string, unknown> = {}) =>
    person.pay({ accountId, amount, currency: 'USD', method: { kind: 'saved', methodId }, ...more })
  const ask = (amount: number) =>
    desk.post('/approvals', { accountId, amount, currency: 'USD', reason: 'The whole season' })
  return { accountId, charge, ask }
}

test('row 13: above the limit of the role nothing is charged, and it says what to do', async () => {
  const { charge } = await owing()

  const refused = await charge(desk, 60_000)

  expect(refused).toMatchObject({
    status: 403,
    body: {
      code: 'amount_over_limit',
      field: 'amount',
      moneyMoved: 'no',
      detail: 'Your limit is $500.00. Ask a manager to approve.',
      limit: { amount: 50_000, currency: 'USD' },
    },
  })
  expect((await charge(desk, 50_000)).status).toBe(201)
  expect((await charge(manager, 30_000)).status).toBe(201)
})

test('a second person approves it, and it is charged once', async () => {
  const { charge, ask } = await owing()
  const asked = await ask(60_000)
  expect(asked).toMatchObject({ status: 201, body: { state: 'open', askedBy: 'Fred Frontdesk' } })
  const approvalId: string = asked.body.id

  expect(await charge(desk, 60_000, { approvalId })).toMatchObject({
    status: 403,
    body: { detail: 'Nobody has approved it yet. Wait for the answer.' },
  })
  const [waiting] = (await manager.get('/approvals')).body.data
  expect(waiting).toMatchObject({
    id: approvalId,
    client: { name: expect.any(String) },
    can: { decide: { allowed: true } },
  })
  const approved = await manager.post(`/approvals/${approvalId}/approve`, { note: 'Go ahead' })
  expect(approved.body).toMatchObject({ state: 'approved', decisionNote: 'Go ahead' })

  expect(await charge(desk, 60_100, { approvalId })).toMatchObject({
    status: 403,
    body: { detail: 'What was approved is $600.00 for another charge. Ask again.' },
  })
  expect((await charge(desk, 60_000, { approvalId })).body.state).toBe('succeeded')
  expect((await desk.get(`/approvals/${approvalId}`)).body.state).toBe('used')
  expect(
    await charge(desk, 59_000, { approvalId, duplicateReason: 'Again', keepCredit: true }),
  ).toMatchObject({
    status: 403,
    body: { detail: 'The approval was used already. Ask again.' },
  })
})

test('two charges at once use one approval once', async () => {
  const { charge, ask } = await owing()
  const { body } = await ask(60_000)
  await manager.post(`/approvals/${body.id}/approve`, {})

  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      charge(desk, 60_000, { approvalId: body.id, invoiceIds: [], duplicateReason: 'Again' }),
    ),
  )

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('nobody decides what they asked for, above their own limit, or twice', async () => {
  const { ask } = await owing()
  const { body } = await ask(60_000)
  const decide = (person: Browser, verb: string) => person.post(`/approvals/${body.id}/${verb}`, {})

  expect((await decide(desk, 'approve')).status).toBe(403)
  await studio.as('owner').patch('/roles/billingManager', { chargeLimit: 55_000 })
  expect(await decide(manager, 'approve')).toMatchObject({
    status: 409,
    body: { detail: 'Your own limit is $550.00. Somebody with a higher one has to decide.' },
  })
  const mine = await manager.post('/approvals', {
    accountId: body.accountId,
    amount: 70_000,
    currency: 'USD',
    reason: 'Mine',
  })
  expect(await manager.post(`/approvals/${mine.body.id}/approve`, {})).toMatchObject({
    body: { detail: 'Somebody else has to decide what you asked for.' },
  })
  expect((await decide(studio.as('administrator'), 'refuse')).body.state).toBe('refused')
  expect(await decide(studio.as('owner'), 'approve')).toMatchObject({
    status: 409,
    body: { code: 'approval_state' },
  })
})
