import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../support/sandbox.ts'
import {
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { everythingStored } from '../tenancy/row-hashes.ts'

let world: World
let sandbox: Sandbox
let studio: TestOrganization

beforeAll(async () => {
  sandbox = await startSandbox()
  // What stands for Stripe speaks its API: keys that are typed are tried there.
  world = await startWorld({ sandbox, stripeUrl: sandbox.url })
})
beforeEach(async () => {
  studio = await world.organization('Harbor Studio')
})
afterAll(async () => {
  await world.stop()
  await sandbox.stop()
})

const owner = () => studio.as('owner')
const named = (answer: { body: { data: { name: string }[] } }) =>
  answer.body.data.map(({ name }) => name)

describe('S4-22 the ways to pay', () => {
  test('are renamed, put in order, added to and taken out of use', async () => {
    const before = await owner().get('/tenders')
    expect(named(before)).toEqual(['Card', 'eCheck', 'Cash', 'Check', 'External card terminal'])
    const [card, echeck, cash, check, terminal] = before.body.data
    await owner().patch(`/tenders/${terminal.id}`, { name: 'Desk terminal' })
    const added = await owner().post('/tenders', { name: 'Gift card' })
    const gift = added.body.data.at(-1)
    expect(gift).toMatchObject({ kind: 'other', isUsed: true })
    const ids = [gift, cash, card, echeck, check, terminal].map(({ id }) => id)
    await owner().put('/tenders/order', { ids })
    const after = await owner().patch(`/tenders/${check.id}`, { isUsed: false })
    expect(named(after)).toEqual(['Gift card', 'Cash', 'Card', 'eCheck', 'Check', 'Desk terminal'])

    // The payment form offers what is in use, in this order, and takes it.
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const pay = (tenderId: string) =>
      studio.as('frontDesk').pay({
        accountId,
        amount: 5_000,
        currency: 'USD',
        method: { kind: 'tender', tenderId },
      })
    expect((await pay(check.id)).status).toBe(409)
    expect((await pay(gift.id)).body).toMatchObject({ state: 'succeeded', paidWith: 'Gift card' })
  })

  test('keep one in use, and refuse a name twice, a card number, and a list of yesterday', async () => {
    const tenders = (await owner().get('/tenders')).body.data
    for (const { id } of tenders.slice(1)) await owner().patch(`/tenders/${id}`, { isUsed: false })
    const last = await owner().patch(`/tenders/${tenders[0].id}`, { isUsed: false })
    expect(last).toMatchObject({ status: 422, body: { field: 'isUsed' } })
    for (const name of ['CASH', '4242 4242 4242 4242', ' ', 'x'.repeat(41)]) {
      const refused = await owner().post('/tenders', { name })
      expect(refused).toMatchObject({ status: 422, body: { field: 'name' } })
    }
    const ids = tenders.slice(1).map(({ id }: { id: string }) => id)
    expect(await owner().put('/tenders/order', { ids })).toMatchObject({ status: 422 })
  })

  test('are seen by all, changed by who may change settings', async () => {
    expect((await studio.as('readOnly').get('/tenders')).status).toBe(200)
    const refused = await studio.as('billingManager').post('/tenders', { name: 'Voucher' })
    expect(refused.body.detail).toContain('Change settings')
  })
})

test('the payers are the organization’s list too', async () => {
  const added = await owner().post('/payer-categories', { name: 'Grandparents' })
  expect(named(added)).toEqual(['Client responsibility', 'Insurer', 'Third party', 'Grandparents'])
})

describe('S1-2 the card processor', () => {
  const KEYS = { publishableKey: 'pk_test_typedbyhand1', secretKey: 'sk_test_typedbyhand1' }

  test('is tried by a read before its keys are kept; new payments then go there', async () => {
    const tried = await owner().post('/processor/test', KEYS)
    expect(tried.body).toMatchObject({ kind: 'stripe', mode: 'test', keyKind: 'secret' })
    expect((await owner().get('/processor')).body.processor.kind).toBe('sandbox')

    const put = await owner().put('/processor', KEYS)
    expect(put.body.processor).toMatchObject({
      kind: 'stripe',
      mode: 'test',
      publishableKey: KEYS.publishableKey,
      hasWebhookSecret: false,
      webhookSeenAt: null,
    })
    expect(JSON.stringify(put.body)).not.toContain(KEYS.secretKey)
    expect(await everythingStored(world.server.app.db)).not.toContain(KEYS.secretKey)
    const seen = await owner().get('/organization')
    expect(seen.body).toMatchObject({ mode: 'test', sandbox: false })
    expect(seen.body.cardForm.publishableKey).toBe(KEYS.publishableKey)
    expect(await owner().put('/processor', KEYS)).toMatchObject({ status: 422 })
  })

  test.each([
    ['the secret key in the wrong field', { publishableKey: 'sk_test_typed12' }, 'publishableKey'],
    ['a publishable key as the secret one', { secretKey: 'pk_test_typed12' }, 'secretKey'],
    ['one for tests and one live', { secretKey: 'sk_live_typed12' }, 'secretKey'],
    ['a card number', { secretKey: '4242424242424242' }, 'secretKey'],
    ['a line break', { secretKey: 'sk_test_ab\r\nX: y' }, 'secretKey'],
  ])('refuses %s', async (_, more, field) => {
    const refused = await owner().post('/processor/test', { ...KEYS, ...more })
    expect(refused).toMatchObject({ status: 422, body: { field } })
    expect(JSON.stringify(refused.body)).not.toContain('typed12')
  })

  test('refuses keys that the processor refuses', async () => {
    // What stands for Stripe takes no live keys: it answers as Stripe does to a key it does not know.
    const live = { publishableKey: 'pk_live_unknown1', secretKey: 'sk_live_unknown1' }
    const refused = await owner().put('/processor', live)
    expect(refused).toMatchObject({ status: 422, body: { field: 'secretKey' } })
    expect((await owner().get('/processor')).body.processor.kind).toBe('sandbox')
  })

  test('shows when the last webhook came', async () => {
    const before = (await owner().get('/processor')).body.processor
    expect(before.webhookAddress).toContain('/webhooks/prc_')
    const endpoint = await studio.stripe.webhookEndpoints.create({
      url: before.webhookAddress,
      enabled_events: ['payment_intent.succeeded'],
    })
    const put = await owner().put('/processor/webhook-secret', { webhookSecret: endpoint.secret })
    expect(put.body.processor).toMatchObject({ hasWebhookSecret: true, webhookSeenAt: null })
    expect(JSON.stringify(put.body)).not.toContain(endpoint.secret)
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    await studio.as('frontDesk').pay({
      accountId,
      amount: 5_000,
      currency: 'USD',
      method: {
        kind: 'new',
        confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
        save: false,
      },
    })
    await expect
      .poll(async () => (await owner().get('/processor')).body.processor.webhookSeenAt, {
        timeout: 20_000,
      })
      .not.toBeNull()
    const wrong = await owner().put('/processor/webhook-secret', { webhookSecret: 'sk_test_x' })
    expect(wrong).toMatchObject({ status: 422, body: { field: 'webhookSecret' } })
  })
})
