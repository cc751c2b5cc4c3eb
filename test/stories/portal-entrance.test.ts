import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entered, mailedCode, mailedLink, PORTAL, portalPerson } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import {
  type Browser,
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'
import { everythingStored } from '../tenancy/row-hashes.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

const address = () => `maria-${newWord()}@example.com`

describe('S1-40 the portal lets in', () => {
  test('whom staff invited, by the link of a mail, once', async () => {
    const { accountId } = await clientOwing(studio, { owed: 8_500 })
    const email = address()
    const invited = await studio.as('frontDesk').post(`/accounts/${accountId}/people`, {
      email: email.toUpperCase(),
      name: 'Maria Alvarez',
      role: 'owner',
    })
    expect(invited).toMatchObject({ status: 201, body: { email, confirmedAt: null, mayPay: true } })
    const token = await mailedLink(studio, email)
    const answers = await Promise.all([
      world.nobody.post(`${PORTAL}/sign-ins/link`, { token }),
      world.nobody.post(`${PORTAL}/sign-ins/link`, { token }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
    const opened = answers.find(({ status }) => status === 200)
    expect(opened?.body).toMatchObject({
      person: { name: 'Maria Alvarez', email },
      places: [{ accountId, role: 'owner', balance: { amount: 8_500, currency: 'USD' } }],
      elsewhere: [],
    })
    const people = await studio.as('frontDesk').get(`/accounts/${accountId}/people`)
    expect(people.body.data[0].confirmedAt).not.toBeNull()
  })

  test('who asks for a code, and tells nobody whether an address is known', async () => {
    const { accountId } = await clientOwing(studio)
    const email = address()
    await portalPerson(world, studio, { accountId, email })
    const asked = await world.nobody.post(`${PORTAL}/sign-ins`, { email })
    const unknown = await world.nobody.post(`${PORTAL}/sign-ins`, { email: address() })
    expect(unknown).toMatchObject({ status: asked.status, body: asked.body })
    const code = await mailedCode(studio, email)
    const wrong = code === '000000' ? '000001' : '000000'
    expect(
      await world.nobody.post(`${PORTAL}/sign-ins/code`, { email, code: wrong }),
    ).toMatchObject({
      status: 422,
      body: { code: 'code_wrong', field: 'code' },
    })
    const right = await world.nobody.post(`${PORTAL}/sign-ins/code`, { email, code })
    expect(right.status).toBe(200)
    const again = await world.nobody.post(`${PORTAL}/sign-ins/code`, { email, code })
    expect(again.status).toBe(422)
    const browser = entered(world, right)
    expect((await browser.get(`${PORTAL}/session`)).body.person.email).toBe(email)
    await browser.post(`${PORTAL}/sign-out`)
    expect((await browser.get(`${PORTAL}/session`)).body.person).toBeNull()
  })

  test('nobody who guesses codes', async () => {
    const { accountId } = await clientOwing(studio)
    const email = address()
    await portalPerson(world, studio, { accountId, email })
    await world.nobody.post(`${PORTAL}/sign-ins`, { email })
    const statuses = []
    for (let guess = 0; guess < 8; guess++) {
      const code = String(100_000 + guess)
      statuses.push((await world.nobody.post(`${PORTAL}/sign-ins/code`, { email, code })).status)
    }
    expect(statuses.slice(-2)).toEqual([429, 429])
  })

  test('with a session, a link and a code that are kept as hashes', async () => {
    const { accountId } = await clientOwing(studio)
    const email = address()
    const { browser } = await portalPerson(world, studio, { accountId, email })
    await world.nobody.post(`${PORTAL}/sign-ins`, { email })
    const stored = (await everythingStored(world.server.app.db))
      .split('\n')
      .filter((line) => line.includes('token_hash'))
      .join('\n')
    expect(stored).not.toContain(await mailedLink(studio, email))
    expect(stored).not.toContain(browser.cookie.split('=')[1])
  })
})

describe('whoever reads the mail of one organization', () => {
  test('reaches their accounts there, and others only after a mail of those', async () => {
    const other = await world.organization('Other Studio')
    const email = address()
    const here = await clientOwing(studio, { owed: 1_000 })
    const there = await clientOwing(other, { owed: 2_000 })
    await portalPerson(world, other, { accountId: there.accountId, email })
    const { browser } = await portalPerson(world, studio, { accountId: here.accountId, email })
    const before = await browser.get(`${PORTAL}/session`)
    expect(before.body.places.map((one: { accountId: string }) => one.accountId)).toEqual([
      here.accountId,
    ])
    expect(before.body.elsewhere).toEqual([{ slug: other.slug, name: 'Other Studio' }])
    expect((await pay(browser, there.accountId, other)).status).toBe(404)

    await world.nobody.post(`${PORTAL}/sign-ins`, { email, organization: other.slug })
    const code = await mailedCode(other, email)
    const both = entered(world, await browser.post(`${PORTAL}/sign-ins/code`, { email, code }))
    const after = await both.get(`${PORTAL}/session`)
    expect(after.body.places).toHaveLength(2)
    expect(after.body.elsewhere).toEqual([])
  })
})

describe('a client pays in the portal', () => {
  test('S1-26 with a card of their own, by their name, and the invoice is paid', async () => {
    const { accountId, clientId } = await clientOwing(studio, { owed: 8_500 })
    const email = address()
    const { browser } = await portalPerson(world, studio, { accountId, email })
    const paid = await pay(browser, accountId, studio, { amount: 8_500 })
    expect(paid).toMatchObject({
      status: 201,
      body: { state: 'succeeded', moneyMoved: 'yes', paidBy: 'Maria Alvarez' },
    })
    const seen = await studio.as('frontDesk').get(`/payments/${paid.body.id}`)
    expect(seen.body).toMatchObject({ by: 'Maria Alvarez', balanceAfter: { amount: 0 } })
    expect(
      (await studio.as('frontDesk').get(`/clients/${clientId}/billing`)).body.balance.amount,
    ).toBe(0)
  })

  test('the same key again is the same payment', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const { browser } = await portalPerson(world, studio, { accountId, email: address() })
    const body = await payment(studio, { amount: 5_000 })
    const key = crypto.randomUUID()
    const send = () =>
      browser.post(`${PORTAL}/accounts/${accountId}/payments`, body, { 'idempotency-key': key })
    const first = await send()
    const second = await send()
    expect(second.body.id).toBe(first.body.id)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
  })

  test('with 3-D Secure in front of them, because they are there', async () => {
    const { accountId } = await clientOwing(studio, {
      owed: 5_000,
      savedCard: 'pm_card_visa',
    })
    const { browser } = await portalPerson(world, studio, { accountId, email: address() })
    const paid = await pay(browser, accountId, studio, {
      amount: 5_000,
      method: {
        kind: 'new',
        save: false,
        confirmationToken: await cardToken(studio.stripe, 'pm_card_threeDSecure2Required'),
      },
    })
    expect(paid.body).toMatchObject({ state: 'requires_action', moneyMoved: 'no' })
    const action = await browser.post(
      `${PORTAL}/accounts/${accountId}/payments/${paid.body.id}/action`,
    )
    expect(action.body.clientSecret).toMatch(/_secret_/)
  })

  test('every decline in the same words', async () => {
    const words = new Set<string>()
    for (const card of [
      'pm_card_chargeDeclined',
      'pm_card_chargeDeclinedInsufficientFunds',
      'pm_card_chargeDeclinedExpiredCard',
    ]) {
      const { accountId } = await clientOwing(studio, { owed: 5_000 })
      const { browser } = await portalPerson(world, studio, { accountId, email: address() })
      const paid = await pay(browser, accountId, studio, {
        amount: 5_000,
        method: {
          kind: 'new',
          save: false,
          confirmationToken: await cardToken(studio.stripe, card),
        },
      })
      expect(paid.body).toMatchObject({ state: 'failed', moneyMoved: 'no' })
      words.add(JSON.stringify({ ...paid.body, id: '', createdAt: '', paidWith: '' }))
    }
    expect(words.size).toBe(1)
  })
})

describe('65 somebody else’s account', () => {
  test('does not exist, nor its payments, nor staff’s routes', async () => {
    const mine = await clientOwing(studio, { owed: 5_000 })
    const theirs = await clientOwing(studio, { owed: 5_000 })
    const { browser } = await portalPerson(world, studio, {
      accountId: mine.accountId,
      email: address(),
    })
    const other = await portalPerson(world, studio, {
      accountId: theirs.accountId,
      email: address(),
    })
    const paid = await pay(other.browser, theirs.accountId, studio, { amount: 5_000 })
    expect((await pay(browser, theirs.accountId, studio)).status).toBe(404)
    for (const account of [mine.accountId, theirs.accountId]) {
      const seen = await browser.get(`${PORTAL}/accounts/${account}/payments/${paid.body.id}`)
      expect(seen).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    expect((await browser.get('/clients', { 'onfile-organization': studio.slug })).status).toBe(401)
    const staff = studio.as('owner')
    const asStaff = await staff.get(`${PORTAL}/accounts/${mine.accountId}/payments/${paid.body.id}`)
    expect(asStaff.status).toBe(401)
  })

  test('is closed to them the moment staff end their access', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const { id, browser } = await portalPerson(world, studio, { accountId, email: address() })
    expect((await studio.as('frontDesk').delete(`/account-people/${id}`)).status).toBe(200)
    expect((await pay(browser, accountId, studio)).status).toBe(404)
  })

  test('a representative who may not pay is told so', async () => {
    const { accountId } = await clientOwing(studio, { owed: 5_000 })
    const { browser } = await portalPerson(world, studio, {
      accountId,
      email: address(),
      role: 'representative',
      mayPay: false,
    })
    expect(await pay(browser, accountId, studio)).toMatchObject({
      status: 403,
      body: { code: 'forbidden', moneyMoved: 'no' },
    })
  })
})

async function payment(organization: TestOrganization, more: Record<string, unknown> = {}) {
  return {
    amount: 1_000,
    currency: 'USD',
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(organization.stripe, 'pm_card_visa'),
    },
    ...more,
  }
}

async function pay(
  browser: Browser,
  accountId: string,
  organization: TestOrganization,
  more: Record<string, unknown> = {},
) {
  return browser.post(
    `${PORTAL}/accounts/${accountId}/payments`,
    await payment(organization, more),
    { 'idempotency-key': crypto.randomUUID() },
  )
}
