import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { ADDRESS } from '../support/address.ts'
import { sentLink } from '../support/links.ts'
import { PORTAL, portalPerson } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import {
  type Answer,
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

const BAD_CARD = 'pm_card_chargeDeclined'
const TRIES = 1_000
/** The fuse of one organization for one hour. */
const FUSE = 50

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe('68 somebody tries out cards', () => {
  test('1,000 of them, from everywhere, at the portal and at links: the bank hears of 50', async () => {
    studio = await world.organization()
    const doors = await manyDoors(12)
    const tokens = await Promise.all(
      Array.from({ length: FUSE + 10 }, () => cardToken(studio.stripe, BAD_CARD)),
    )
    const answers: Answer[] = []
    for (let n = 0; n < TRIES; n += 10) {
      // Ten at once, each from another address, at another door.
      const asked = Array.from({ length: 10 }, (_, k) => {
        const door = doors[(n + k) % doors.length] as Door
        const token = tokens[n + k] ?? `ctoken_never_seen_${n + k}`
        return door(token, `198.51.${Math.floor(n / 250)}.${(n + k) % 250}`)
      })
      answers.push(...(await Promise.all(asked)))
    }
    expect(answers).toHaveLength(TRIES)

    // What the processor saw, by its own list: every attempt to charge or to save.
    const charges = await studio.stripe.charges.list({ limit: 100 })
    const setups = await studio.stripe.setupIntents.list({ limit: 100 })
    const intents = await studio.stripe.paymentIntents.list({ limit: 100 })
    const asked = intents.data.length + setups.data.length
    expect(charges.data.filter(({ paid }) => paid)).toEqual([])
    expect(asked).toBeGreaterThan(20)
    expect(asked).toBeLessThanOrEqual(FUSE)

    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(TRIES - FUSE - 10)
    const words = new Set(refused.map(({ body }) => body.detail))
    expect([...words]).toEqual(['Too many tries. Try again in 1 hour.'])
    for (const { headers, body } of refused.slice(0, 20)) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_000)
      expect(body).toMatchObject({ code: 'too_many_attempts', moneyMoved: 'no', retryable: true })
    }
    const declines = answers.filter(({ status }) => status === 201)
    expect(new Set(declines.map(({ body }) => body.sentence)).size).toBeLessThanOrEqual(2)

    // Staff at the counter go on, and after an hour so do clients.
    const desk = studio.as('frontDesk')
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 3_000 })
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
    expect((await link.pay({ amount: 3_000 })).status).toBe(429)
    const counter = await clientOwing(studio, { owed: 3_100 })
    const taken = await desk.pay({
      accountId: counter.accountId,
      amount: 3_100,
      currency: 'USD',
      method: await newCard('pm_card_visa'),
    })
    expect(taken.body.state).toBe('succeeded')
    await anHourLater()
    expect((await link.pay({ amount: 3_000 })).body.state).toBe('succeeded')
  })

  test('the sixth try of a link is refused, and a card that works is no try', async () => {
    studio = await world.organization()
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 3_000 })
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
    for (let n = 0; n < 5; n++) {
      const { body } = await link.pay({ amount: 3_000, card: BAD_CARD })
      expect(body.state).toBe('failed')
    }
    expect(await link.pay({ amount: 3_000 })).toMatchObject({
      status: 429,
      body: { code: 'too_many_attempts' },
    })
    await anHourLater()
    expect((await link.pay({ amount: 3_000 })).body.state).toBe('succeeded')
  })

  test('one address at several accounts is told apart from another', async () => {
    studio = await world.organization()
    const from = '203.0.113.7'
    const linkFrom = async (place: string) => {
      const { accountId } = await clientOwing(studio, { owed: 3_000 })
      return sentLink(world, studio, { accountId, purpose: 'pay_balance' }, place)
    }
    for (let n = 0; n < 10; n++) {
      const { body } = await (await linkFrom(from)).pay({ amount: 3_000, card: BAD_CARD })
      expect(body.state).toBe('failed')
    }
    expect((await (await linkFrom(from)).pay({ amount: 3_000 })).status).toBe(429)
    const elsewhere = await (await linkFrom('203.0.113.8')).pay({ amount: 3_000 })
    expect(elsewhere.body.state).toBe('succeeded')
  })

  test('one person at several accounts of theirs is one person’s tries at each', async () => {
    studio = await world.organization()
    const { accountId, browser } = await somebody()
    for (let n = 0; n < 5; n++) {
      expect((await payInPortal(browser, accountId, BAD_CARD)).body.state).toBe('failed')
    }
    expect((await payInPortal(browser, accountId, 'pm_card_visa')).status).toBe(429)
    const setup = await browser.post(`${PORTAL}/accounts/${accountId}/method-setups`, {
      billingAddress: ADDRESS,
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
    })
    expect(setup).toMatchObject({
      status: 429,
      body: { detail: 'Too many tries. Try again in 1 hour.' },
    })
  })
})

type Door = (token: string, from: string) => Promise<Answer>

/** Portals and links of so many accounts each, to pay and to save. */
async function manyDoors(of: number): Promise<Door[]> {
  const doors: Door[] = []
  const headers = (from: string) => ({
    'idempotency-key': crypto.randomUUID(),
    'x-forwarded-for': from,
  })
  for (let n = 0; n < of; n++) {
    const { accountId, browser } = await somebody()
    const base = `${PORTAL}/accounts/${accountId}`
    const method = (confirmationToken: string) => ({ kind: 'new', save: false, confirmationToken })
    doors.push(
      (token, from) =>
        browser.post(
          `${base}/payments`,
          { amount: 3_000, currency: 'USD', method: method(token), duplicateReason: 'Again' },
          headers(from),
        ),
      (token, from) =>
        browser.post(
          `${base}/method-setups`,
          { confirmationToken: token, billingAddress: ADDRESS },
          headers(from),
        ),
    )
    const other = await clientOwing(studio, { owed: 3_000 })
    const request = { accountId: other.accountId }
    const paying = await sentLink(world, studio, { ...request, purpose: 'pay_balance' })
    const saving = await sentLink(world, studio, { ...request, purpose: 'add_method' })
    doors.push(
      (token, from) =>
        paying.post(
          '/payments',
          { amount: 3_000, currency: 'USD', method: method(token), duplicateReason: 'Again' },
          headers(from),
        ),
      (token, from) =>
        saving.post(
          '/method-setups',
          { confirmationToken: token, billingAddress: ADDRESS },
          headers(from),
        ),
    )
  }
  return doors
}

async function somebody(): Promise<{ accountId: string; browser: Browser }> {
  const { accountId } = await clientOwing(studio, { owed: 3_000 })
  const email = `maria-${newWord()}@example.com`
  const { browser } = await portalPerson(world, studio, { accountId, email })
  return { accountId, browser }
}

async function payInPortal(browser: Browser, accountId: string, card: string): Promise<Answer> {
  return browser.post(
    `${PORTAL}/accounts/${accountId}/payments`,
    { amount: 3_000, currency: 'USD', method: await newCard(card), duplicateReason: 'Again' },
    { 'idempotency-key': crypto.randomUUID() },
  )
}

async function newCard(card: string) {
  return { kind: 'new', save: false, confirmationToken: await cardToken(studio.stripe, card) }
}

/** Every try so far lies an hour further back. */
function anHourLater(): Promise<number> {
  return inOrganization(world.server.app.db, studio.orgId, async (tx) => {
    await run(tx, sql`reset role`)
    return run(tx, sql`update client_try set at = at - interval '1 hour'`)
  })
}
