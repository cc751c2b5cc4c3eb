import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, rows, run } from '../../src/database/transaction.ts'
import { fromTypeId, toTypeId } from '../../src/kit/id.ts'
import { takePayment } from '../../src/payments/take-payment.ts'
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
afterEach(() => world.expectBooksInOrder())
afterAll(() => world.stop())

describe('a charge needs the client’s permission', () => {
  test('row 30: without one it is refused, and the sentence says what to do', async () => {
    const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
    const methodId = await cardWithoutConsent(client.methodId)
    expect(await pay({ ...client, methodId }, 4_000)).toMatchObject({
      status: 409,
      body: {
        code: 'consent_missing',
        field: 'method',
        moneyMoved: 'no',
        detail:
          'The client has not agreed to be charged. Send the request, or record their permission.',
      },
    })
  })

  test('row 31: withdrawn a second ago is withdrawn, with the moment', async () => {
    const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
    await withdraw(client, 'She called.')
    const refused = await pay(client, 4_000)
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'consent_revoked', moneyMoved: 'no' },
    })
    expect(refused.body.detail).toMatch(
      /^The client withdrew permission on \d+ \w{3} \d{4}, \d\d:\d\d\. Ask them anew before charging\.$/,
    )
  })

  test('row 31: a withdrawal that races with a charge is before it or after it, never in between', async () => {
    for (let n = 0; n < 12; n++) {
      const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
      const [paid, withdrawn] = await Promise.all([pay(client, 4_000), withdraw(client, '')])
      expect(withdrawn.status).toBe(200)
      if (paid.status === 409) expect(paid.body.code).toBe('consent_revoked')
      else expect(paid.body.state).toBe('succeeded')
      expect(await pay(client, 1_000, { keepCredit: true })).toMatchObject({
        body: { code: 'consent_revoked' },
      })
    }
  })

  test('row 31: a charge that waits behind a withdrawal finds it', async () => {
    const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
    const [given] = await ledgerOf(client)
    const asked: ReturnType<typeof pay>[] = []
    await inOrganization(world.server.app.db, studio.orgId, async (tx) => {
      const accountId = fromTypeId('acc', client.accountId)
      await run(tx, sql`select from account where id = ${accountId} for update`)
      const waiting = async () =>
        (
          await rows<{ n: number }>(
            tx,
            sql`select count(*)::int as n from pg_locks where not granted`,
          )
        )[0]?.n
      asked.push(desk().post(`/authorizations/${given.id}/revoke`))
      await expect.poll(waiting).toBe(1)
      asked.push(pay(client, 4_000))
      await expect.poll(waiting).toBe(2)
    })
    const [withdrawn, paid] = await Promise.all(asked)
    expect(withdrawn?.status).toBe(200)
    expect(paid).toMatchObject({ status: 409, body: { code: 'consent_revoked' } })
  })

  test('S2-8 what was agreed is on record: the words, who, when, from where; and never changes', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa', name: 'Nora Lindqvist' })
    const [given] = await ledgerOf(client)
    const { body } = await desk().get(`/authorizations/${given.id}`)
    expect(body).toMatchObject({
      state: 'inForce',
      method: 'Visa 4242',
      purpose: 'staff_charges',
      channel: 'card_form',
      givenBy: 'Nora Lindqvist',
      recordedBy: 'Bea Billing',
      wordingVersion: '2026-11',
      wordingHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      ip: '127.0.0.1',
      events: [{ kind: 'in_force', by: 'Bea Billing' }],
    })
    await expect(
      inOrganization(world.server.app.db, studio.orgId, (tx) =>
        run(tx, sql`update "authorization" set wording = 'Charge me anything.'`),
      ),
    ).rejects.toThrow(/permission denied/)
    const pdf = await desk().send('GET', `/authorizations/${given.id}/pdf`, {
      headers: { cookie: desk().cookie, 'onfile-organization': studio.slug },
    })
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
  })
})

