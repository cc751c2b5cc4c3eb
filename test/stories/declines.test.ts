import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, row, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
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
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

/** What Stripe's test cards answer, and what the playbook makes of it. */
const OUTCOMES = [
  ['S0-14', 'pm_card_visa_chargeDeclined', 'otherMethod', 'gave no reason'],
  ['S0-15', 'pm_card_visa_chargeDeclinedInsufficientFunds', 'smallerAmount', 'Not enough money'],
  ['S0-16', 'pm_card_chargeDeclinedExpiredCard', 'typeAgain', 'expired'],
  ['S0-17', 'pm_card_chargeDeclinedIncorrectCvc', 'typeAgain', 'security code did not match'],
  ['S0-18', 'pm_card_chargeDeclinedProcessingError', 'retry', 'a fault'],
] as const

describe('a decline says what it means and what may be done', () => {
  test.each(OUTCOMES)('%s %s', async (_, card, action, cause) => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const declined = await payNew(accountId, 5_000, card)
    expect(declined.body).toMatchObject({
      state: 'failed',
      moneyMoved: 'no',
      sentence: 'Declined. No money was taken.',
    })
    const { decline } = declined.body
    expect(decline.cause).toContain(cause)
    expect(decline.say).toMatch(/[?.]$/)
    const named = new Map(decline.actions.map((one: { action: string }) => [one.action, one]))
    expect(named.get(action)).toMatchObject({ allowed: true, reason: null })
    expect(named.has('retry')).toBe(true)
  })

  test('S0-18 a fault in passing opens again after a moment', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const { body } = await payNew(accountId, 5_000, 'pm_card_chargeDeclinedProcessingError')
    const retry = body.decline.actions.find((one: { action: string }) => one.action === 'retry')
    expect(Date.parse(retry.from) - Date.parse(body.settledAt)).toBe(60_000)
  })

  test('a stolen card is no more than a no to the front desk, whose cause a manager sees', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const { body } = await payNew(accountId, 5_000, 'pm_card_visa_chargeDeclinedStolenCard')
    expect(body.decline).toMatchObject({
      cause: 'The bank declined this card.',
      code: null,
      declineCode: null,
      networkDeclineCode: null,
      actions: [
        { action: 'otherMethod', allowed: true },
        { action: 'retry', allowed: false, reason: 'This card cannot be charged again.' },
      ],
    })
    expect(JSON.stringify(body)).not.toMatch(/stolen/i)
    const seen = await studio.as('billingManager').get(`/payments/${body.id}`)
    expect(seen.body.decline).toMatchObject({
      cause: 'The card was reported stolen.',
      declineCode: 'stolen_card',
    })
  })

  test('row 25: a card that is stolen is charged by nobody who has it on file', async () => {
    const stolen = 'pm_card_visa_chargeDeclinedStolenCard'
    const owner = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
    const other = await clientOwing(studio, { owed: 5_000 })
    await payNew(other.accountId, 5_000, stolen)
    await giveNumberOf(owner.methodId, other.accountId)
    await payNew(other.accountId, 5_000, stolen)
    expect(await paySaved(owner, 5_000)).toMatchObject({
      status: 409,
      body: { code: 'card_do_not_retry', moneyMoved: 'no' },
    })
  })

  test('an old date is typed anew, which stops no card on file', async () => {
    const owner = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
    const expired = 'pm_card_chargeDeclinedExpiredCard'
    await payNew(owner.accountId, 5_000, expired)
    await giveNumberOf(owner.methodId, owner.accountId)
    await payNew(owner.accountId, 5_000, expired)
    expect((await paySaved(owner, 5_000)).body.state).toBe('succeeded')
  })
})

