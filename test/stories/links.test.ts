import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { ADDRESS } from '../support/address.ts'
import { linkPage, sentLink } from '../support/links.ts'
import { PORTAL } from '../support/portal.ts'
import {
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

const linksOf = async (accountId: string) =>
  (await studio.as('frontDesk').get(`/accounts/${accountId}/links`)).body.data

describe('a link to pay an invoice', () => {
  test('S2-58 shows whose it is, what it is for and whom to ask; pays it, and is used up by that', async () => {
    const { logo: _, ...business } = (await studio.as('owner').get('/business')).body
    await studio.as('owner').put('/business', { ...business, phone: '555-0134' })
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 8_500 })
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
    const opened = await link.open()
    expect(opened).toMatchObject({
      status: 200,
      body: {
        purpose: 'pay_invoice',
        use: 'none',
        accountName: 'Maria Alvarez',
        amount: { amount: 8_500, currency: 'USD' },
        invoice: { lines: ['Lessons'], isBeingPaid: false },
        organization: { contact: ['555-0134'] },
      },
    })
    // A program that scans mails opens links: that uses nothing up.
    expect((await link.open()).body.use).toBe('none')
    expect((await linksOf(accountId))[0]).toMatchObject({ state: 'opened', id: link.id })

    const paid = await link.pay({ amount: 8_500 })
    expect(paid).toMatchObject({
      status: 201,
      body: { state: 'succeeded', moneyMoved: 'yes', paidBy: 'Maria Alvarez, by a link' },
    })
    expect((await linksOf(accountId))[0]).toMatchObject({ state: 'used', url: null })
    expect(await link.pay({ amount: 8_500 })).toMatchObject({
      status: 410,
      body: { code: 'link_used', moneyMoved: 'no' },
    })
    // The page loaded again shows what was done, and the receipt.
    expect((await link.open()).body).toMatchObject({ use: 'done', paymentId: paid.body.id })
    const receipt = await link.get(`/receipts/${paid.body.receipt.id}/pdf`)
    expect(receipt.headers.get('content-type')).toBe('application/pdf')
  })

  test('pays once, whatever is sent twice or at once', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 4_000 })
    const request = { accountId, purpose: 'pay_invoice', invoiceId }
    const link = await sentLink(world, studio, request)
    const body = { amount: 4_000, currency: 'USD', method: await newCard() }
    const send = (key: string) => link.post('/payments', body, { 'idempotency-key': key })
    const first = await send('one and the same')
    const again = await send('one and the same')
    expect(again.body.id).toBe(first.body.id)
    expect(again.headers.get('idempotent-replayed')).toBe('true')

    const other = await clientOwing(studio, { owed: 4_000 })
    const both = await sentLink(world, studio, {
      accountId: other.accountId,
      purpose: 'pay_balance',
    })
    const answers = await Promise.all([both.pay({ amount: 4_000 }), both.pay({ amount: 4_000 })])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410])
  })

  test('takes what is due and no other amount, even after a part was paid elsewhere', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 5_000 })
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
    expect(await link.pay({ amount: 50 })).toMatchObject({
      status: 409,
      body: { code: 'exceeds_balance', field: 'amount', due: { amount: 5_000 } },
    })
    await studio.as('frontDesk').pay({
      accountId,
      amount: 2_000,
      currency: 'USD',
      invoiceIds: [invoiceId],
      method: await newCard(),
    })
    expect((await link.open()).body.amount.amount).toBe(3_000)
    expect((await link.pay({ amount: 5_000 })).status).toBe(409)
    expect((await link.pay({ amount: 3_000 })).body.state).toBe('succeeded')
  })

  test('a decline leaves it open, in the same words for every card', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 5_000 })
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
    const words = new Set<string>()
    for (const card of ['pm_card_chargeDeclined', 'pm_card_chargeDeclinedInsufficientFunds']) {
      const { body } = await link.pay({ amount: 5_000, card })
      expect(body).toMatchObject({ state: 'failed', moneyMoved: 'no' })
      words.add(body.sentence)
    }
    expect(words.size).toBe(1)
    expect((await link.open()).body.use).toBe('none')
    expect((await link.pay({ amount: 5_000 })).body.state).toBe('succeeded')
  })

  test('saves the card with what was agreed to, where it was ticked', async () => {
    const { accountId, clientId, invoiceId } = await clientOwing(studio, { owed: 5_000 })
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
    expect((await link.pay({ amount: 5_000, save: true })).body.state).toBe('succeeded')
    const billing = await studio.as('frontDesk').get(`/clients/${clientId}/billing`)
    expect(billing.body.methods[0].name).toBe('Visa 4242')
    expect(await channelOf(billing.body.methods[0].authorization.id)).toMatch(/link/)
  })
})

