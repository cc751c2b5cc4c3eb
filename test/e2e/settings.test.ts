import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { keptMail } from '../matrix/things.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { plainPng } from '../support/pictures.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization
let server: MailServer

beforeAll(async () => {
  stage = await setStage()
  server = await startMailServer()
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(async () => {
  await stage.end()
  await server.stop()
})

test('e-mail is tried with what stands on the screen, mended, and saved; what was kept then goes', async () => {
  await keptMail(stage.world, studio, 'maria@example.com')
  const page = await stage.window(studio, 'owner')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'E-mail' }).click()
  await page.getByText('No mail server is set up.').waitFor()
  await page.getByLabel('Server', { exact: true }).fill('127.0.0.1')
  await page.getByLabel('Port').fill(String(server.port))
  await page.getByLabel('Sender’s address').fill('desk@harbor.example')
  await page.getByLabel('Send the test to').fill('ines@harbor.example')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('It was not sent').waitFor()
  await page.getByText('does not offer STARTTLS').waitFor()
  await page.getByText('> EHLO').waitFor()

  await page.getByLabel('Encryption').selectOption('none')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('The server took it').waitFor()
  expect(server.received[0]?.to).toEqual(['ines@harbor.example'])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Changed by Olivia Owner').waitFor()

  await page.getByRole('link', { name: 'Outbox', exact: true }).click()
  await page.getByRole('link', { name: 'A word' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.frameLocator('iframe').getByText('Hello.').waitFor()
  await dialog.getByRole('button', { name: 'Send again' }).click()
  await dialog.getByText('Handed over for maria@example.com.').waitFor()
  expect(server.received.at(-1)?.to).toEqual(['maria@example.com'])
})

test('the business gets its address and its logo; the front desk may only look', async () => {
  const page = await stage.window(studio, 'owner')
  await page.goto(`${stage.world.base}/o/${studio.slug}/settings`)
  await page.getByText('Card networks ask for').waitFor()
  await page.getByLabel('Street').fill('12 Lake Road')
  await page.getByLabel('City').fill('Salem')
  await page.getByLabel('State').fill('MA')
  await page.getByLabel('Phone').fill('4242 4242 4242 4242')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Remove the card number.').waitFor()
  await page.getByLabel('Phone').fill('555-0134')
  await page.getByLabel('Colour').fill('#ffee00')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Choose a darker colour').waitFor()
  await page.getByLabel('Colour').fill('#1f5fa8')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByLabel('Choose a picture').setInputFiles({
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: plainPng(240, 80),
  })
  await page.getByRole('img', { name: 'Logo of Harbor Family Center' }).waitFor()

  const desk = await stage.window(studio, 'frontDesk')
  await desk.goto(`${stage.world.base}/o/${studio.slug}/settings`)
  await desk.getByText('You can look at this, not change it.').first().waitFor()
  expect(await desk.getByLabel('City').inputValue()).toBe('Salem')
  expect(await desk.getByLabel('City').isEditable()).toBe(false)
  expect(await desk.getByRole('link', { name: 'Outbox' }).count()).toBe(0)
})

test('S1-23 S0-13 a receipt is mailed from the payment to the address shown, printed, and seen on its way', async () => {
  const { accountId, clientId } = await clientOwing(studio, { owed: 12_500 })
  await studio.as('owner').patch(`/clients/${clientId}`, { email: 'maria@example.com' })
  await studio.as('owner').put('/mail-server', server.settings())
  const paid = await studio.as('frontDesk').pay({
    accountId,
    amount: 8_500,
    currency: 'USD',
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_visa'),
      save: false,
    },
  })
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/payments/${paid.body.id}`)
  await page.getByRole('button', { name: 'Email receipt' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The address on file of the client.').waitFor()
  expect(await dialog.getByLabel('Send it to').inputValue()).toBe('maria@example.com')
  await dialog.getByLabel('Send it to').fill('not an address')
  await dialog.getByRole('button', { name: 'Send to not an address' }).click()
  await dialog.getByText('Enter an e-mail address like maria@example.com.').waitFor()
  await dialog.getByLabel('Send it to').fill('grandma@example.com')
  await dialog.getByRole('button', { name: 'Send to grandma@example.com' }).click()
  await dialog.getByText('It is on its way to grandma@example.com.').waitFor()
  // What was sent is not sent again by another press.
  expect(await dialog.getByRole('button', { name: /^Send/ }).count()).toBe(0)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { name: 'Receipt by e-mail' }).waitFor()

  await page.getByRole('link', { name: /^Receipt R-/ }).click()
  await page.getByText('Part payment: $40.00 of INV-').waitFor()
  await page.getByText('Visa ending 4242').waitFor()
  await page.getByText('Sent').waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button', { name: 'Print receipt' }).isVisible()).toBe(false)
  expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false)
  expect(await page.getByText('grandma@example.com').isVisible()).toBe(false)
  for (const format of ['A4', 'Letter']) {
    const pdf = await page.pdf({ format })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(1)
  }
})

test('row 38: health mode is switched on, and the form keeps clinical detail out', async () => {
  const clinic = await stage.world.organization('Lakeside Clinic')
  const { clientId } = await clientOwing(clinic, { owed: 5_000, savedCard: 'pm_card_visa' })
  const owner = await stage.window(clinic, 'owner')
  await owner.goto(`${stage.world.base}/o/${clinic.slug}/settings/business`)
  await owner.getByRole('switch', { name: /^Keep clinical detail out/ }).click({ force: true })
  await owner.getByRole('status').getByText('Saved.').waitFor()

  const page = await stage.window(clinic, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${clinic.slug}/clients/${clientId}/billing/new-payment`)
  const form = page.getByRole('dialog')
  await form.getByText('Details', { exact: true }).click()
  await form.getByLabel('Description').fill('Session, F41.1')
  await form.getByRole('button', { name: 'Charge $50.00 to Visa 4242' }).click()
  await form.getByText('This text can be seen by banks. Keep clinical detail out.').waitFor()
  await form.getByLabel('Description').fill('Session in June')
  await form.getByRole('button', { name: 'Charge $50.00 to Visa 4242' }).click()
  await form.getByRole('heading', { name: 'Paid: $50.00' }).waitFor()
})