describe('up to an amount, and until a day', () => {
  test('S2-8 more than the limit of a charge is refused, that much is taken', async () => {
    const client = await clientOwing(studio, { owed: 20_000, savedCard: 'pm_card_visa' })
    await limit(client, { perCharge: 8_000 })
    expect(await pay(client, 8_001)).toMatchObject({
      status: 409,
      body: {
        code: 'consent_cap',
        detail:
          'The client allows up to $80.00 at once. Charge $80.00 or less, or ask them to allow more.',
        left: { amount: 8_000, currency: 'USD' },
      },
    })
    expect((await pay(client, 8_000)).body.state).toBe('succeeded')
  })

  test('a limit of a month counts what was charged and what is on its way', async () => {
    const client = await clientOwing(studio, { owed: 50_000, savedCard: 'pm_card_visa' })
    await limit(client, { perPeriod: 10_000, period: 'month' })
    expect((await pay(client, 6_000)).body.state).toBe('succeeded')
    expect(await pay(client, 5_000)).toMatchObject({
      status: 409,
      body: {
        code: 'consent_cap',
        detail:
          'The client allows $100.00 a month, and $60.00 of it is used this month. Charge $40.00 or less, or ask them to allow more.',
      },
    })
    expect(await pay(client, 4_001)).toMatchObject({ body: { code: 'consent_cap' } })
  })

  test('two charges at once do not share what is left of a limit', async () => {
    for (let n = 0; n < 4; n++) {
      const client = await clientOwing(studio, { owed: 3_000, savedCard: 'pm_card_visa' })
      const second = await invoiceOf(client, 3_000)
      await limit(client, { perPeriod: 5_000, period: 'day' })
      const both = await Promise.all([
        pay(client, 3_000, { invoiceIds: [client.invoiceId], duplicateReason: 'Both are meant.' }),
        pay(client, 3_000, { invoiceIds: [second], duplicateReason: 'Both are meant.' }),
      ])
      expect(both.map(({ body }) => body.state ?? body.code).sort()).toEqual([
        'consent_cap',
        'succeeded',
      ])
    }
  })

  test('after its last day it has ended', async () => {
    const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
    await limit(client, { endsOn: '2099-12-31' })
    expect((await pay(client, 1_000)).body.state).toBe('succeeded')
    await endYesterday(client)
    const refused = await pay(client, 2_000)
    expect(refused).toMatchObject({ status: 409, body: { code: 'consent_ended' } })
    expect(refused.body.detail).toMatch(
      /^The client’s permission ended on .* Ask them to renew it\.$/,
    )
  })

  test('a limit stays when the card is saved again or replaced', async () => {
    const client = await clientOwing(studio, { owed: 9_000, savedCard: 'pm_card_visa' })
    await limit(client, { perPeriod: 2_000, period: 'month' })
    expect((await pay(client, 1_500)).body.state).toBe('succeeded')
    const replaced = await add(client.accountId, 'pm_card_mastercard', {
      replaces: client.methodId,
    })
    expect(replaced.body.method.authorization.limits.perPeriod.amount).toBe(2_000)
    const methodId = replaced.body.method.id
    expect(await pay({ ...client, methodId }, 501)).toMatchObject({ body: { code: 'consent_cap' } })
    expect((await pay({ ...client, methodId }, 500)).body.state).toBe('succeeded')
  })
})

describe('for one purpose', () => {
  test('S2-20 a plan is charged under its own permission, and under no other', async () => {
    const client = await clientOwing(studio, { owed: 9_000, savedCard: 'pm_card_visa' })
    const plan = crypto.randomUUID()
    const caller = { orgId: studio.orgId, loginId: await loginOfOwner() }
    const charge = () =>
      takePayment(studio.app, caller, crypto.randomUUID(), {
        accountId: client.accountId,
        amount: 1_000,
        currency: 'USD',
        method: { kind: 'saved', methodId: client.methodId },
        purpose: { is: 'plan', id: plan },
        duplicateReason: 'An instalment.',
      })
    await expect(charge()).rejects.toMatchObject({ code: 'consent_missing' })
    await agreeToPlan(client, plan)
    expect((await charge()).payment.state).toBe('succeeded')
    await withdraw(client, 'No more calls from the desk.')
    expect((await charge()).payment.state).toBe('succeeded')
    expect(await pay(client, 1_000)).toMatchObject({ body: { code: 'consent_revoked' } })
    const moved = await add(client.accountId, 'pm_card_mastercard', { replaces: client.methodId })
    expect(moved.body.state).toBe('succeeded')
    client.methodId = moved.body.method.id
    expect((await charge()).payment.state).toBe('succeeded')
  })
})

