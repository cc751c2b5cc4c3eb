import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../src/staff/roles.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import {
  CARDS,
  cardForm,
  expectNoComplaints,
  openBilling,
  type Stage,
  setStage,
  typeAddress,
  typeCard,
} from './stage.ts'

const SAVED = 'pm_card_visa'
/** From the first key to the receipt, on a machine that does other things as well. */
const AT_MOST_MS = 20_000

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

test('S0-10, S1-36 a saved card is charged from the keyboard alone within 20 seconds', async () => {
  await clientOwing(studio, { name: 'Quentin Alvarado', owed: 8_500, savedCard: SAVED })
  const page = await atMyAccount('frontDesk')
  const started = performance.now()
  await find(page, 'quen', 'Quentin Alvarado')
  await page.getByRole('heading', { name: 'Quentin Alvarado' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Charge $85.00 to Visa 4242' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Paid: $85.00, Visa 4242' }).waitFor()
  expect(performance.now() - started).toBeLessThan(AT_MOST_MS)
})

test('S3-14 cash is taken from the keyboard alone within 20 seconds, change and all', async () => {
  await clientOwing(studio, { name: 'Bettina Okafor', owed: 3_500 })
  const page = await atMyAccount('frontDesk')
  const started = performance.now()
  await find(page, 'bettina charge', 'Charge Bettina Okafor')
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: 'Charge $35.00 to the new card' }).waitFor()
  // From the amount into the list of ways, one down: New card, then Cash.
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await form.getByRole('button', { name: 'Record $35.00 cash' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('50')
  await form.getByText('Change due$15.00').waitFor()
  await page.keyboard.press('Control+Enter')
  await form.getByRole('heading', { name: 'Paid: $35.00, Cash' }).waitFor()
  expect(performance.now() - started).toBeLessThan(AT_MOST_MS)
})

test('S3-5 a contact is picked from the views of the client list, from the navigation', async () => {
  await clientOwing(studio, { name: 'Imogen Owes', owed: 2_500 })
  await clientOwing(studio, { name: 'Casper Card', savedCard: SAVED })
  const page = await atMyAccount('frontDesk')
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Clients' })
    .click()
  const views = page.getByRole('navigation', { name: 'View' })
  await views.getByRole('link', { name: 'Card on file' }).click()
  await page.getByRole('link', { name: 'Casper Card', exact: true }).waitFor()
  await expect.poll(() => page.getByText('Imogen Owes').count()).toBe(0)
  await views.getByRole('link', { name: 'Owing' }).click()
  await page.getByRole('link', { name: 'Imogen Owes', exact: true }).click()
  await page.getByRole('heading', { name: 'Imogen Owes' }).waitFor()
  await page.getByRole('heading', { name: 'Open invoices' }).waitFor()
})

test('S3-3, S3-6, S3-7, S3-8, S3-12, S3-13 Charge now asks for amount, description and method', async () => {
  const { clientId } = await clientOwing(studio, { owed: 6_000, savedCard: SAVED })
  const { page, form } = await atBilling('frontDesk', clientId)
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Charge now' }).click()
  await form.getByLabel('Amount', { exact: true }).fill('45')
  await form.getByLabel('Description').fill('Consultation')
  expect(await form.getByText('Details', { exact: true }).count()).toBe(0)
  expect(await form.getByRole('checkbox').count()).toBe(0)
  await form.getByText(/^Pays INV-\d+ in part\. Balance after: \$15\.00\.$/).waitFor()
  await form.getByRole('button', { name: 'Confirm & charge $45.00 to Visa 4242' }).click()
  await form.getByRole('heading', { name: 'Paid: $45.00, Visa 4242' }).waitFor()
  expect(page.url()).toContain(`/o/${studio.slug}/clients/${clientId}/billing/new-payment`)
})

