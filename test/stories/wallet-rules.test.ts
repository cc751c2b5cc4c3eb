import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { portalPerson } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
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
  studio = await world.organization('Wallet Studio')
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe('S2-23 the billing address', () => {
  test('is asked for with every method that is saved, part by part', async () => {
    const { accountId } = await clientOwing(studio, { owed: 2_000 })
    const refused = async (billingAddress: unknown) =>
      (await add(accountId, { billingAddress })).body
    expect(await refused(undefined)).toMatchObject({
      code: 'field_required',
      field: 'billingAddress',
    })
    for (const part of ['line1', 'city', 'postalCode', 'country'] as const) {
      expect(await refused({ ...ADDRESS, [part]: ' ' })).toMatchObject({
        code: 'field_required',
        field: `billingAddress.${part}`,
        moneyMoved: 'no',
      })
    }
    expect(await refused({ ...ADDRESS, country: 'Germany' })).toMatchObject({
      code: 'field_invalid',
      detail: 'Write the country as two letters, such as US.',
    })
    const paid = await pay(accountId, { save: true })
    expect(paid.body).toMatchObject({
      code: 'field_required',
      field: 'method.billingAddress',
      moneyMoved: 'no',
    })
    expect((await pay(accountId, { save: false })).body.state).toBe('succeeded')
  })

  test('S2-24 is corrected later, and the processor has it for the next charge', async () => {
    const { accountId } = await clientOwing(studio, { owed: 2_100 })
    const { method } = (await add(accountId)).body
    expect(method.billingAddress).toMatchObject({ ...ADDRESS, line2: '', name: 'Maria Alvarez' })
    const moved = { ...ADDRESS, line1: '8 Oak Avenue', city: 'Troy', postalCode: '12180' }
    const changed = await desk().patch(`/payment-methods/${method.id}`, { billingAddress: moved })
    expect(changed.body.billingAddress).toMatchObject({ line1: '8 Oak Avenue', city: 'Troy' })
    const charged = await desk().pay({
      accountId,
      amount: 2_100,
      currency: 'USD',
      method: { kind: 'saved', methodId: method.id },
    })
    expect(charged.body.state).toBe('succeeded')
    const charges = await studio.stripe.charges.list({ limit: 20 })
    const charge = charges.data.find(({ metadata }) => metadata.payment === charged.body.id)
    expect(charge?.billing_details).toMatchObject({
      name: 'Maria Alvarez',
      address: { line1: '8 Oak Avenue', city: 'Troy', postal_code: '12180', country: 'US' },
    })
  })
})

describe('S2-18 both sides are told', () => {
  test('when staff save, replace and remove a method, and by whom', async () => {
    const toldTo = [`wallets-${newWord()}@example.com`]
    const settings = { saveBeforeSignIn: true, toldTo }
    expect((await studio.as('owner').put('/wallet-settings', settings)).body).toEqual(settings)
    const { accountId, clientId } = await clientOwing(studio)
    const email = `maria-${newWord()}@example.com`
    await desk().patch(`/clients/${clientId}`, { email })
    const first = await add(accountId)
    const second = await add(accountId, {
      card: 'pm_card_mastercard',
      replaces: first.body.method.id,
    })
    await desk().delete(`/payment-methods/${second.body.method.id}`)
    for (const address of [email, ...toldTo]) {
      const told = await mailsTo(address)
      expect(told.map(({ text }) => text.includes('by Fred Frontdesk'))).toEqual([true, true, true])
      expect(told[2]?.text).toContain('Visa 4242 was saved by Fred Frontdesk')
      expect(told[1]?.text).toContain('Mastercard 4444 took the place of Visa 4242')
      expect(told[0]?.text).toContain('Mastercard 4444 was removed by Fred Frontdesk')
    }
    expect(
      await studio.as('owner').put('/wallet-settings', { ...settings, toldTo: ['nobody'] }),
    ).toMatchObject({ status: 422, body: { field: 'toldTo' } })
  })
})

describe('a client who never signed in', () => {
  let strict: TestOrganization
  beforeAll(async () => {
    strict = await world.organization('Strict Studio')
    await strict.as('owner').put('/wallet-settings', { saveBeforeSignIn: false, toldTo: [] })
  })

  test('S2-21 staff save nothing for them, and are told what to do; after one sign-in they do', async () => {
    const { accountId, clientId } = await clientOwing(strict, { owed: 3_000 })
    const saving = async () =>
      (await strict.as('frontDesk').get(`/clients/${clientId}/billing`)).body.saving
    const reason =
      'This client never signed in to the portal, so nothing is saved for them. Take the payment without saving, or invite them to the portal first.'
    expect(await saving()).toEqual({ allowed: false, reason })
    const refusal = { code: 'client_not_signed_in', detail: reason, moneyMoved: 'no' }
    expect(await add(accountId, { at: strict })).toMatchObject({ status: 409, body: refusal })
    expect(await pay(accountId, { save: true, billingAddress: ADDRESS, at: strict })).toMatchObject(
      { status: 409, body: { ...refusal, field: 'method.save' } },
    )
    // S2-22: what saves nothing is taken all the same.
    expect((await pay(accountId, { save: false, at: strict })).body.state).toBe('succeeded')

    await portalPerson(world, strict, { accountId, email: `maria-${newWord()}@example.com` })
    expect(await saving()).toEqual({ allowed: true, reason: null })
    expect((await add(accountId, { at: strict })).body.state).toBe('succeeded')
  })

  test('S2-22 the client saves it themselves, and an organization may decide otherwise', async () => {
    const { accountId } = await clientOwing(strict)
    expect((await add(accountId, { at: strict })).status).toBe(409)
    await strict.as('owner').put('/wallet-settings', { saveBeforeSignIn: true, toldTo: [] })
    expect((await add(accountId, { at: strict })).body.state).toBe('succeeded')
  })
})

function desk(at = studio) {
  return at.as('frontDesk')
}

interface Adding {
  card?: string
  at?: TestOrganization
  billingAddress?: unknown
  replaces?: string
}

async function add(accountId: string, adding: Adding = {}) {
  const { card = 'pm_card_visa', at = studio, ...more } = adding
  const confirmationToken = await cardToken(at.stripe, card)
  const body = { accountId, confirmationToken, billingAddress: ADDRESS, ...more }
  return desk(at).post('/method-setups', body)
}

async function pay(
  accountId: string,
  paying: { save: boolean; billingAddress?: unknown; at?: TestOrganization },
) {
  const { at = studio, ...more } = paying
  const confirmationToken = await cardToken(at.stripe, 'pm_card_visa', { save: paying.save })
  const method = { kind: 'new', confirmationToken, ...more }
  return desk(at).pay({ accountId, amount: 1_000, currency: 'USD', keepCredit: true, method })
}

/** Newest first. */
async function mailsTo(address: string): Promise<{ text: string; subject: string }[]> {
  const owner = studio.as('owner')
  const listed = await owner.get(`/mails?search=${encodeURIComponent(address)}`)
  return Promise.all(
    listed.body.data
      .filter(({ to }: { to: string }) => to === address)
      .map(async ({ id }: { id: string }) => (await owner.get(`/mails/${id}`)).body),
  )
}
