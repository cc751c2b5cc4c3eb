import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, rows, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { endAuthorizations } from '../../src/wallet/end-authorizations.ts'
import { tellExpiring } from '../../src/wallet/tell-expiring.ts'
import { clientWithBank } from '../support/bank.ts'
import { newWord } from '../support/word.ts'
import { clientOwing, startWorld, type TestOrganization, type World } from '../support/world.ts'

let world: World
let studio: TestOrganization

beforeAll(async () => {
  world = await startWorld()
  studio = await world.organization('Changing Studio')
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await world.stop()
})

describe('what the network changes', () => {
  test('a card that its bank gave out anew is taken over, both sides are told, and it is charged on', async () => {
    const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
    const email = await emailOf(client.clientId)
    await network(client.methodId, { outcome: 'renew', number: '5555555555554444', expMonth: 7 })
    await expect
      .poll(async () => (await methodOf(client)).name, { timeout: 30_000 })
      .toBe('Mastercard 4444')
    expect(await methodOf(client)).toMatchObject({ expMonth: 7, authorization: {} })
    const [told] = await mailsTo(email)
    expect(told?.text).toContain('Visa 4242 is Mastercard 4444 now, good through 07/')
    expect(await historyOf(client.methodId)).toContain('updated')
    expect((await pay(client, 4_000)).body).toMatchObject({
      state: 'succeeded',
      paidWith: 'Mastercard 4444',
    })
  })

  test('one that was closed leaves the wallet, and both sides are told', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const email = await emailOf(client.clientId)
    await network(client.methodId, { outcome: 'close' })
    await expect.poll(async () => methodOf(client), { timeout: 30_000 }).toBeUndefined()
    const [told] = await mailsTo(email)
    expect(told?.text).toContain('Visa 4242 was removed by somebody at the card processor')
  })

  test('a mandate that was withdrawn at the bank stops every debit', async () => {
    const client = await clientWithBank(studio, { owed: 3_000 })
    const mandate = (await methodOf(client)).bank.mandate
    await world.sandbox.control('mandates', { account: studio.sandboxAccount, mandate })
    await expect
      .poll(async () => (await pay(client, 3_000)).body.code, { timeout: 30_000 })
      .toBe('ach_blocked')
  })
})

describe('what the calendar brings', () => {
  test('a permission whose last day is over has ended, once, and nothing of the card is seen', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const { authorization } = await methodOf(client)
    await change(
      sql`insert into authorization_event (org_id, authorization_id, seq, kind, at, by_whom, ends_on)
          select org_id, authorization_id, max(seq) + 1, 'capped', now(), 'Maria', current_date - 2
          from authorization_event where authorization_id = ${fromTypeId('aut', authorization.id)} group by 1, 2`,
    )
    await Promise.all([endAuthorizations(studio.app), endAuthorizations(studio.app)])
    const seen = (await studio.as('owner').get(`/authorizations/${authorization.id}`)).body
    expect(seen.ended).toMatchObject({ by: 'Onfile', reason: 'Its last day was over.' })
    expect(seen.events.filter((event: { kind: string }) => event.kind === 'ended')).toHaveLength(1)
    const found = await desk().get('/clients?view=cardOnFile')
    expect(JSON.stringify(found.body)).not.toContain(client.clientId)
  })

  test('both sides are told once of a card that expires next month', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const email = await emailOf(client.clientId)
    await expireNextMonth(client.methodId)
    await Promise.all([tellExpiring(studio.app), tellExpiring(studio.app)])
    await tellExpiring(studio.app)
    const told = (await mailsTo(email)).filter(({ subject }) => /expires next month$/.test(subject))
    expect(told).toHaveLength(1)
    expect(told[0]?.text).toContain(
      'Visa 4242, which you saved at Changing Studio, is good through',
    )
  })
})

test('S2-12 the Payment Action Center names no card without permission', async () => {
  const client = await clientOwing(studio, { owed: 5_000, savedCard: 'pm_card_visa' })
  await expireNextMonth(client.methodId)
  const entries = async (state = 'open') =>
    (
      await desk().get(
        `/attention?kind=method_expiring&accountId=${client.accountId}&state=${state}`,
      )
    ).body.data
  await expect
    .poll(
      async () => {
        // Whatever touches the method looks again; so does the hour.
        await desk().patch(`/payment-methods/${client.methodId}`, { nickname: 'Blue' })
        await desk().post('/authorizations', {
          methodId: client.methodId,
          how: 'paper',
          note: 'Signed.',
        })
        return (await entries()).length
      },
      { timeout: 30_000 },
    )
    .toBe(1)
  expect((await entries())[0].cause).toContain('Visa 4242')
  const { authorization } = await methodOf(client)
  await desk().post(`/authorizations/${authorization.id}/revoke`, {})
  expect(await entries()).toEqual([])
  const [solved] = await entries('solved')
  expect(JSON.stringify(solved)).not.toContain('4242')
})

type Client = Pick<Awaited<ReturnType<typeof clientOwing>>, 'clientId' | 'accountId' | 'methodId'>

function desk() {
  return studio.as('frontDesk')
}

async function emailOf(clientId: string): Promise<string> {
  const email = `maria-${newWord()}@example.com`
  await desk().patch(`/clients/${clientId}`, { email })
  return email
}

/** What the networks tell the processor of a saved card. */
async function network(methodId: string, what: Record<string, unknown>) {
  const [method] = await inOrganization(studio.app.db, studio.orgId, (tx) =>
    rows<{ id: string }>(
      tx,
      sql`select processor_method_id as id from payment_method where id = ${fromTypeId('pm', methodId)}`,
    ),
  )
  const { sandboxAccount: account } = studio
  await world.sandbox.control('cards', { account, paymentMethod: method?.id, ...what })
}

async function methodOf({ clientId, methodId }: Client) {
  const { methods } = (await desk().get(`/clients/${clientId}/billing`)).body
  return methods.find(({ id }: { id: string }) => id === methodId)
}

function pay({ accountId, methodId }: Client, amount: number) {
  return desk().pay({ accountId, amount, currency: 'USD', method: { kind: 'saved', methodId } })
}

function change(statement: ReturnType<typeof sql>) {
  return inOrganization(studio.app.db, studio.orgId, (tx) => run(tx, statement))
}

function expireNextMonth(methodId: string) {
  return change(
    sql`update payment_method set (exp_year, exp_month) = (
          select extract(year from d)::int, extract(month from d)::int
          from (select (now() at time zone 'America/New_York') + interval '1 month' as d) n)
        where id = ${fromTypeId('pm', methodId)}`,
  )
}

function historyOf(methodId: string): Promise<string[]> {
  return inOrganization(studio.app.db, studio.orgId, async (tx) =>
    (
      await rows<{ kind: string }>(
        tx,
        sql`select kind from method_event where method_id = ${fromTypeId('pm', methodId)} order by seq`,
      )
    ).map(({ kind }) => kind),
  )
}

function mailsTo(address: string) {
  return inOrganization(studio.app.db, studio.orgId, (tx) =>
    rows<{ subject: string; text: string }>(
      tx,
      sql`select subject, text_body as text from mail where to_address = ${address}
          order by created_at desc, id desc`,
    ),
  )
}
