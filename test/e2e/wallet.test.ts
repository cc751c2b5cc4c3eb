import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { clientWithBank } from '../support/bank.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import {
  CARDS,
  expectNoComplaints,
  openBilling,
  type Stage,
  setStage,
  typeAddress,
  typeCard,
} from './stage.ts'

/** What `typeAddress` types. */
const { state: _, ...WHERE } = ADDRESS
const AGREED = /^Save this card and let /

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

test('S3-15 S2-6 a card is added without a charge, with the client’s consent and by its name', async () => {
  const client = await clientOwing(studio, { owed: 4_000 })
  const page = await openWallet(client.clientId)
  await page.getByRole('link', { name: 'Add card' }).click()
  const drawer = page.getByRole('dialog')
  await typeCard(page, CARDS.visa)
  await drawer.getByLabel('Name of the card').fill('Visa 1001')
  await typeAddress(page)
  await drawer.getByRole('button', { name: 'Save the card' }).click()
  await drawer.getByText('Tick this when the client has agreed.').waitFor()
  await drawer.getByLabel(AGREED).check()
  await drawer.getByRole('button', { name: 'Save the card' }).dblclick()
  await drawer.getByRole('heading', { name: 'The card is saved' }).waitFor()
  await drawer.getByText('Visa 4242 is saved. Nothing was charged.').waitFor()
  expect(await paymentsOf(client.accountId)).toBe(0)
  expect(await methodsOf(client.clientId)).toHaveLength(1)

  await drawer.getByRole('link', { name: 'New payment' }).click()
  await page.getByRole('radio', { name: /Visa 1001/ }).waitFor()
  await page.getByRole('button', { name: 'Charge $40.00 to Visa 4242' }).click()
  await page.getByRole('heading', { name: 'Paid: $40.00, Visa 4242' }).waitFor()
})

test('S0-20 S1-31 S1-33 S1-34 the box reveals the name; the card is listed by it; S0-19 S1-29 the notices stand there', async () => {
  const client = await clientOwing(studio, { owed: 4_100 })
  const page = await openWallet(client.clientId)
  await page.keyboard.press('p')
  await page.getByText('Never write a card number down.').waitFor()
  expect(await page.getByLabel('Name of the card').count()).toBe(0)
  await typeCard(page, CARDS.visa)
  await page.getByLabel(AGREED).check()
  await typeAddress(page)
  await page.getByText(/^Card type and client number, such as “Visa \d+”\.$/).waitFor()
  const name = page.getByLabel('Name of the card')
  await name.fill('4242424242424242')
  await page.getByRole('button', { name: 'Charge $41.00 to the new card' }).click()
  await page.getByText('Remove the card number.', { exact: false }).waitFor()
  await name.fill('Mum’s Visa')
  await page.getByRole('button', { name: 'Charge $41.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Paid: $41.00, Visa 4242' }).waitFor()
  await openBilling(page, stage, studio.slug, client.clientId)
  await page.getByText('Mum’s Visa').waitFor()
  await page.getByText(/^Visa 4242 · Expires /).waitFor()

  // S0-24: the help about saved cards opens beside the form.
  await page.keyboard.press('p')
  await page.getByLabel('New card').check()
  const [help] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('dialog').getByRole('link', { name: 'Who can use a saved card' }).click(),
  ])
  await help.getByRole('heading', { name: 'Saved cards', exact: true }).waitFor()
  await help.getByText('do not save the card: leave the box empty', { exact: false }).waitFor()
  await help.close()
})

