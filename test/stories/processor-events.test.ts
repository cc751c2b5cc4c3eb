import { type RawBuilder, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { ADDRESS } from '../support/address.ts'
import { sendWebhooksTo } from '../support/webhooks.ts'
import {
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

/** What is heard when nobody looks: every sweep of what is watched here comes a day later. */
let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
  await sendWebhooksTo(studio)
})
afterEach(async () => {
  await world.sandbox.control('faults', { rules: [] })
  await world.expectBooksInOrder()
})
afterAll(() => world.stop())

describe('a card is saved without a charge', () => {
  test('the answer is lost, and the webhook settles it', async () => {
    const { accountId, clientId } = await clientOwing(studio)
    await world.sandbox.control('faults', {
      rules: [
        { kind: 'lost_after', method: 'POST', path: '^/v1/setup_intents/[^/]+/confirm', times: 2 },
      ],
    })
    const { id } = await add(accountId, 'pm_card_visa')
    await nobodyLooks(sql`method_setup`, sql`id = ${fromTypeId('set', id)}`)

    await expectState(id, 'succeeded')
    const billing = await studio.as('frontDesk').get(`/clients/${clientId}/billing`)
    expect(billing.body.methods).toMatchObject([{ name: 'Visa 4242', unusable: null }])
  })

  test.each([
    ['approves at the bank', 'complete', 'succeeded'],
    ['fails at the bank', 'fail', 'failed'],
  ] as const)('the client %s and closes the page', async (_, outcome, state) => {
    const { accountId } = await clientOwing(studio)
    const { id } = await add(accountId, 'pm_card_authenticationRequired')
    await expectState(id, 'requires_action')
    await nobodyLooks(sql`method_setup`, sql`id = ${fromTypeId('set', id)}`)
    await finishChallenge(studio, id, outcome)

    await expectState(id, state)
  })

  test('without webhooks the poll brings the news', async () => {
    const polled = await world.organization()
    const { accountId } = await clientOwing(polled)
    const { id } = await add(accountId, 'pm_card_authenticationRequired', polled)
    await nobodyLooks(sql`method_setup`, sql`id = ${fromTypeId('set', id)}`, polled)
    await finishChallenge(polled, id, 'complete')

    await expectState(id, 'succeeded', polled)
  })
})

test('the fee of a payment is read when the processor tells of it', async () => {
  const { accountId } = await clientOwing(studio)
  const paid = await studio.as('billingManager').pay({
    accountId,
    amount: 2_000,
    currency: 'USD',
    invoiceIds: [],
    keepCredit: true,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  await nobodyLooks(sql`payment_fee`, sql`payment_id = ${fromTypeId('pay', paid.body.id)}`)

  await expect
    .poll(async () => (await seen(paid.body.id)).processorFee, { timeout: 20_000 })
    .toMatchObject({ amount: { amount: 88 }, net: { amount: 1_912 } })
})

async function seen(paymentId: string) {
  return (await studio.as('billingManager').get(`/payments/${paymentId}`)).body
}

async function add(accountId: string, card: string, at = studio): Promise<{ id: string }> {
  const confirmationToken = await cardToken(at.stripe, card)
  return (
    await at
      .as('frontDesk')
      .post('/method-setups', { accountId, confirmationToken, billingAddress: ADDRESS })
  ).body
}

async function nobodyLooks(table: RawBuilder<unknown>, which: RawBuilder<unknown>, at = studio) {
  await inOrganization(world.server.app.db, at.orgId, (tx) =>
    run(
      tx,
      sql`update ${table} set look_at = now() + interval '1 day'
          where look_at is not null and ${which}`,
    ),
  )
}

async function finishChallenge(
  { stripe, sandboxAccount: account }: TestOrganization,
  setupId: string,
  outcome: 'complete' | 'fail',
) {
  const { data } = await stripe.setupIntents.list({ limit: 100 })
  const intent = data.find((one) => one.metadata?.setup === setupId)?.id
  await world.sandbox.control('challenges', { account, intent, outcome })
}

async function expectState(id: string, state: string, at = studio) {
  await expect
    .poll(async () => (await at.as('frontDesk').get(`/method-setups/${id}`)).body.state, {
      timeout: 40_000,
    })
    .toBe(state)
}