describe('without permission nothing of the card is seen', () => {
  test('S2-12 no icon, no filter, no last four; what was paid with it keeps its card', async () => {
    const client = await clientOwing(studio, {
      owed: 4_000,
      savedCard: 'pm_card_visa',
      name: 'Quentin Unseen',
    })
    const paid = await pay(client, 1_000)
    const list = (query: string) => desk().get(`/clients?search=Quentin+Unseen${query}`)
    expect((await list('')).body.data[0].onFile).toHaveLength(1)
    await withdraw(client, '')
    expect((await list('')).body.data[0].onFile).toEqual([])
    expect((await list('&view=cardOnFile')).body.data).toEqual([])
    const ids = (await desk().get('/clients?search=4242')).body.data.map(
      (one: { id: string }) => one.id,
    )
    expect(ids).not.toContain(client.clientId)
    const { body } = await desk().get(`/clients/${client.clientId}/billing`)
    expect(body.methods).toEqual([])
    expect(body.unseenMethods).toEqual([
      {
        id: client.methodId,
        sentence: 'A saved method, not authorized here: the client withdrew permission.',
        authorizationId: expect.any(String),
      },
    ])
    expect((await ledgerOf(client))[0].method).toBeNull()
    const named = await desk().patch(`/payment-methods/${client.methodId}`, { nickname: 'Blue' })
    expect(named).toMatchObject({ status: 409, body: { code: 'consent_missing' } })
    const payment = await desk().get(`/payments/${paid.body.id}`)
    expect(JSON.stringify(payment.body)).toContain('4242')
  })

  test('S2-12 another organization sees nothing of the wallet here', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const other = await world.organization()
    expect(
      await other.as('owner').get(`/payment-methods/${client.methodId}/dependents`),
    ).toMatchObject({ status: 404 })
    const [given] = await ledgerOf(client)
    expect(await other.as('owner').get(`/authorizations/${given.id}`)).toMatchObject({
      status: 404,
    })
  })
})

describe('recorded by staff', () => {
  test('S2-8 on paper: with how, a note and limits; the client gets a copy', async () => {
    const client = await clientOwing(studio, { owed: 4_000, savedCard: 'pm_card_visa' })
    await desk().patch(`/clients/${client.clientId}`, { email: 'maria@example.com' })
    await withdraw(client, '')
    const recorded = await desk().post('/authorizations', {
      methodId: client.methodId,
      how: 'paper',
      note: 'Signed form in the blue folder.',
      limits: { perCharge: 5_000 },
    })
    expect(recorded).toMatchObject({
      status: 201,
      body: {
        state: 'inForce',
        channel: 'recorded_by_staff',
        how: 'paper',
        note: 'Signed form in the blue folder.',
        recordedBy: 'Fred Frontdesk',
        limits: { perCharge: { amount: 5_000 } },
      },
    })
    const mails = await mailsTo('maria@example.com')
    expect(mails[0]).toMatchObject({ about: 'authorization' })
    expect(mails[0]?.text).toContain('on paper. Fred Frontdesk wrote it down.')
    expect(mails[0]?.text).toContain('Up to $50.00 at once.')
    expect((await pay(client, 4_000)).body.state).toBe('succeeded')
  })

  test('row 33: a card number is no note, and a note is needed', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
    const { methodId } = client
    const asked = { methodId, how: 'telephone' }
    expect(
      await desk().post('/authorizations', { ...asked, note: 'Said 4242 4242 4242 4242' }),
    ).toMatchObject({ status: 422, body: { code: 'card_number_in_text', field: 'note' } })
    expect(await desk().post('/authorizations', { ...asked, note: ' ' })).toMatchObject({
      status: 422,
      body: { code: 'field_required', field: 'note' },
    })
  })

  test('the ledger is found by filters, and taken away as a file by whoever may', async () => {
    const client = await clientOwing(studio, { savedCard: 'pm_card_visa', name: 'Zelda Ledger' })
    await withdraw(client, 'Moved away.')
    const found = await desk().get('/authorizations?state=revoked&search=Ledger')
    expect(found.body.data).toMatchObject([
      { account: { name: 'Zelda Ledger' }, ended: { reason: 'Moved away.', by: 'Fred Frontdesk' } },
    ])
    const office = studio.as('billingManager')
    const file = await office.get('/authorizations/export?search=Zelda')
    expect(file.body).toContain('"Zelda Ledger"')
    expect(file.body).toContain('"Moved away."')
    expect((await desk().get('/authorizations/export')).status).toBe(403)
  })
})