test('S1-3 the row menu of the client list opens the short form, and all fields are one click away', async () => {
  await clientOwing(studio, { name: 'Ravi Menon', owed: 2_500, savedCard: SAVED })
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients?search=ravi`)
  await page.getByRole('button', { name: 'Actions for Ravi Menon' }).click()
  await page.getByRole('menuitem', { name: 'Charge now' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Description').fill('Camp')
  await form.getByRole('button', { name: 'Confirm & charge $25.00 to Visa 4242' }).waitFor()
  await form.getByRole('link', { name: 'All fields' }).click()
  await form.getByRole('checkbox', { name: /Lessons/ }).waitFor()
  await form.getByText('Details', { exact: true }).click()
  expect(await form.getByLabel('Description').inputValue()).toBe('Camp')
  await form.getByRole('button', { name: 'Charge $25.00 to Visa 4242' }).click()
  await form.getByRole('heading', { name: 'Paid: $25.00, Visa 4242' }).waitFor()
})

test('an invoice is paid from its own page, with it alone ticked', async () => {
  const { accountId, invoiceId } = await clientOwing(studio, { owed: 1_800, savedCard: SAVED })
  await studio.as('billingManager').post('/invoices', {
    accountId,
    dueOn: '2026-12-20',
    lines: [{ description: 'Camp', quantity: 1, unitAmount: 4_500 }],
  })
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/invoices/${invoiceId}`)
  await page.getByRole('link', { name: 'New payment' }).click()
  const form = page.getByRole('dialog')
  expect(await form.getByRole('checkbox', { name: /Camp/ }).isChecked()).toBe(false)
  await form.getByRole('button', { name: 'Charge $18.00 to Visa 4242' }).click()
  await form.getByRole('heading', { name: 'Paid: $18.00, Visa 4242' }).waitFor()
})

test('S0-2, S0-3, S0-4, S0-5, S0-6, S0-7, S1-4, S1-13, S1-15, S1-16, S1-19, S1-21, S4-21 a new card from the Billing tab', async () => {
  const { clientId } = await clientOwing(studio, { owed: 5_500 })
  const { page, form } = await atBilling('frontDesk', clientId)
  await page.getByRole('link', { name: /^New payment/ }).click()
  // The balance is suggested; other ways to pay stand beside the card.
  expect(await form.getByLabel('Amount', { exact: true }).inputValue()).toBe('55.00')
  for (const way of ['New card', 'Cash', 'Check', 'External card terminal']) {
    await form.getByRole('radio', { name: way, exact: true }).waitFor()
  }
  const fields = cardForm(page)
  for (const field of ['#number', '#expiry', '#code']) await fields.locator(field).waitFor()
  await typeCard(page, CARDS.visa)
  await form.getByRole('checkbox', { name: /^Save this card/ }).check()
  await typeAddress(page)
  // The amount to verify stands on the button and, what it pays, above it.
  await form.getByText(/^Pays INV-\d+ in full\. Balance after: \$0\.00\.$/).waitFor()
  await form.getByRole('button', { name: 'Charge $55.00 to the new card' }).click()
  await form.getByRole('heading', { name: 'Paid: $55.00, Visa 4242' }).waitFor()
  // The form is still open and shows the number of the receipt.
  await form.getByText(/Receipt R-\d+\./).waitFor()
  await form.getByRole('link', { name: 'Done' }).click()
  await page.getByText('No open invoices').waitFor()
})

