import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { clientOwing, startWorld, type TestOrganization, type World } from '../support/world.ts'

let world: World
let clinic: TestOrganization
let server: MailServer

beforeAll(async () => {
  world = await startWorld()
  server = await startMailServer()
  clinic = await world.organization('Lakeside Clinic')
  await setHealthMode(true)
})
afterEach(() => world.expectBooksInOrder())
afterAll(async () => {
  await server.stop()
  await world.stop()
})

async function setHealthMode(healthMode: boolean) {
  const { logo: _, ...business } = (await clinic.as('owner').get('/business')).body
  return clinic.as('owner').put('/business', { ...business, healthMode })
}

const SAYS = 'This text can be seen by banks. Keep clinical detail out.'

async function owing() {
  const { clientId, accountId, methodId } = await clientOwing(clinic, {
    owed: 5_000,
    savedCard: 'pm_card_visa',
  })
  const desk = clinic.as('frontDesk')
  const charge = (more: Record<string, unknown>) =>
    desk.pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
      ...more,
    })
  return { desk, clientId, accountId, methodId, charge }
}

test('row 38: clinical codes are refused in what banks may see, and nothing is charged', async () => {
  const { desk, charge, accountId } = await owing()
  for (const [field, text] of [
    ['description', 'F41.1, second visit'],
    ['description', 'Psychotherapy 90837'],
    ['reference', 'Dx J45'],
  ]) {
    expect(await charge({ [field as string]: text })).toMatchObject({
      status: 422,
      body: { code: 'clinical_text', detail: SAYS, field, moneyMoved: 'no' },
    })
  }
  expect((await desk.get(`/payments?accountId=${accountId}&amountFrom=5000`)).body.data).toEqual([])
})

test('a note is ours and may have them; neutral words pass', async () => {
  const { desk, charge } = await owing()
  const paid = await charge({ description: 'Session in June', note: 'F41.1, 90837' })
  expect(paid).toMatchObject({ status: 201, body: { state: 'succeeded', note: 'F41.1, 90837' } })
  const completed = await desk.patch(`/payments/${paid.body.id}`, { reference: 'CPT 90837' })
  expect(completed).toMatchObject({ status: 422, body: { code: 'clinical_text' } })
})

test('an upcoming payment is described neutrally, too', async () => {
  const { desk, accountId, methodId } = await owing()
  const { tenders } = (await desk.get('/organization')).body
  const refused = await desk.post('/scheduled-payments', {
    accountId,
    amount: 5_000,
    currency: 'USD',
    dueOn: '2099-01-31',
    tenderId: tenders.find((one: { kind: string }) => one.kind === 'card').id,
    methodId,
    description: 'ICD-10 F32',
  })
  expect(refused).toMatchObject({ status: 422, body: { code: 'clinical_text' } })
})

test('an e-mailed receipt leaves out what it was for; the one handed over says it', async () => {
  await clinic.as('owner').put('/mail-server', server.settings())
  const { desk, charge } = await owing()
  const paid = await charge({
    description: 'Couples session',
    receiptEmail: 'maria@example.com',
  })
  await expect.poll(() => server.received.length, { timeout: 20_000 }).toBe(1)
  const { text, html } = server.received[0]?.email ?? {}
  expect(text).toContain('received $50.00')
  expect(`${text} ${html}`).not.toContain('Couples session')
  const receipt = await desk.get(`/receipts/${paid.body.receipt.id}`)
  expect(receipt.body.description).toBe('Couples session')
})

test('without it nothing of this is asked, and only who may change settings turns it', async () => {
  const { logo: _, ...business } = (await clinic.as('owner').get('/business')).body
  const refused = await clinic.as('frontDesk').put('/business', { ...business, healthMode: false })
  expect(refused.status).toBe(403)
  expect((await setHealthMode(false)).body.healthMode).toBe(false)
  const { charge } = await owing()
  expect(await charge({ description: 'Psychotherapy 90837' })).toMatchObject({ status: 201 })
})