describe('a link to save a card', () => {
  test('saves one without a charge, with its consent, once', async () => {
    const { accountId, clientId } = await clientOwing(studio)
    const link = await sentLink(world, studio, { accountId, purpose: 'add_method' })
    expect((await link.open()).body).toMatchObject({ amount: null, use: 'none' })
    const saved = await link.post('/method-setups', {
      confirmationToken: await token(),
      billingAddress: ADDRESS,
    })
    expect(saved).toMatchObject({ status: 201, body: { state: 'succeeded', moneyMoved: 'no' } })
    const again = await link.post('/method-setups', {
      confirmationToken: await token(),
      billingAddress: ADDRESS,
    })
    expect(again).toMatchObject({ status: 410, body: { code: 'link_used' } })
    const billing = await studio.as('frontDesk').get(`/clients/${clientId}/billing`)
    expect(billing.body.methods).toHaveLength(1)
    expect(await channelOf(billing.body.methods[0].authorization.id)).toMatch(/link/)
    expect(await link.pay({ amount: 100 })).toMatchObject({ status: 403 })
  })
})

describe('a link to approve a payment', () => {
  test('lets the client finish what their bank asks about, and holds it for a day', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 6_000 })
    const desk = studio.as('frontDesk')
    const waiting = await desk.pay({
      accountId,
      amount: 6_000,
      currency: 'USD',
      invoiceIds: [invoiceId],
      method: await newCard('pm_card_threeDSecure2Required'),
    })
    expect(waiting.body.state).toBe('requires_action')
    const link = await sentLink(world, studio, {
      accountId,
      purpose: 'confirm_payment',
      paymentId: waiting.body.id,
    })
    const opened = await link.open()
    expect(opened.body).toMatchObject({
      purpose: 'confirm_payment',
      use: 'none',
      amount: { amount: 6_000 },
      paymentId: waiting.body.id,
    })
    const before = (await desk.get(`/payments/${waiting.body.id}`)).body.nextLookAt
    expect(Date.parse(before)).toBeGreaterThan(Date.now() + 23 * 3_600_000)
    const path = `/payments/${waiting.body.id}`
    expect((await link.post(`${path}/action`)).body.clientSecret).toMatch(/_secret_/)
    await completeChallenge(waiting.body.id)
    expect((await link.post(`${path}/refresh`)).body).toMatchObject({ state: 'succeeded' })
    expect((await linksOf(accountId))[0].state).toBe('used')
    // A payment that waits for nobody gets no link.
    const late = await desk.post(
      '/links',
      { accountId, purpose: 'confirm_payment', paymentId: waiting.body.id },
      { 'idempotency-key': crypto.randomUUID() },
    )
    expect(late).toMatchObject({ status: 409, body: { code: 'payment_state' } })
  })
})

describe('a link that opens nothing says what to do next', () => {
  test('withdrawn, too old, and not known', async () => {
    const { accountId } = await clientOwing(studio, { owed: 2_000 })
    const revoked = await sentLink(world, studio, { accountId, purpose: 'pay_balance' })
    const ended = await studio.as('frontDesk').post(`/links/${revoked.id}/revoke`)
    expect(ended.body).toMatchObject({ state: 'revoked', revokedBy: 'Fred Frontdesk', url: null })
    expect(await revoked.open()).toMatchObject({
      status: 410,
      body: { code: 'link_revoked', moneyMoved: 'no', organization: { contact: ['555-0134'] } },
    })
    expect((await revoked.pay({ amount: 2_000 })).status).toBe(410)

    const old = await sentLink(world, studio, { accountId, purpose: 'pay_balance', days: 1 })
    await inOrganization(world.server.app.db, studio.orgId, (tx) =>
      run(
        tx,
        sql`update link set created_at = created_at - interval '2 days', expires_at = expires_at - interval '2 days'
            where id = ${fromTypeId('lnk', old.id)}`,
      ),
    )
    expect(await old.open()).toMatchObject({ status: 410, body: { code: 'link_expired' } })
    expect((await linksOf(accountId)).map(({ state }: { state: string }) => state)).toEqual([
      'revoked',
      'expired',
    ])

    const unknown = await linkPage(world, studio, 'x'.repeat(43)).open()
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await world.nobody.get(`${PORTAL}/link`)).body.detail).toBe(unknown.body.detail)
  })
})

