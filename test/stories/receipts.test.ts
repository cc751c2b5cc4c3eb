import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { plainPng } from '../support/pictures.ts'
import {
  cardToken,
  clientOwing,
  startWorld,
  type TestOrganization,
  type World,
} from '../support/world.ts'

let world: World
let studio: TestOrganization
let server: MailServer

beforeAll(async () => {
  world = await startWorld()
  server = await startMailServer()
})
beforeEach(async () => {
  studio = await world.organization('Harbor Studio')
  server.received.length = 0
})
afterAll(async () => {
  await world.expectBooksInOrder()
  await server.stop()
  await world.stop()
})

const desk = () => studio.as('frontDesk')
const owner = () => studio.as('owner')

const BUSINESS = {
  name: 'Harbor Studio',
  addressLines: ['12 Lake Road'],
  city: 'Salem',
  region: 'MA',
  postalCode: '01970',
  phone: '555-0134',
  email: 'desk@harbor.example',
  website: 'harbor.example',
  receiptPolicy: 'Refunds within 30 days. Ask at the desk.',
  accent: '#1f5fa8',
}

async function paid(more: Record<string, unknown> = {}, name = 'Maria Alvarez') {
  const { accountId, clientId } = await clientOwing(studio, { owed: 12_500, name })
  const answer = await desk().pay({
    accountId,
    amount: 8_500,
    currency: 'USD',
    description: 'Swim lessons',
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
      save: false,
    },
    ...more,
  })
  if (answer.body.state !== 'succeeded') throw new Error(JSON.stringify(answer.body))
  return { payment: answer.body, clientId, receiptId: answer.body.receipt.id as string }
}

async function tender(kind: string): Promise<string> {
  const { tenders } = (await desk().get('/organization')).body
  return tenders.find((one: { kind: string }) => one.kind === kind).id
}

/** The fates of a receipt's mailings, as the payment's page shows them. */
const fates = async (paymentId: string) =>
  (await desk().get(`/payments/${paymentId}`)).body.mailings.map(
    (mail: { state: string }) => mail.state,
  )

async function pdfText(receiptId: string): Promise<string> {
  const pdf = await desk().get(`/receipts/${receiptId}/pdf`)
  expect(pdf.headers.get('content-type')).toBe('application/pdf')
  return pdf.body
}

