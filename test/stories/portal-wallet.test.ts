import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { bankToken, typedBankToken } from '../support/bank.ts'
import { entered, mailedLink, PORTAL, portalPerson } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

const NO_METHOD = 'pm_01m82sgvmyeytv0gws2qfzmsq6'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization('Harbor Family Center')
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

/** A client with something to pay, signed in to the portal. */
async function signedIn(options: Parameters<typeof clientOwing>[1] = { owed: 8_500 }) {
  const client = await clientOwing(studio, options)
  const email = `maria-${newWord()}@example.com`
  const { browser } = await portalPerson(world, studio, { accountId: client.accountId, email })
  return { ...client, email, browser, at: `${PORTAL}/accounts/${client.accountId}` }
}

const overviewOf = async (browser: Browser, at: string) =>
  (await browser.get(`${at}/overview`)).body

async function subjectsTo(email: string): Promise<string[]> {
  const { data } = (await studio.as('owner').get(`/mails?search=${encodeURIComponent(email)}`)).body
  return data
    .filter(({ to }: { to: string }) => to === email)
    .map(({ subject }: { subject: string }) => subject)
}

test('S2-1 S2-9 a client saves a bank account with the mandate they saw, and pays from it', async () => {
  const { browser, at, clientId } = await signedIn()
  const { mandateWording } = await overviewOf(browser, at)
  expect(mandateWording.text).toContain('up to $1,000.00 at a time')
  const added = await browser.post(`${at}/method-setups`, {
    billingAddress: ADDRESS,
    kind: 'bankAccount',
    confirmationToken: await bankToken(studio.stripe),
  })
  expect(added.body).toMatchObject({ state: 'succeeded', moneyMoved: 'no' })
  const methodId = added.body.method.id
  const paid = await browser.post(
    `${at}/payments`,
    { amount: 8_500, currency: 'USD', method: { kind: 'saved', methodId } },
    { 'idempotency-key': crypto.randomUUID() },
  )
  expect(paid).toMatchObject({
    status: 201,
    body: { state: 'processing', moneyMoved: 'unknown', receipt: null },
  })
  expect(paid.body.sentence).toContain('Not paid yet')
  expect(await overviewOf(browser, at)).toMatchObject({
    balance: { amount: 8_500 },
    onItsWay: { amount: 8_500 },
    openInvoices: [{ due: { amount: 8_500 }, onItsWay: { amount: 8_500 }, isBeingPaid: false }],
  })
  // A mandate is online where the client agreed in their own browser.
  const { methods } = (await studio.as('frontDesk').get(`/clients/${clientId}/billing`)).body
  const mandate = await studio.stripe.mandates.retrieve(methods[0].bank.mandate)
  expect(mandate.customer_acceptance.type).toBe('online')
})

test('charging.md 29 a client tells the small deposits; other clients and wrong answers do not', async () => {
  const { browser, at } = await signedIn()
  const other = await signedIn()
  const added = await browser.post(`${at}/method-setups`, {
    billingAddress: ADDRESS,
    kind: 'bankAccount',
    confirmationToken: await typedBankToken(studio.stripe),
  })
  expect(added.body).toMatchObject({
    state: 'verifying',
    sentence: expect.stringContaining('until you tell us what they were'),
  })
  const verify = (who: Browser, account: string, descriptorCode: string) =>
    who.post(`${account}/method-setups/${added.body.id}/verify`, { descriptorCode })
  expect((await verify(other.browser, other.at, 'SM11AA')).status).toBe(404)
  expect(await verify(browser, at, 'SM22BB')).toMatchObject({
    status: 422,
    body: { code: 'verification_mismatch', triesLeft: 9 },
  })
  const [waiting] = (await overviewOf(browser, at)).methods
  expect(waiting.bank.verification).toMatchObject({ state: 'pending', triesLeft: 9 })
  expect((await verify(browser, at, 'SM11AA')).body).toMatchObject({ state: 'succeeded' })
})

test('a client learns of a card that a bank refused, and nothing of why', async () => {
  const { browser, at } = await signedIn()
  const refused = await browser.post(`${at}/method-setups`, {
    billingAddress: ADDRESS,
    confirmationToken: await cardToken(
      studio.stripe,
      'pm_card_visa_chargeDeclinedInsufficientFunds',
    ),
  })
  expect(refused.body).toMatchObject({
    state: 'failed',
    sentence: 'The bank did not let the card be saved. Nothing was charged.',
    decline: null,
  })
})