describe('staff send links', () => {
  test('once for each key, by mail, and wiped from the outbox; its token is stored nowhere', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 2_500 })
    const desk = studio.as('frontDesk')
    const key = { 'idempotency-key': crypto.randomUUID() }
    const request = { accountId, purpose: 'pay_invoice', invoiceId, days: 3 }
    const first = await desk.post('/links', request, key)
    const again = await desk.post('/links', request, key)
    expect(again.body).toEqual(first.body)
    expect(await linksOf(accountId)).toHaveLength(1)
    const token = first.body.url.split('#')[1]
    expect(await everythingStored(world.server.app.db)).not.toContain(token)
    expect((await studio.as('readOnly').get(`/accounts/${accountId}/links`)).body.data[0].url).toBe(
      null,
    )

    const mailed = await desk.post(`/links/${first.body.id}/emails`, { to: 'maria@example.com' })
    expect(mailed.body).toMatchObject({ sentTo: 'maria@example.com', state: 'sent' })
    const mails = await studio.as('owner').get('/mails?search=maria%40example.com')
    const mail = await studio.as('owner').get(`/mails/${mails.body.data[0].id}`)
    expect(mail.body.text).toContain(first.body.url)
    expect(mail.body.subject).toMatch(/^Invoice INV-\d+ from .*: \$25\.00 to pay$/)
  })

  test('with the mail of an invoice, which is paid from it', async () => {
    const { accountId, invoiceId } = await clientOwing(studio, { owed: 7_700 })
    await studio.as('frontDesk').post(`/invoices/${invoiceId}/emails`, { to: 'ivo@example.com' })
    await expect
      .poll(async () => (await mailTo('ivo@example.com'))?.text ?? '', { timeout: 20_000 })
      .toContain('Pay $77.00:')
    const text = (await mailTo('ivo@example.com')).text as string
    const token = /\/portal\/link#([\w-]{43})/.exec(text)?.[1] ?? ''
    const page = linkPage(world, studio, token)
    expect((await page.pay({ amount: 7_700 })).body.state).toBe('succeeded')
    expect((await linksOf(accountId))[0]).toMatchObject({
      state: 'used',
      sentTo: 'ivo@example.com',
    })
  })

  test('for as many days as the business chose, or as this one needs', async () => {
    const { accountId } = await clientOwing(studio, { owed: 2_500 })
    const owner = studio.as('owner')
    expect((await owner.put('/link-days', { days: 30 })).body).toEqual({ days: 30 })
    expect((await owner.put('/link-days', { days: 0 })).status).toBe(422)
    const link = await sentLink(world, studio, { accountId, purpose: 'pay_balance' })
    const { expiresAt } = (await link.open()).body
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(30)
    await owner.put('/link-days', { days: 14 })
  })

  test('not for what there is nothing to do about', async () => {
    const { accountId } = await clientOwing(studio)
    const other = await clientOwing(studio, { owed: 1_000 })
    const desk = studio.as('frontDesk')
    const ask = (body: object) =>
      desk.post('/links', body, { 'idempotency-key': crypto.randomUUID() })
    expect(await ask({ accountId, purpose: 'pay_balance' })).toMatchObject({ status: 409 })
    expect(
      await ask({ accountId, purpose: 'pay_invoice', invoiceId: other.invoiceId }),
    ).toMatchObject({ status: 404 })
  })
})

describe('65 the holder of a link', () => {
  test('finds nothing but what the link is for', async () => {
    const mine = await clientOwing(studio, { owed: 5_000 })
    const theirs = await clientOwing(studio, { owed: 5_000 })
    const link = (of: { accountId: string }) =>
      sentLink(world, studio, { accountId: of.accountId, purpose: 'pay_balance' })
    const [mineOpen, other, third] = [await link(mine), await link(theirs), await link(mine)]
    const paid = await other.pay({ amount: 5_000 })
    const paths = [`/payments/${paid.body.id}`, `/receipts/${paid.body.receipt.id}/pdf`]
    for (const path of paths) expect((await other.get(path)).status).toBe(200)
    for (const path of paths) expect((await mineOpen.get(path)).status).toBe(404)
    // Not even of the same account: another link's payment is another's.
    const own = await mineOpen.pay({ amount: 5_000 })
    expect((await third.get(`/payments/${own.body.id}`)).status).toBe(404)
    for (const path of [`/accounts/${mine.accountId}/overview`, '/session']) {
      const seen = await world.nobody.get(`${PORTAL}${path}`, { 'onfile-link': mineOpen.token })
      expect(seen.body.person ?? null).toBeNull()
    }
  })
})

const token = (card = 'pm_card_visa') => cardToken(studio.stripe, card)

const channelOf = async (authorizationId: string) =>
  (await studio.as('owner').get(`/authorizations/${authorizationId}`)).body.channel

const mailTo = async (address: string) => {
  const owner = studio.as('owner')
  const listed = await owner.get(`/mails?search=${encodeURIComponent(address)}`)
  const found = listed.body.data.find(({ to }: { to: string }) => to === address)
  return found ? (await owner.get(`/mails/${found.id}`)).body : undefined
}

async function newCard(card = 'pm_card_visa') {
  return { kind: 'new', save: false, confirmationToken: await token(card) }
}

async function completeChallenge(paymentId: string): Promise<void> {
  const { intentId } = (await studio.as('owner').get(`/payments/${paymentId}`)).body
  await world.sandbox.control('challenges', {
    account: studio.sandboxAccount,
    intent: intentId,
    outcome: 'complete',
  })
}