test('S0-8, S1-30, S1-11 a card is chosen by its name, the amount written as people write it', async () => {
  const { clientId, methodId } = await clientOwing(studio, { owed: 4_000, savedCard: SAVED })
  await studio.as('frontDesk').patch(`/payment-methods/${methodId}`, { nickname: 'Dad’s card' })
  const { page, form } = await atBilling('frontDesk', clientId)
  for (const typed of ['$10', '10', '10.00']) {
    await page.getByRole('link', { name: /^New payment/ }).click()
    await form.getByRole('radio', { name: /Dad’s card.*Visa 4242/ }).check()
    await form.getByLabel('Amount', { exact: true }).fill(typed)
    await form.getByRole('button', { name: 'Charge $10.00 to Visa 4242' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  }
})

test('S1-17, S1-18 leaving during a charge is safe, and the result is found again', async () => {
  const { clientId } = await clientOwing(studio, { owed: 4_400, savedCard: SAVED })
  const { page, form } = await atBilling('frontDesk', clientId)
  await stage.world.sandbox.control('faults', {
    rules: [
      { kind: 'delay', delayMs: 3_000, path: '^/v1/payment_intents/[^/]+/confirm$', times: 1 },
    ],
  })
  await page.keyboard.press('p')
  await form.getByRole('button', { name: 'Charge $44.00 to Visa 4242' }).click()
  await form.getByText('Asking the bank. Leaving is safe: the payment is on record.').waitFor()
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing`)
  await page.getByText('No open invoices').waitFor()
  const row = page.getByRole('row').filter({ hasText: '$44.00' })
  await row.getByText('Paid').waitFor()
  await row.getByRole('link').first().click()
  await page.getByRole('heading', { name: /\$44\.00/ }).waitFor()
})

test('who may not take electronic payments is told so, and takes cash', async () => {
  const { clientId } = await clientOwing(studio, { owed: 1_200, savedCard: SAVED })
  const { body } = await studio.as('owner').get('/roles')
  const role = body.data.find(({ id }: { id: string }) => id === 'frontDesk')
  const without = (left: string) => role.permissions.filter((one: string) => one !== left)
  await studio.as('owner').patch('/roles/frontDesk', { permissions: without('payments.charge') })
  try {
    const { page, form } = await atBilling('frontDesk', clientId)
    await page.keyboard.press('p')
    const card = form.getByRole('radio', { name: 'Visa 4242' })
    expect(await card.isDisabled()).toBe(true)
    await form.getByText('Ask an administrator for “Take electronic payments”.').first().waitFor()
    await form.getByRole('button', { name: 'Record $12.00 cash' }).click()
    await form.getByRole('heading', { name: 'Paid: $12.00, Cash' }).waitFor()
  } finally {
    await studio.as('owner').patch('/roles/frontDesk', { permissions: role.permissions })
  }
  const reader = await stage.window(studio, 'readOnly')
  await openBilling(reader, stage, studio.slug, clientId)
  await reader.getByRole('button', { name: 'New payment' }).hover()
  await reader.getByText('Your role does not take payments.').first().waitFor()
})

test('a charge above the limit waits for a second person, and goes on in the same form', async () => {
  const { clientId } = await clientOwing(studio, { owed: 60_000, savedCard: SAVED })
  await studio.as('owner').patch('/roles/frontDesk', { chargeLimit: 50_000 })
  const { page, form } = await atBilling('frontDesk', clientId)
  const manager = await stage.window(studio, 'billingManager')
  await manager.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await page.keyboard.press('p')
  await form.getByRole('button', { name: 'Charge $600.00 to Visa 4242' }).click()
  await form.getByText('Your limit is $500.00.').waitFor()
  const ask = form.getByRole('button', { name: 'Ask for approval' })
  await ask.click()
  await form.getByText('Say why it is above the limit.').waitFor()
  await form.getByLabel('Why so much?').fill('Paid for the year')
  await ask.click()
  await form.getByText('Waiting for approval of $600.00').waitFor()

  await manager.getByTitle('1 waits for you').waitFor()
  await manager.getByRole('link', { name: /Approvals/ }).click()
  await manager.getByText('Fred Frontdesk asks to charge $600.00 to Maria Alvarez').waitFor()
  await manager.getByText('“Paid for the year”').waitFor()
  await manager.getByRole('button', { name: 'Refuse $600.00' }).click()
  await form.getByText('Bea Billing did not approve it. Nothing was charged.').waitFor()
  await form.getByLabel('Why so much?').fill('I called her, it is right')
  await ask.click()
  await manager.getByRole('button', { name: 'Approve $600.00' }).click()
  await form.getByText('Bea Billing approved it.').waitFor()
  await form
    .getByRole('status')
    .getByRole('button', { name: /^Charge \$600\.00/ })
    .click()
  await form.getByRole('heading', { name: 'Paid: $600.00, Visa 4242' }).waitFor()
  await manager.getByText('Approved and done').waitFor()
  await studio.as('owner').patch('/roles/frontDesk', { chargeLimit: null })
})

async function atBilling(role: Role, clientId: string): Promise<{ page: Page; form: Locator }> {
  const page = await stage.window(studio, role)
  await openBilling(page, stage, studio.slug, clientId)
  return { page, form: page.getByRole('dialog') }
}

async function atMyAccount(role: Role): Promise<Page> {
  const page = await stage.window(studio, role)
  await page.goto(`${stage.world.base}/o/${studio.slug}/me`)
  await page.getByRole('heading', { name: 'My account' }).waitFor()
  return page
}

async function find(page: Page, typed: string, hit: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Find a client or an action').waitFor()
  await page.keyboard.type(typed)
  await page.getByRole('dialog').getByText(hit, { exact: true }).waitFor()
  await page.keyboard.press('Enter')
}