describe('a declined card rests until its time', () => {
  test('S0-15 the same amount is refused with the moment it opens, a smaller one is tried', async () => {
    const client = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
    await putBehind(client.methodId, SAVED_WITHOUT_MONEY)
    const declined = await paySaved(client, 5_000)
    expect(declined.body.decline.declineCode).toBe('insufficient_funds')

    const again = await paySaved(client, 5_000)
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'retry_too_early', field: 'method', moneyMoved: 'no' },
    })
    expect(again.body.detail).toMatch(
      /^The bank declined this card\. It can be tried again from \w{3}, \w{3} \d+, .*\. Less than \$50\.00 can be tried now\.$/,
    )
    const dayLater = Date.parse(declined.body.settledAt) + 86_400_000
    expect(Date.parse(again.body.opensAt)).toBe(dayLater)
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(86_000)

    expect((await paySaved(client, 4_000)).body.state).toBe('failed')
    expect((await paySaved(client, 4_000)).body.code).toBe('retry_too_early')
    await letPass(client.accountId, '1 day')
    expect((await paySaved(client, 5_000)).body.state).toBe('failed')
  })

  test('row 26: the ninth declined try in 30 days is refused, also after the card was typed', async () => {
    const client = await clientOwing(studio, { owed: 9_000, savedCard: 'pm_card_visa' })
    const typed = await clientOwing(studio, { owed: 9_000 })
    await putBehind(client.methodId, 'pm_card_chargeCustomerFail')
    for (let n = 0; n < 7; n++) {
      await payNew(typed.accountId, 9_000 - n, 'pm_card_chargeCustomerFail')
    }
    await letPass(typed.accountId, '2 days')
    expect((await paySaved(client, 9_000)).body.state).toBe('failed')
    await letPass(client.accountId, '2 days')

    expect(await paySaved(client, 9_000)).toMatchObject({
      status: 409,
      body: {
        code: 'retry_limit',
        detail: 'This card was declined 8 times in 30 days. Ask for another method.',
        moneyMoved: 'no',
      },
    })
    await letPass(typed.accountId, '28 days')
    expect((await paySaved(client, 9_000)).body.state).toBe('failed')
  })
})

/** 3-D Secure when it is saved; later charges find no money on it. */
const SAVED_WITHOUT_MONEY = 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'

async function payNew(accountId: string, amount: number, card: string) {
  const confirmationToken = await cardToken(studio.stripe, card)
  return studio.as('frontDesk').pay({
    accountId,
    amount,
    currency: 'USD',
    method: { kind: 'new', confirmationToken, save: false },
  })
}

function paySaved(
  { accountId, methodId }: { accountId: string; methodId: string },
  amount: number,
) {
  return studio.as('frontDesk').pay({
    accountId,
    amount,
    currency: 'USD',
    method: { kind: 'saved', methodId },
  })
}

/** Puts another test card behind a saved one: cards that are declined cannot be saved by paying. */
async function putBehind(methodId: string, card: string): Promise<void> {
  const id = fromTypeId('pm', methodId)
  const saved = await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    row<{ at: string }>(
      tx,
      sql`select processor_method_id as at from payment_method where id = ${id}`,
    ),
  )
  const { customer } = await studio.stripe.paymentMethods.retrieve(saved?.at ?? '')
  const put = await studio.stripe.paymentMethods.attach(card, { customer: String(customer) })
  await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`update payment_method set processor_method_id = ${put.id},
            fingerprint = ${put.card?.fingerprint ?? null} where id = ${id}`,
    ),
  )
}

/** Makes a saved card the one that was declined on an account. */
async function giveNumberOf(methodId: string, accountId: string): Promise<void> {
  await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`update payment_method set fingerprint = (select card_fingerprint from payment
            where account_id = ${fromTypeId('acc', accountId)} and state = 'failed' limit 1)
          where id = ${fromTypeId('pm', methodId)}`,
    ),
  )
}

/** Moves what was declined into the past. */
async function letPass(accountId: string, time: string): Promise<void> {
  await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`update payment set settled_at = settled_at - ${time}::interval
          where account_id = ${fromTypeId('acc', accountId)} and state = 'failed'`,
    ),
  )
}
