import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, rows, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { ADDRESS } from '../support/address.ts'
import {
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterEach(async () => {
  await world.sandbox.control('faults', { rules: [] })
  await world.expectBooksInOrder()
})
afterAll(() => world.stop())

describe('a card is saved without a charge', () => {
  test('S3-15 S1-34 with its name and the consent, and charged later by telephone (S3-4)', async () => {
    const client = await clientOwing(studio, { owed: 5_000 })
    const added = await add(client.accountId, 'pm_card_visa', { name: 'Visa 1001' })
    expect(added).toMatchObject({
      status: 201,
      body: {
        state: 'succeeded',
        moneyMoved: 'no',
        sentence: 'Visa 4242 is saved. Nothing was charged.',
        recognized: false,
        method: { name: 'Visa 4242', nickname: 'Visa 1001', isDefault: true, unusable: null },
      },
    })
    expect((await paymentsOf(client)).length).toBe(0)
    const [{ wording, payment_id }] = await consentsOf(client)
    expect(wording).toContain('Save this card and let')
    expect(payment_id).toBeNull()

    const paid = await pay(client, added.body.method.id, 5_000)
    expect(paid.body).toMatchObject({ state: 'succeeded', authorization: { wording } })
  })

  test('the same token again is the same set-up, and asks nobody', async () => {
    const { accountId } = await clientOwing(studio)
    const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
    const [one, two] = await Promise.all([
      desk().post('/method-setups', { accountId, confirmationToken, billingAddress: ADDRESS }),
      desk().post('/method-setups', { accountId, confirmationToken, billingAddress: ADDRESS }),
    ])
    expect(one.body.id).toBe(two.body.id)
    const setups = await studio.stripe.setupIntents.list({ limit: 100 })
    expect(setups.data.filter((s) => s.metadata?.setup === one.body.id)).toHaveLength(1)
  })

  test('S1-25 S1-26 S1-27 S1-28 staff of the organization may use and change it, whoever saved it', async () => {
    const client = await clientOwing(studio, { owed: 4_000 })
    const { body } = await add(client.accountId, 'pm_card_visa')
    const renamed = await studio
      .as('billingManager')
      .patch(`/payment-methods/${body.method.id}`, { nickname: 'The blue one' })
    expect(renamed.body.nickname).toBe('The blue one')
    expect((await pay(client, body.method.id, 4_000)).body.state).toBe('succeeded')
    const refused = await studio
      .as('readOnly')
      .post('/method-setups', { accountId: client.accountId, confirmationToken: 'ctoken_1' })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  test('a bank that says no saves nothing, and the words are there', async () => {
    const client = await clientOwing(studio)
    const { body } = await add(client.accountId, 'pm_card_visa_chargeDeclinedInsufficientFunds')
    expect(body).toMatchObject({
      state: 'failed',
      moneyMoved: 'no',
      sentence: 'The bank did not let the card be saved. Nothing was charged.',
      method: null,
      decline: { cause: 'Not enough money or credit on the card today.', say: expect.any(String) },
    })
    expect(await methodsOf(client)).toEqual([])
    expect(await intentOf(body.id)).toMatchObject({ status: 'canceled' })
  })

  test('a bank’s approval is asked for, given, and then the card is saved', async () => {
    const client = await clientOwing(studio)
    const waiting = await add(client.accountId, 'pm_card_authenticationRequired')
    expect(waiting.body).toMatchObject({ state: 'requires_action', method: null })
    const action = await desk().post(`/method-setups/${waiting.body.id}/action`)
    expect(action.body.clientSecret).toMatch(/^seti_.*_secret_/)
    const canceled = await desk().post(`/method-setups/${waiting.body.id}/cancel`)
    expect(canceled.body).toMatchObject({ state: 'canceled', method: null })
    expect(await intentOf(waiting.body.id)).toMatchObject({ status: 'canceled' })
    const late = await desk().post(`/method-setups/${waiting.body.id}/action`)
    expect(late).toMatchObject({ status: 409, body: { code: 'payment_state' } })
  })

  test('a set-up that was left ends by itself', async () => {
    const client = await clientOwing(studio)
    const waiting = await add(client.accountId, 'pm_card_authenticationRequired')
    await inOrganization(world.server.app.db, studio.orgId, (tx) =>
      run(
        tx,
        sql`update method_setup set created_at = created_at - interval '15 minutes', look_at = now()
            where id = ${fromTypeId('set', waiting.body.id)}`,
      ),
    )
    await expectState(waiting.body.id, 'canceled')
    expect(await intentOf(waiting.body.id)).toMatchObject({ status: 'canceled' })
  })

  test('an answer that is lost is found out, and the card is there once', async () => {
    const client = await clientOwing(studio)
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'lost_after', method: 'POST', path: '^/v1/setup_intents/[^/]+/confirm', times: 2 },
      ],
    })
    const lost = await add(client.accountId, 'pm_card_visa')
    expect(lost.body.state).toBe('unknown')
    await expectState(lost.body.id, 'succeeded')
    expect(await methodsOf(client)).toHaveLength(1)
  })

  test('a processor that is away has saved nothing', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_mastercard' })
    await world.sandbox.control('faults', {
      rules: [{ kind: 'lost_before', method: 'POST', path: '^/v1/setup_intents$' }],
    })
    const { body } = await add(client.accountId, 'pm_card_visa')
    expect(body).toMatchObject({ state: 'canceled', moneyMoved: 'no' })
    expect(body.sentence).toContain('The card was not saved. Nothing was charged.')
  })
})