type Client = Awaited<ReturnType<typeof clientOwing>>

function desk() {
  return studio.as('frontDesk')
}

function pay(client: Pick<Client, 'accountId' | 'methodId'>, amount: number, more = {}) {
  const { accountId, methodId } = client
  const method = { kind: 'saved', methodId }
  return desk().pay({ accountId, amount, currency: 'USD', method, ...more })
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

async function invoiceOf({ accountId }: Client, unitAmount: number): Promise<string> {
  const lines = [{ description: 'More lessons', quantity: 1, unitAmount }]
  const made = await desk().post('/invoices', { accountId, dueOn: '2026-12-01', lines })
  return made.body.id
}

async function ledgerOf({ accountId }: Client) {
  return (await desk().get(`/authorizations?accountId=${accountId}`)).body.data
}

async function withdraw(client: Client, reason: string) {
  const given = (await ledgerOf(client)).find(
    (one: { state: string; purpose: string }) =>
      one.state === 'inForce' && one.purpose === 'staff_charges',
  )
  return desk().post(`/authorizations/${given.id}/revoke`, { reason })
}

async function limit(client: Client, limits: Record<string, unknown>) {
  const [given] = await ledgerOf(client)
  const changed = await desk().patch(`/authorizations/${given.id}`, {
    how: 'telephone',
    note: 'She called.',
    limits,
  })
  if (changed.status !== 200) throw new Error(JSON.stringify(changed.body))
}

function change(statement: ReturnType<typeof sql>) {
  return inOrganization(world.server.app.db, studio.orgId, (tx) => run(tx, statement))
}

/** A card from a time before consent was asked for: what no use case makes. */
async function cardWithoutConsent(methodId: string): Promise<string> {
  const id = crypto.randomUUID()
  await change(
    sql`insert into payment_method (org_id, id, account_id, processor_account_id, processor_method_id, wallet_group,
          brand, last4, exp_month, exp_year, created_at)
        select org_id, ${id}, account_id, processor_account_id, 'pm_' || gen_random_uuid(),
          gen_random_uuid(), brand, last4, exp_month, exp_year, created_at
        from payment_method where id = ${fromTypeId('pm', methodId)}`,
  )
  return toTypeId('pm', id)
}

async function endYesterday(client: Client) {
  const [given] = await ledgerOf(client)
  await change(
    sql`insert into authorization_event (org_id, authorization_id, seq, kind, at, by_whom, ends_on)
        values (${studio.orgId}, ${fromTypeId('aut', given.id)}, 50, 'capped', now(), 'test', current_date - 2)`,
  )
}

async function agreeToPlan(client: Client, plan: string) {
  const id = crypto.randomUUID()
  await change(
    sql`insert into "authorization" (org_id, id, account_id, purpose, purpose_id, wording_version, wording,
          wording_hash, channel, given_by, created_at)
        values (${studio.orgId}, ${id}, ${fromTypeId('acc', client.accountId)}, 'plan', ${plan}, '1', 'Ten dollars a month.',
          'hash', 'portal', 'Maria', now())`,
  )
  await change(
    sql`insert into authorization_event (org_id, authorization_id, seq, kind, method_id, root_id, at, by_whom)
        values (${studio.orgId}, ${id}, 1, 'in_force', ${fromTypeId('pm', client.methodId)}, ${id}, now(), 'Maria')`,
  )
}

async function loginOfOwner(): Promise<string> {
  const [owner] = await inOrganization(world.server.app.db, studio.orgId, (tx) =>
    rows<{ loginId: string }>(
      tx,
      sql`select login_id as "loginId" from staff_member where role = 'owner'`,
    ),
  )
  return owner?.loginId ?? ''
}

function mailsTo(address: string) {
  return inOrganization(world.server.app.db, studio.orgId, (tx) =>
    rows<{ about: string; subject: string; text: string }>(
      tx,
      sql`select about, subject, text_body as text from mail where to_address = ${address}
          order by created_at desc, id desc`,
    ),
  )
}
