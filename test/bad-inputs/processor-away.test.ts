import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addOrganization } from '../../src/staff/open-business.ts'
import { ADDRESS } from '../support/address.ts'
import {
  browser,
  cardToken,
  clientOwing,
  SECRET,
  signIn,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { rowHashes } from '../tenancy/row-hashes.ts'

/** Row 70: the card processor is away, or refuses our keys. "Nothing was charged", because nothing was. */
let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterAll(() => world.stop())

const AWAY = {
  status: 503,
  body: {
    code: 'processor_unavailable',
    detail: 'Cards cannot be charged now. Nothing was charged.',
    moneyMoved: 'no',
    retryable: true,
  },
}

describe('row 70', () => {
  test('the processor loses what it is asked, and then has charged nothing', async () => {
    const { accountId, methodId } = await clientOwing(studio, {
      owed: 5_000,
      savedCard: 'pm_card_visa',
    })
    const before = await world.sandbox.control('charges')
    await world.sandbox.control('faults', {
      rules: [{ kind: 'lost_after', method: 'POST', path: '^/v1/payment_intents$', times: 2 }],
    })
    const request = {
      accountId,
      amount: 5_000,
      currency: 'USD',
      method: { kind: 'saved', methodId },
    }
    const answer = await studio.as('frontDesk').pay(request, 'away')

    expect(answer).toMatchObject(AWAY)
    expect(answer.headers.get('retry-after')).toBe('30')
    expect(await world.sandbox.control('charges')).toEqual(before)
    const payment = await studio.as('frontDesk').get(`/payments/${answer.body.paymentId}`)
    expect(payment.body).toMatchObject({ state: 'canceled', moneyMoved: 'no', receipt: null })

    const again = await studio.as('frontDesk').pay(request, 'away')
    expect(again).toMatchObject({ ...AWAY, body: { paymentId: answer.body.paymentId } })
    const anew = await studio.as('frontDesk').pay(request)
    expect(anew).toMatchObject({ status: 201, body: { state: 'succeeded' } })
    await world.expectBooksInOrder()
  })

  test('our keys are refused', async () => {
    const email = 'wrong-keys@example.com'
    const loginId = (await world.server.login.create({ name: 'Kay', email, password: null })) ?? ''
    const { slug } = await addOrganization(world.server.app, SECRET, {
      name: 'Wrong Keys',
      currency: 'USD',
      timeZone: 'America/New_York',
      isSample: false,
      savesBeforeSignIn: true,
      keys: {
        kind: 'sandbox',
        mode: 'test',
        publishableKey: 'pk_test_x',
        secretKey: 'a key of nobody',
        webhookSecret: null,
      },
      staff: [{ loginId, name: 'Kay', email, role: 'owner' }],
    })
    const owner = browser(world.base, slug, await signIn(world.server, email))
    const client = await owner.post('/clients', { name: 'Maria' })
    const before = await rowHashes(world.server.app.db)
    const answer = await owner.pay({
      accountId: client.body.account.id,
      amount: 5_000,
      currency: 'USD',
      invoiceIds: [],
      method: { kind: 'new', confirmationToken: 'ctoken_1x', save: true, billingAddress: ADDRESS },
    })
    expect(answer).toMatchObject({
      status: 503,
      body: {
        code: 'config_error',
        detail: 'The card processor refuses our keys. Nothing was charged. Ask an administrator.',
        moneyMoved: 'no',
      },
    })
    expect(JSON.stringify(answer.body)).not.toContain('a key of nobody')
    expect(await rowHashes(world.server.app.db)).toEqual(before)
  })

  test('an organization that has no processor yet', async () => {
    const email = 'no-keys@example.com'
    const loginId = (await world.server.login.create({ name: 'Kay', email, password: null })) ?? ''
    const { slug } = await addOrganization(world.server.app, SECRET, {
      name: 'No Keys',
      currency: 'USD',
      timeZone: 'America/New_York',
      isSample: false,
      savesBeforeSignIn: true,
      keys: null,
      staff: [{ loginId, name: 'Kay', email, role: 'owner' }],
    })
    const owner = browser(world.base, slug, await signIn(world.server, email))
    expect((await owner.get('/organization')).body.cardForm).toBeNull()
    const client = await owner.post('/clients', { name: 'Maria' })
    const answer = await owner.pay({
      accountId: client.body.account.id,
      amount: 5_000,
      currency: 'USD',
      invoiceIds: [],
      method: { kind: 'new', confirmationToken: 'ctoken_1x', save: false },
    })
    expect(answer).toMatchObject({
      status: 503,
      body: {
        code: 'config_error',
        detail: 'No card processor is set up yet. Nothing was charged.',
      },
    })
  })

  test('the processor is gone: for a client it knows, and for one it does not', async () => {
    const known = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
    const fresh = await clientOwing(studio, { owed: 6_000 })
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
    await world.sandbox.kill()

    const answer = await studio.as('frontDesk').pay({
      accountId: known.accountId,
      amount: 5_000,
      currency: 'USD',
      method: { kind: 'saved', methodId: known.methodId },
    })
    expect(answer).toMatchObject(AWAY)
    const billing = await studio.as('frontDesk').get(`/clients/${known.clientId}/billing`)
    expect(billing.body).toMatchObject({
      balance: { amount: 5_000 },
      reserved: { amount: 0 },
      inFlight: [],
    })
    expect(billing.body.payments[0]).toMatchObject({ state: 'canceled', moneyMoved: 'no' })

    const before = await rowHashes(world.server.app.db)
    const other = await studio.as('frontDesk').pay({
      accountId: fresh.accountId,
      amount: 6_000,
      currency: 'USD',
      method: { kind: 'new', confirmationToken, save: false },
    })
    expect(other).toMatchObject(AWAY)
    expect(await rowHashes(world.server.app.db)).toEqual(before)
    await world.expectBooksInOrder()
  })
})