test('S4-22 a way to pay is added, put first, and another is no longer offered', async () => {
  const page = await stage.window(studio, 'owner')
  await page.goto(`${stage.world.base}/o/${studio.slug}/settings/tenders`)
  await page.getByLabel('Name', { exact: true }).fill('Cash')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('There is one of this name already.').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Gift card')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
  await row('Gift card').waitFor()
  const before = await page.locator('tbody tr').count()
  for (let place = before - 1; place > 0; place--) {
    await page.getByRole('button', { name: 'Move Gift card up' }).click()
    await page
      .locator('tbody tr')
      .nth(place - 1)
      .getByText('Gift card')
      .waitFor()
  }
  await row('Check').getByRole('button', { name: 'Stop offering' }).click()
  await row('Check').getByText('Not offered').waitFor()
})

test('S1-2 keys of Stripe that cannot be right are refused where they are typed', async () => {
  const page = await stage.window(studio, 'owner')
  await page.goto(`${stage.world.base}/o/${studio.slug}/settings/processor`)
  await page.getByText('You are in the sandbox').waitFor()
  await page.getByText('Sandbox: no real money').first().waitFor()
  await page.getByLabel('Publishable key').fill('sk_test_12345678')
  await page.getByLabel('Secret key').fill('sk_test_12345678')
  await page.getByRole('button', { name: 'Try the keys' }).click()
  await page.getByText('This is a secret key. It belongs into the other field.').waitFor()
  expect(await page.getByLabel('Secret key').inputValue()).toBe('sk_test_12345678')
})
