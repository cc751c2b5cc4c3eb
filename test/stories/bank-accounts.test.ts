import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  addBankAccount,
  bankToken,
  clientWithBank,
  echeck,
  typedBankToken,
} from '../support/bank.ts'
import { clientOwing, startWorld, type TestOrganization, type World } from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization()
})
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

const desk = () => studio.as('frontDesk')
const methodsOf = async (clientId: string) =>
  (await desk().get(`/clients/${clientId}/billing`)).body.methods

describe('a bank account is saved', () => {
  test('S2-1 at once where the client signed in to their bank, with the mandate they agreed to', async () => {
    const client = await clientOwing(studio, { owed: 5_000 })
    const token = await bankToken(studio.stripe)
    const added = await addBankAccount(studio, client.accountId, token, {
      name: 'House account',
      debitMost: 25_000,
    })
    expect(added).toMatchObject({
      status: 201,
      body: {
        kind: 'bankAccount',
        state: 'succeeded',
        moneyMoved: 'no',
        sentence: 'STRIPE TEST BANK 6789 is saved. Nothing was charged.',
        method: {
          kind: 'bankAccount',
          name: 'STRIPE TEST BANK 6789',
          nickname: 'House account',
          brand: null,
          expMonth: null,
          bank: { debitMost: 25_000, verification: { state: 'verified', triesLeft: null } },
          unusable: null,
        },
      },
    })
    expect(added.body.method.bank.mandate).toMatch(/^mandate_/)
    const mandate = await studio.stripe.mandates.retrieve(added.body.method.bank.mandate)
    expect(mandate.status).toBe('active')
    const { authorization } = (
      await echeck(studio, { ...client, methodId: added.body.method.id }, 5_000)
    ).body
    expect(authorization).toMatchObject({ version: 'ach-2026-11' })
    expect(authorization.wording).toContain('up to $250.00 at a time')
  })

  test('charging.md 29 by small deposits: in the wallet, not charged until the client confirms them', async () => {
    const client = await clientOwing(studio, { owed: 5_000 })
    const added = await addBankAccount(
      studio,
      client.accountId,
      await typedBankToken(studio.stripe),
    )
    expect(added.body).toMatchObject({
      state: 'verifying',
      sentence: expect.stringContaining('not verified yet'),
      method: {
        bank: { verification: { state: 'pending', kind: 'descriptor_code', triesLeft: 10 } },
        unusable: 'Waiting for the client to confirm two small deposits.',
        authorization: null,
      },
    })
    const methodId = added.body.method.id
    const refused = await echeck(studio, { ...client, methodId }, 5_000)
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'bank_unverified',
        detail: 'Waiting for the client to confirm two small deposits.',
        moneyMoved: 'no',
      },
    })

    const verify = (body: unknown) => desk().post(`/method-setups/${added.body.id}/verify`, body)
    expect(await verify({ descriptorCode: 'SM22BB' })).toMatchObject({
      status: 422,
      body: {
        code: 'verification_mismatch',
        field: 'descriptorCode',
        detail: expect.stringContaining('9 tries are left'),
      },
    })
    expect(await verify({})).toMatchObject({ status: 422, body: { code: 'field_required' } })
    expect((await verify({ descriptorCode: '11AA' })).status).toBe(422)
    expect((await verify({ descriptorCode: 'SM11AA' })).body).toMatchObject({
      state: 'succeeded',
      method: { unusable: null, bank: { verification: { state: 'verified' } } },
    })
    const paid = await echeck(studio, { ...client, methodId }, 5_000)
    expect(paid.body).toMatchObject({ state: 'processing', moneyMoved: 'unknown' })
  })

  test('the last wrong answer ends it, and says what to do', async () => {
    const client = await clientOwing(studio)
    const added = await addBankAccount(
      studio,
      client.accountId,
      await typedBankToken(studio.stripe),
    )
    const ended = await desk().post(`/method-setups/${added.body.id}/verify`, {
      descriptorCode: 'SM33CC',
    })
    expect(ended.body).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('entered wrongly too often'),
      method: { bank: { verification: { state: 'failed' } } },
    })
    const [method] = await methodsOf(client.clientId)
    expect(method.unusable).toBe('The client did not confirm it. Remove it and add it again.')
  })

  test('deposits that cannot be sent end it by themselves', async () => {
    const client = await clientOwing(studio)
    const token = await typedBankToken(studio.stripe, '000666666661')
    const added = await addBankAccount(studio, client.accountId, token)
    expect(added.body.state).toBe('verifying')
    await expect
      .poll(async () => (await desk().get(`/method-setups/${added.body.id}`)).body.state, {
        timeout: 20_000,
      })
      .toBe('failed')
  })

  test('S2-6 up to ten bank accounts beside ten cards, each once', async () => {
    const { accountId, clientId } = await clientWithBank(studio)
    const again = await addBankAccount(studio, accountId, await bankToken(studio.stripe))
    expect(again.body).toMatchObject({ state: 'succeeded', recognized: true })
    expect(await methodsOf(clientId)).toHaveLength(1)
    for (let n = 1; n < 10; n += 1) {
      const added = await addBankAccount(studio, accountId, await typedBankToken(studio.stripe))
      expect(added.body.state).toBe('verifying')
    }
    const full = await addBankAccount(studio, accountId, await typedBankToken(studio.stripe))
    expect(full).toMatchObject({
      status: 409,
      body: {
        code: 'wallet_full',
        detail:
          'The wallet holds 10 bank accounts, which is the most. Remove or replace one first.',
      },
    })
  })
})