describe('a card that is known', () => {
  test('added again is no second card: its date and consent are renewed, and it is said', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    await setMethod(client.methodId, sql`exp_year = 2020, do_not_charge_at = now()`)
    const again = await add(client.accountId, 'pm_card_visa')
    expect(again.body).toMatchObject({
      state: 'succeeded',
      recognized: true,
      sentence: 'Visa 4242 was in the wallet already. Its date and the consent were renewed.',
      method: { id: client.methodId, expired: false, unusable: null },
    })
    expect(await methodsOf(client)).toHaveLength(1)
    const customer = await studio.stripe.setupIntents.retrieve((await intentOf(again.body.id)).id)
    const kept = await studio.stripe.customers.listPaymentMethods(String(customer.customer))
    expect(kept.data).toHaveLength(1)
  })

  test('row 31: consent withdrawn once is withdrawn, however often the card was saved', async () => {
    const client = await clientOwing(studio, { owed: 3_000, savedCard: 'pm_card_visa' })
    const again = await add(client.accountId, 'pm_card_visa')
    await desk().post(`/authorizations/${again.body.method.authorization.id}/revoke`)
    expect(await pay(client, client.methodId, 3_000)).toMatchObject({
      status: 409,
      body: { code: 'consent_revoked' },
    })
  })
})

describe('a card takes the place of another', () => {
  test('S2-5 name, default and what is planned move; the old one leaves', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    await desk().patch(`/payment-methods/${client.methodId}`, { nickname: 'Dad’s card' })
    const { tenders } = (await desk().get('/organization')).body
    const planned = await desk().post('/scheduled-payments', {
      accountId: client.accountId,
      amount: 2_500,
      currency: 'USD',
      dueOn: '2027-03-01',
      tenderId: tenders.find((one: { kind: string }) => one.kind === 'card').id,
      methodId: client.methodId,
    })
    expect(planned.status).toBe(201)
    const hangs = await desk().get(`/payment-methods/${client.methodId}/dependents`)
    expect(hangs.body).toMatchObject({
      authorization: { since: expect.any(String) },
      scheduledPayments: [{ id: planned.body.id, dueOn: '2027-03-01' }],
      openPayments: [],
    })

    const { body } = await add(client.accountId, 'pm_card_mastercard', {
      replaces: client.methodId,
    })
    expect(body.method).toMatchObject({
      name: 'Mastercard 4444',
      nickname: 'Dad’s card',
      isDefault: true,
    })
    expect(await methodsOf(client)).toMatchObject([{ id: body.method.id }])
    const moved = await desk().get(`/payment-methods/${body.method.id}/dependents`)
    expect(moved.body.scheduledPayments).toMatchObject([{ id: planned.body.id }])
    expect(await pay(client, client.methodId, 1_000)).toMatchObject({
      status: 409,
      body: { code: 'method_removed' },
    })
  })

  test('what does not work out leaves the old card where it is', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const { body } = await add(client.accountId, 'pm_card_visa_chargeDeclined', {
      replaces: client.methodId,
    })
    expect(body.state).toBe('failed')
    expect(await methodsOf(client)).toMatchObject([{ id: client.methodId }])
  })
})

describe('limits', () => {
  test('S2-6 a wallet holds ten cards; the eleventh is refused before the processor is asked', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    await copyCards(client.methodId, 9)
    const before = await studio.stripe.setupIntents.list({ limit: 1 })
    const refused = await add(client.accountId, 'pm_card_mastercard')
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'wallet_full',
        detail: 'The wallet holds 10 cards, which is the most. Remove or replace one first.',
        moneyMoved: 'no',
      },
    })
    const after = await studio.stripe.setupIntents.list({ limit: 1 })
    expect(after.data[0]?.id).toBe(before.data[0]?.id)

    const charged = await payNew(client, 1_500, { save: true })
    expect(charged).toMatchObject({ status: 409, body: { code: 'wallet_full' } })
    expect((await payNew(client, 1_500, { save: false })).body.state).toBe('succeeded')
    const replaced = await add(client.accountId, 'pm_card_mastercard', {
      replaces: client.methodId,
    })
    expect(replaced.body.state).toBe('succeeded')
  })

  test('row 68: the sixth failed card add of a day is refused before the processor is asked', async () => {
    const client = await clientOwing(studio)
    for (let n = 0; n < 5; n++) {
      const { body } = await add(client.accountId, 'pm_card_visa_chargeDeclined')
      expect(body.state).toBe('failed')
    }
    const refused = await add(client.accountId, 'pm_card_visa')
    expect(refused).toMatchObject({
      status: 429,
      body: { code: 'too_many_attempts', moneyMoved: 'no' },
    })
    expect(refused.body.detail).toMatch(/Try again in 24 hours\.$/)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(86_000)
    await inOrganization(world.server.app.db, studio.orgId, (tx) =>
      run(
        tx,
        sql`update method_setup set settled_at = settled_at - interval '1 day'
            where account_id = ${fromTypeId('acc', client.accountId)}`,
      ),
    )
    expect((await add(client.accountId, 'pm_card_visa')).body.state).toBe('succeeded')
  })

  test('twenty cards in 30 days are the most, removed ones too', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    await copyCards(client.methodId, 19, sql`now()`)
    expect(await add(client.accountId, 'pm_card_mastercard')).toMatchObject({
      status: 429,
      body: { code: 'too_many_attempts' },
    })
  })
})