test('S2-5 an expired card is replaced: what moves is shown, and it moves', async () => {
  const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
  const desk = studio.as('frontDesk')
  await desk.patch(`/payment-methods/${client.methodId}`, { nickname: 'Dad’s card' })
  const { tenders } = (await desk.get('/organization')).body
  await desk.post('/scheduled-payments', {
    accountId: client.accountId,
    amount: 2_500,
    currency: 'USD',
    dueOn: '2099-03-01',
    tenderId: tenders.find((one: { kind: string }) => one.kind === 'card').id,
    methodId: client.methodId,
  })
  const page = await openWallet(client.clientId)
  await page.getByRole('button', { name: 'Actions for Visa 4242' }).click()
  await page.getByRole('menuitem', { name: 'Remove the card' }).click()
  await page.getByText('$25.00 planned for Mar 1, 2099', { exact: false }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Actions for Visa 4242' }).click()
  await page.getByRole('menuitem', { name: 'Replace the card' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByText('What moves to the new card').waitFor()
  await drawer.getByText('$25.00 planned for Mar 1, 2099').waitFor()
  await typeCard(page, '5555555555554444')
  await drawer.getByLabel(AGREED).check()
  await typeAddress(page)
  await drawer.getByRole('button', { name: 'Save the new card' }).click()
  await drawer.getByRole('heading', { name: 'The card is saved' }).waitFor()
  expect(await methodsOf(client.clientId)).toMatchObject([
    { name: 'Mastercard 4444', nickname: 'Dad’s card', isDefault: true },
  ])
})

test('a card that is known is renewed, and it is said', async () => {
  const client = await clientOwing(studio, { savedCard: 'pm_card_visa' })
  const page = await addCard(client.clientId, CARDS.visa)
  await page.getByRole('heading', { name: 'This card was known' }).waitFor()
  await page.getByText('Its date and the consent were renewed.', { exact: false }).waitFor()
  expect(await methodsOf(client.clientId)).toHaveLength(1)
})

test('S2-23 S2-24 the billing address is asked for with a card that is saved, and goes to its bank', async () => {
  const client = await clientOwing(studio, { owed: 4_200 })
  const page = await openWallet(client.clientId)
  await page.keyboard.press('p')
  await typeCard(page, CARDS.visa)
  // A payment that saves nothing asks for nothing more.
  expect(await page.getByLabel('Street', { exact: true }).count()).toBe(0)
  await page.getByLabel(AGREED).check()
  await page.getByRole('button', { name: 'Charge $42.00 to the new card' }).click()
  await page.getByText('Enter the street of the billing address.').waitFor()
  await typeAddress(page)
  await page.getByRole('button', { name: 'Charge $42.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Paid: $42.00, Visa 4242' }).waitFor()
  const [method] = await methodsOf(client.clientId)
  expect(method.billingAddress).toMatchObject({ ...WHERE, line2: '', name: 'Maria Alvarez' })
  const charges = await studio.stripe.charges.list({ limit: 100 })
  const charge = charges.data.find(({ amount }) => amount === 4_200)
  const { line1, city, country } = WHERE
  const sent = { line1, city, postal_code: WHERE.postalCode, country }
  expect(charge?.billing_details.address).toMatchObject(sent)

  // Another card begins with the address of the first one, which can be typed over.
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await page.getByText('As for Visa 4242. Change it if these statements go elsewhere.').waitFor()
  expect(await page.getByLabel('Street', { exact: true }).inputValue()).toBe(WHERE.line1)
})

test('charging.md 32 an eCheck above what was agreed to: the notice is sent from the form', async () => {
  const client = await clientWithBank(studio, { owed: 30_000, debitMost: 20_000 })
  const email = 'maria@example.com'
  await studio.as('frontDesk').patch(`/clients/${client.clientId}`, { email })
  const page = await openWallet(client.clientId)
  await page.keyboard.press('p')
  const form = page.getByRole('dialog')
  await form.getByRole('radio', { name: /STRIPE TEST BANK 6789/ }).check()
  await form.getByRole('button', { name: /^Charge \$300\.00/ }).click()
  await form
    .getByText(
      'The client agreed to debits of up to $200.00. A larger one needs 10 days’ notice.',
      {
        exact: false,
      },
    )
    .waitFor()
  await form.getByRole('button', { name: 'Send the notice' }).click()
  await form.getByText(`The notice was sent to ${email}.`, { exact: false }).waitFor()
})

test('a bank that says no to saving gives words, and another card works', async () => {
  const client = await clientOwing(studio)
  const page = await addCard(client.clientId, CARDS.insufficientFunds)
  await page.getByRole('heading', { name: 'The card was not saved' }).waitFor()
  await page.getByText('Say to Maria Alvarez:').waitFor()
  await page.getByRole('button', { name: 'Enter the card again' }).click()
  await typeCard(page, CARDS.visa)
  await page.getByLabel(AGREED).check()
  await typeAddress(page)
  await page.getByRole('button', { name: 'Save the card' }).click()
  await page.getByRole('heading', { name: 'The card is saved' }).waitFor()
})

test('a bank’s approval is given in its own window, then the card is saved', async () => {
  const client = await clientOwing(studio)
  const page = await addCard(client.clientId, CARDS.challenged)
  await page.frameLocator('dialog iframe').getByRole('button', { name: 'Complete' }).click()
  await page.getByRole('heading', { name: 'The card is saved' }).waitFor()
  expect(await methodsOf(client.clientId)).toHaveLength(1)
})

test('S0-21 a card form that does not load says so and loads again', async () => {
  const client = await clientOwing(studio)
  stage.expects(/net::ERR_FAILED/)
  const page = await openWallet(client.clientId)
  await page.route('**/endive/**', (route) => route.abort())
  await page.getByRole('link', { name: 'Add card' }).click()
  await page.getByText('The card form did not load. Nothing was charged.').waitFor()
  await page.unroute('**/endive/**')
  await page.getByRole('button', { name: 'Load again' }).click()
  await typeCard(page, CARDS.visa)
})

test('S0-23 the quick reference is on a page of its own, and ? shows the keys', async () => {
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/help`)
  for (const name of [
    'Charge a new card',
    'Charge a saved card',
    'Save a card with a payment',
    'Add or replace a card without a payment',
    'When in doubt whether a card was charged',
  ]) {
    await page.getByRole('heading', { name }).waitFor()
    await page.getByRole('link', { name, exact: true }).waitFor()
  }
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Add a card').waitFor()
})

async function openWallet(clientId: string): Promise<Page> {
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)
  return page
}

/** Types a card into the drawer and saves it. */
async function addCard(clientId: string, number: string): Promise<Page> {
  const page = await openWallet(clientId)
  await page.keyboard.press('a')
  await typeCard(page, number)
  await page.getByLabel(AGREED).check()
  await typeAddress(page)
  await page.getByRole('button', { name: 'Save the card' }).click()
  return page
}

async function methodsOf(clientId: string) {
  return (await studio.as('frontDesk').get(`/clients/${clientId}/billing`)).body.methods
}

async function paymentsOf(accountId: string): Promise<number> {
  const { body } = await studio.as('frontDesk').get(`/payments?accountId=${accountId}`)
  return body.data.length
}