test('S2-18 both sides are told what was saved, replaced and removed, and by whom', async () => {
  const owner = studio.as('owner')
  const { logo: _, ...business } = (await owner.get('/business')).body
  await owner.put('/business', { ...business, email: 'office@example.com' })
  const { browser, at, email, accountId } = await signedIn()
  const saved = await studio.as('frontDesk').post('/method-setups', {
    billingAddress: ADDRESS,
    accountId,
    confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
  })
  const replaced = await browser.post(`${at}/method-setups`, {
    billingAddress: ADDRESS,
    confirmationToken: await cardToken(studio.stripe, 'pm_card_mastercard'),
    replaces: saved.body.method.id,
  })
  await browser.delete(`${at}/payment-methods/${replaced.body.method.id}`)
  const where = 'at Harbor Family Center'
  expect((await subjectsTo(email)).slice(0, 3)).toEqual([
    `Mastercard 4444 was removed ${where}`,
    `Mastercard 4444 took the place of Visa 4242 ${where}`,
    `Visa 4242 was saved ${where}`,
  ])
  const toldStaff = await subjectsTo('office@example.com')
  expect(toldStaff.slice(0, 3)).toEqual([
    `Maria Alvarez: Mastercard 4444 was removed ${where}`,
    'Maria Alvarez: Mastercard 4444 took the place of Visa 4242',
    'Maria Alvarez: Visa 4242 was saved',
  ])
  const { data } = (await owner.get('/mails?search=office@example.com')).body
  const text = (await owner.get(`/mails/${data[0].id}`)).body.text
  expect(text).toContain('was removed by Maria Alvarez')
})

describe('a person with accounts in two organizations', () => {
  test('allows the second one the same card by saving it there; withdrawing in one leaves the other', async () => {
    const other = await world.organization('Other Studio')
    const here = await signedIn()
    const there = await clientOwing(other, { owed: 2_000 })
    const { accountId, email } = here
    await other
      .as('frontDesk')
      .post(`/accounts/${there.accountId}/people`, { email, name: 'Maria Alvarez', role: 'owner' })
    const token = await mailedLink(other, email)
    const answer = await here.browser.post(`${PORTAL}/sign-ins/link`, { token })
    const maria = entered(world, answer)
    const atOther = `${PORTAL}/accounts/${there.accountId}`
    const first = await maria.post(`${here.at}/method-setups`, {
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
      billingAddress: ADDRESS,
    })
    const sameAs = { accountId, methodId: first.body.method.id }
    const allow = async (who: Browser, named = sameAs) =>
      who.post(`${atOther}/method-setups`, {
        confirmationToken: await cardToken(other.stripe, 'pm_card_visa'),
        billingAddress: ADDRESS,
        sameAs: named,
      })
    // What is not theirs, and what they have not proven, is not there.
    const stranger = await signedIn()
    expect((await allow(maria, { ...sameAs, accountId: stranger.accountId })).status).toBe(404)
    expect((await allow(maria, { ...sameAs, methodId: NO_METHOD })).status).toBe(404)
    expect((await allow(here.browser)).status).toBe(404)

    const second = await allow(maria)
    expect(second).toMatchObject({ status: 201, body: { state: 'succeeded' } })
    const [mine] = (await overviewOf(maria, here.at)).methods
    const [theirs] = (await overviewOf(maria, atOther)).methods
    expect(theirs.group).toBe(mine.group)
    expect(theirs.id).not.toBe(mine.id)

    await maria.post(`${atOther}/authorizations/${theirs.authorization.id}/revoke`)
    expect((await overviewOf(maria, atOther)).methods[0].authorization).toBeNull()
    expect((await overviewOf(maria, here.at)).methods[0].authorization).not.toBeNull()
    const charged = await studio.as('billingManager').pay({
      accountId,
      amount: 8_500,
      currency: 'USD',
      method: { kind: 'saved', methodId: mine.id },
    })
    expect(charged.body.state).toBe('succeeded')

    // Another card than the one that was meant has a group of its own.
    const different = await maria.post(`${atOther}/method-setups`, {
      confirmationToken: await cardToken(other.stripe, 'pm_card_mastercard'),
      billingAddress: ADDRESS,
      sameAs,
    })
    expect(different.body.state).toBe('succeeded')
    const groups = (await overviewOf(maria, atOther)).methods.map(
      ({ group }: { group: string }) => group,
    )
    expect(new Set(groups).size).toBe(2)
  })
})