describe('a receipt', () => {
  test('S0-13 S2-58 says all that card networks want, on the page and in the mail', async () => {
    await owner().put('/business', BUSINESS)
    await owner().put('/mail-server', server.settings())
    const { payment, receiptId } = await paid({ receiptEmail: 'maria@example.com' })
    const receipt = (await desk().get(`/receipts/${receiptId}`)).body
    expect(receipt).toMatchObject({
      organization: {
        name: 'Harbor Studio',
        address: ['12 Lake Road', 'Salem, MA 01970'],
        contact: ['555-0134', 'desk@harbor.example', 'harbor.example'],
        policy: 'Refunds within 30 days. Ask at the desk.',
      },
      amount: { amount: 8_500, currency: 'USD' },
      card: { name: 'Visa 4242', brand: 'visa', last4: '4242' },
      authorizationCode: expect.stringMatching(/^\w{6}$/),
      description: 'Swim lessons',
      paymentId: payment.id,
    })
    expect(JSON.stringify(receipt)).not.toMatch(/expMonth|expYear/)

    await expect.poll(() => fates(payment.id), { timeout: 20_000 }).toEqual(['sent'])
    const [mail] = server.received
    for (const words of [
      ...['Harbor Studio', 'Salem, MA 01970', '555-0134', '$85.00', 'Visa ending 4242', 'Sale'],
      ...[receipt.authorizationCode, 'Swim lessons', 'Refunds within 30 days.', receipt.number],
      ...[payment.id, 'Part payment: $40.00 of INV-101 remains owed.', 'Sandbox: no real money'],
    ]) {
      expect(mail?.email.text).toContain(words)
      expect(mail?.email.html).toContain(words)
    }
    expect(mail?.email.attachments.map(({ filename }) => filename)).toEqual([
      `receipt-${receipt.number}.pdf`,
    ])
  })

  test('S1-7 goes by itself to the address typed with the payment, once, whatever the door', async () => {
    await owner().put('/mail-server', server.settings())
    const { payment } = await paid({ receiptEmail: 'Maria+receipts@example.com' })
    await desk().post(`/payments/${payment.id}/refresh`)
    await expect.poll(() => fates(payment.id), { timeout: 20_000 }).toEqual(['sent'])
    expect(server.received.map((mail) => mail.to)).toEqual([['Maria+receipts@example.com']])
  })

  test('goes nowhere by itself where no address was typed', async () => {
    const { payment, receiptId } = await paid()
    expect(await fates(payment.id)).toEqual([])
    expect((await desk().get(`/receipts/${receiptId}`)).body.sendTo).toBeNull()
    const refused = await desk().post(`/receipts/${receiptId}/emails`, {})
    expect(refused).toMatchObject({ status: 422, body: { field: 'to' } })
  })

  test('S1-23 S1-24 is mailed by hand to the address on file, or to another, and each is seen', async () => {
    const { payment, receiptId, clientId } = await paid()
    await studio.as('billingManager').patch(`/clients/${clientId}`, { email: 'file@example.com' })
    const seen = await desk().get(`/receipts/${receiptId}`)
    expect(seen.body.sendTo).toEqual({ address: 'file@example.com', from: 'client' })
    await owner().put('/mail-server', server.settings())
    await desk().post(`/receipts/${receiptId}/emails`, {})
    const again = await desk().post(`/receipts/${receiptId}/emails`, { to: 'new@example.com' })
    expect(again.body.mailings.map((mail: { to: string }) => mail.to)).toEqual([
      'file@example.com',
      'new@example.com',
    ])
    await expect.poll(() => fates(payment.id), { timeout: 20_000 }).toEqual(['sent', 'sent'])
  })

  test('the address typed with the payment wins over the one on file', async () => {
    const { receiptId, clientId } = await paid({ receiptEmail: 'typed@example.com' })
    await studio.as('billingManager').patch(`/clients/${clientId}`, { email: 'file@example.com' })
    const seen = await desk().get(`/receipts/${receiptId}`)
    expect(seen.body.sendTo).toEqual({ address: 'typed@example.com', from: 'payment' })
  })

  test('of cash says what was handed over and the change; of a check, its number; of a terminal, its code', async () => {
    const cash = await paid({
      amount: 5_000,
      method: { kind: 'tender', tenderId: await tender('cash'), tendered: 6_000 },
    })
    expect((await desk().get(`/receipts/${cash.receiptId}`)).body).toMatchObject({
      tender: 'cash',
      tendered: { amount: 6_000 },
      change: { amount: 1_000 },
      card: null,
    })
    const check = await paid({
      amount: 12_500,
      method: { kind: 'tender', tenderId: await tender('check'), checkNumber: '1044' },
    })
    const seen = (await desk().get(`/receipts/${check.receiptId}`)).body
    expect(seen).toMatchObject({ checkNumber: '1044', paid: [{ stillDue: { amount: 0 } }] })
    const terminal = await paid({
      amount: 2_000,
      method: {
        kind: 'tender',
        tenderId: await tender('externalCard'),
        externalBrand: 'Visa',
        authorizationCode: 'A1B2C3',
      },
    })
    expect((await desk().get(`/receipts/${terminal.receiptId}`)).body).toMatchObject({
      authorizationCode: 'A1B2C3',
      externalBrand: 'Visa',
    })
  })

  test('by mail, of cash with no mail server, is kept with its words and can be looked at', async () => {
    const { payment } = await paid({
      amount: 5_000,
      receiptEmail: 'maria@example.com',
      method: { kind: 'tender', tenderId: await tender('cash'), tendered: 6_000 },
    })
    await expect.poll(() => fates(payment.id), { timeout: 20_000 }).toEqual(['kept'])
    const [mail] = (await owner().get('/mails')).body.data
    const seen = await owner().get(`/mails/${mail.id}`)
    expect(seen.body.text).toContain('Cash handed over: $60.00')
    expect(seen.body.text).toContain('Change given back: $10.00')
  })

  test('escapes script and isolates right-to-left names in mail and PDF', async () => {
    const name = '<script>alert(1)</script> שרה "&'
    const { payment, receiptId } = await paid(
      { receiptEmail: 'maria@example.com', description: '<img src=x onerror=alert(1)>' },
      name,
    )
    await expect.poll(() => fates(payment.id), { timeout: 20_000 }).toEqual(['kept'])
    const [mail] = (await owner().get('/mails')).body.data
    const letter = (await owner().get(`/mails/${mail.id}/letter`)).body
    expect(letter).not.toMatch(/<script|<img/)
    expect(letter).toContain('<bdi>&lt;script&gt;')
    expect(await pdfText(receiptId)).toMatch(/^%PDF/)
  })

  test('carries the logo inside the mail and in the frame that shows it', async () => {
    await owner().send('PUT', '/business/logo', {
      headers: {
        origin: world.base,
        cookie: owner().cookie,
        'onfile-organization': studio.slug,
        'content-type': 'image/png',
      },
      body: new Uint8Array(plainPng(240, 80)),
    })
    await owner().put('/mail-server', server.settings())
    const { payment, receiptId } = await paid({ receiptEmail: 'maria@example.com' })
    await expect.poll(() => fates(payment.id), { timeout: 20_000 }).toEqual(['sent'])
    const logo = server.received[0]?.email.attachments.find(
      ({ contentId }) => contentId === '<logo>',
    )
    expect(logo).toMatchObject({ mimeType: 'image/png', disposition: 'inline' })
    const [mail] = (await owner().get('/mails')).body.data
    const letter = (await owner().get(`/mails/${mail.id}/letter`)).body
    expect(letter).toContain('data:image/png;base64,')
    expect(await pdfText(receiptId)).toMatch(/^%PDF/)
  })

  test.each([
    ['two addresses', 'a@b.example, c@d.example'],
    ['a second header', 'a@b.example\r\nBcc: x@y.example'],
    ['a card number', '4242424242424242@b.example'],
    ['no domain', 'maria'],
  ])('is not mailed to %s', async (_, to) => {
    const { receiptId } = await paid()
    const refused = await desk().post(`/receipts/${receiptId}/emails`, { to })
    expect(refused).toMatchObject({ status: 422, body: { field: 'to' } })
  })

  test('is not mailed by who may not take payments, and never to strangers of another business', async () => {
    const { receiptId } = await paid()
    const reader = await studio.as('readOnly').post(`/receipts/${receiptId}/emails`, {
      to: 'x@example.com',
    })
    expect(reader.status).toBe(403)
    const other = await world.organization('Other Studio')
    const foreign = await other.as('owner').post(`/receipts/${receiptId}/emails`, {
      to: 'x@example.com',
    })
    expect(foreign.status).toBe(404)
  })
})