test('S0-20 S1-30 S1-32 S1-33 S1-35 a card is named when it is saved by paying, and not without paying', async () => {
  const client = await clientOwing(studio, { owed: 9_000 })
  const declined = await payNew(client, 3_000, {
    save: true,
    name: 'Visa 1002',
    card: 'pm_card_visa_chargeDeclined',
  })
  expect(declined.body.state).toBe('failed')
  expect(await methodsOf(client)).toEqual([])
  await payNew(client, 3_000, { save: true, name: 'Visa 1002' })
  const [method] = await methodsOf(client)
  expect(method).toMatchObject({ name: 'Visa 4242', nickname: 'Visa 1002' })
  expect((await pay(client, method.id, 4_000)).body.state).toBe('succeeded')
})

test('row 33: a card number is no name', async () => {
  const { accountId } = await clientOwing(studio)
  const added = await add(accountId, 'pm_card_visa', { name: '4242 4242 4242 4242' })
  expect(added).toMatchObject({ status: 422, body: { code: 'card_number_in_text', field: 'name' } })
})

type Client = Awaited<ReturnType<typeof clientOwing>>

function desk() {
  return studio.as('frontDesk')
}

async function add(accountId: string, card: string, more: Record<string, unknown> = {}) {
  const confirmationToken = await cardToken(studio.stripe, card)
  return desk().post('/method-setups', {
    accountId,
    confirmationToken,
    billingAddress: ADDRESS,
    ...more,
  })
}

function pay({ accountId }: Client, methodId: string, amount: number) {
  return desk().pay({ accountId, amount, currency: 'USD', method: { kind: 'saved', methodId } })
}

async function payNew(
  { accountId }: Client,
  amount: number,
  { card = 'pm_card_visa', ...method }: { save: boolean; name?: string; card?: string },
) {
  const confirmationToken = await cardToken(studio.stripe, card, { save: method.save })
  return desk().pay({
    accountId,
    amount,
    currency: 'USD',
    keepCredit: true,
    method: { kind: 'new', confirmationToken, billingAddress: ADDRESS, ...method },
  })
}

async function methodsOf({ clientId }: Client) {
  return (await desk().get(`/clients/${clientId}/billing`)).body.methods
}

async function paymentsOf({ accountId }: Client) {
  return (await desk().get(`/payments?accountId=${accountId}`)).body.data
}

async function consentsOf({ accountId }: Client) {
  const found = await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    rows<{ wording: string; payment_id: string | null }>(
      tx,
      sql`select wording, payment_id from "authorization"
          where account_id = ${fromTypeId('acc', accountId)}`,
    ),
  )
  return found as [(typeof found)[number]]
}

async function intentOf(setupId: string) {
  const { data } = await studio.stripe.setupIntents.list({ limit: 100 })
  const found = data.find((one) => one.metadata?.setup === setupId)
  if (!found) throw new Error('a set-up is at the processor')
  return found
}

async function expectState(setupId: string, state: string) {
  await expect
    .poll(async () => (await desk().get(`/method-setups/${setupId}`)).body.state, {
      timeout: 20_000,
    })
    .toBe(state)
}

async function setMethod(methodId: string, values: ReturnType<typeof sql>) {
  await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    run(tx, sql`update payment_method set ${values} where id = ${fromTypeId('pm', methodId)}`),
  )
}

/** Other cards of the same wallet, with numbers of their own. */
async function copyCards(methodId: string, count: number, removedAt = sql`null`) {
  await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`insert into payment_method (org_id, id, account_id, processor_account_id, processor_method_id,
            wallet_group, brand, last4, exp_month, exp_year, fingerprint, created_at, removed_at)
          select org_id, gen_random_uuid(), account_id, processor_account_id,
            'pm_' || gen_random_uuid(), gen_random_uuid(), brand, last4, exp_month, exp_year,
            'copy' || n, created_at, ${removedAt}::timestamptz
          from payment_method, generate_series(1, ${count}::int) n
          where id = ${fromTypeId('pm', methodId)}`,
    ),
  )
}
