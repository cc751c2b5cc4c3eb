import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/database/connection.ts'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, openBilling, type Stage, setStage } from './stage.ts'

const SAVED = 'pm_card_visa'

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

test('from anywhere to a paid result without the mouse', async () => {
  await clientOwing(studio, { name: 'Quentin Alvarado', owed: 8_500, savedCard: SAVED })
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/me`)
  await page.getByRole('heading', { name: 'My account' }).waitFor()

  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Find a client or an action').waitFor()
  await page.keyboard.type('quen')
  await page.getByRole('dialog').getByText('Quentin Alvarado').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Quentin Alvarado' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Charge $85.00 to Visa 4242' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Paid: $85.00, Visa 4242' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Clients' }).waitFor()
})

test('an invoice of two lines is written, then paid', async () => {
  const { clientId } = await clientOwing(studio, { name: 'Ines Moreau', savedCard: SAVED })
  const page = await stage.window(studio, 'billingManager')
  await openBilling(page, stage, studio.slug, clientId)
  await page.keyboard.press('i')
  await page.getByLabel('Description, line 1').fill('Lessons')
  await page.getByLabel('Quantity, line 1').fill('3')
  await page.getByLabel('Price, line 1').fill('45.00')
  await page.getByText('$135.00', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Add a line' }).click()
  await page.getByLabel('Description, line 2').fill('Registration')
  await page.getByRole('button', { name: 'Issue the invoice' }).click()
  await page.getByText('Enter a price like 45.00.').waitFor()
  await page.getByLabel('Price, line 2').fill('25.5')
  await page.getByLabel('Due on').fill('2027-01-15')
  await page.getByRole('button', { name: 'Issue the invoice, $160.50' }).click()

  const invoice = page.getByRole('row').filter({ hasText: 'Lessons and 1 more' })
  await invoice.getByText('$160.50').waitFor()
  await invoice.getByText('Jan 15').waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Charge $160.50 to Visa 4242' }).click()
  await page.getByRole('heading', { name: 'Paid: $160.50, Visa 4242' }).waitFor()
  await page.getByText('Balance now $0.00.').waitFor()
})

test('more than is owed is asked about, and kept as credit when that is meant', async () => {
  const { clientId } = await clientOwing(studio, { owed: 4_000, savedCard: SAVED })
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, clientId)
  await amountOf(page).fill('50.00')
  await page.getByText('$10.00 more than what is ticked').waitFor()
  await page.getByRole('button', { name: 'Charge $50.00 to Visa 4242' }).click()
  await page
    .getByText('$40.00 is due. Charge $40.00, or confirm that $10.00 becomes credit.')
    .waitFor()
  expect(await amountOf(page).inputValue()).toBe('50.00')
  await page.getByRole('button', { name: 'Charge $40.00', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Charge $50.00, keep $10.00 as credit' }).click()

  await page.getByRole('heading', { name: 'Paid: $50.00, Visa 4242' }).waitFor()
  await page.getByRole('link', { name: 'Done' }).click()
  // A dollar was paid on account when the card was saved.
  await page.getByText('$11.00').waitFor()
})

test('the same amount again is asked about, and the reason is kept', async () => {
  const { clientId } = await clientOwing(studio, { owed: 4_000, savedCard: SAVED })
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, clientId)
  await amountOf(page).fill('20.00')
  await page.getByRole('button', { name: 'Charge $20.00 to Visa 4242' }).click()
  await page.getByRole('heading', { name: /^Paid: \$20\.00/ }).waitFor()

  await openPayment(page, clientId)
  await page.getByRole('button', { name: 'Charge $20.00 to Visa 4242' }).click()
  await page.getByText(/^Fred Frontdesk took \$20\.00 on this account at .+ Say why\./).waitFor()
  const again = page.getByRole('button', { name: 'Charge $20.00 again' })
  await again.click()
  await page.getByText('Say why it is charged again.').waitFor()
  await page.getByLabel('Why again?').fill('Two children, one price')
  await again.click()
  await page.getByRole('heading', { name: /^Paid: \$20\.00/ }).waitFor()
})

test('S2-25, S2-26 ticking invoices sets the amount, in the form and before it', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 3_000, savedCard: SAVED })
  const second = await studio.as('billingManager').post('/invoices', {
    accountId,
    dueOn: '2026-12-20',
    lines: [{ description: 'Camp', quantity: 1, unitAmount: 4_500 }],
  })
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, clientId)
  expect(await amountOf(page).inputValue()).toBe('75.00')
  await page.getByRole('checkbox', { name: /Lessons/ }).uncheck()
  expect(await amountOf(page).inputValue()).toBe('45.00')
  await page.getByText(`Pays ${second.body.number} in full. Balance after: $30.00.`).waitFor()

  await page.keyboard.press('Escape')
  await page.getByRole('checkbox', { name: `Select ${second.body.number}` }).check()
  await page.getByRole('link', { name: 'Pay 1 selected, $45.00' }).click()
  expect(await amountOf(page).inputValue()).toBe('45.00')
  expect(await page.getByRole('checkbox', { name: /Lessons/ }).isChecked()).toBe(false)
})

test('an amount that cannot be read is said at the field and stays as typed', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 200_000, savedCard: SAVED })
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, clientId)
  const field = amountOf(page)
  for (const [typed, sentence] of [
    ['1.000,00', 'Write one thousand as 1000.00 or 1,000.00.'],
    ['ten', 'Enter an amount like 125.00.'],
    ['0.49', 'The smallest card charge is $0.50.'],
    ['-5.00', 'Enter a positive amount. To give money back, use Refund.'],
    ['10.005', 'US dollars have 2 decimals. Enter 10.00 or 10.01.'],
    ['1,000,000.00', 'The largest single charge is $999,999.99.'],
  ] as const) {
    await field.fill(typed)
    await page.keyboard.press('Control+Enter')
    await page.getByText(sentence).waitFor()
    expect(await field.inputValue()).toBe(typed)
    expect(await field.getAttribute('aria-invalid')).toBe('true')
  }
  const sent = stage.requests.filter((request) => !request.startsWith('GET '))
  expect(sent.filter((request) => request.includes(accountId))).toEqual([])
  await field.fill('1,000.00')
  await page.getByRole('button', { name: 'Charge $1,000.00 to Visa 4242' }).click()
  await page.getByRole('heading', { name: /^Paid: \$1,000\.00/ }).waitFor()
})

test('a card number in a text is refused before it leaves the page', async () => {
  const { clientId } = await clientOwing(studio, { owed: 1_500, savedCard: SAVED })
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, clientId)
  await page.getByText('Details', { exact: true }).click()
  await page.getByLabel('Note').fill('use 4242 4242 4242 4242 next time')
  await page.getByRole('button', { name: 'Charge $15.00 to Visa 4242' }).click()
  const refusal = page.getByText('Remove the card number. You may write "ending 4242".')
  await refusal.waitFor()
  expect(await page.getByLabel('Note').inputValue()).toBe('use 4242 4242 4242 4242 next time')
  await page.getByLabel('Note').fill('security code 123')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Remove the security code; it must never be stored.').waitFor()
  await page.getByLabel('Note').fill('ending 4242')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: /^Paid: \$15\.00/ }).waitFor()

  await page.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await page.getByRole('searchbox', { name: 'Search clients' }).fill('4242424242424242')
  await page.getByText('Remove the card number. Search by the last four.').waitFor()
  await page.getByRole('link', { name: 'New client' }).click()
  await page.getByLabel('Name').fill('Max 4242-4242-4242-4242')
  await page.getByRole('button', { name: 'Add the client' }).click()
  await refusal.waitFor()
  expect(
    stage.requests.filter((request) => request.replace(/\D/g, '').includes('4242424242424242')),
  ).toEqual([])
})

test('an expired card is asked about before it is tried', async () => {
  const { clientId, methodId } = await clientOwing(studio, { owed: 2_200, savedCard: SAVED })
  await expire(methodId)
  const page = await stage.window(studio, 'frontDesk')
  await openPayment(page, clientId)
  expect(await page.getByRole('radio', { name: 'New card' }).isChecked()).toBe(true)
  await page.getByRole('radio', { name: 'Visa 4242' }).check()
  await page.getByRole('button', { name: 'Charge $22.00 to Visa 4242' }).click()
  await page.getByText('Visa 4242 expired 03/2026. Ask the client for a new date.').waitFor()
  await page.getByRole('button', { name: 'Charge it anyway' }).click()
  await page.getByRole('heading', { name: /^Paid: \$22\.00/ }).waitFor()
})

test('a card is named, then removed after one question', async () => {
  const { clientId } = await clientOwing(studio, { owed: 2_000, savedCard: SAVED })
  const page = await stage.window(studio, 'billingManager')
  await openBilling(page, stage, studio.slug, clientId)
  const menu = page.getByRole('button', { name: 'Actions for Visa 4242' })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Change the nickname' }).click()
  await page.getByRole('textbox', { name: 'Nickname' }).fill('Dad’s card')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^Dad’s card/).waitFor()

  await menu.click()
  await page.getByRole('menuitem', { name: 'Remove the card' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await menu.click()
  await page.getByRole('menuitem', { name: 'Remove the card' }).click()
  await page.getByRole('button', { name: 'Remove Visa 4242' }).click()
  await page.getByText('No card on file').waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Charge $20.00 to the new card' }).waitFor()
})

test('a client is edited, archived and restored', async () => {
  const { clientId } = await clientOwing(studio, { name: 'Theo Archer' })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)
  await choose(page, 'Edit client')
  await page.getByLabel('E-mail').fill('theo at example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter an e-mail address like maria@example.com.').waitFor()
  await page.getByLabel('E-mail').fill('theo@example.com')
  await page.getByLabel('Name').fill('Theodor Archer')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Theodor Archer' }).waitFor()
  await page.getByText('theo@example.com').waitFor()

  await choose(page, 'Archive client')
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
  const blocked = page.getByRole('button', { name: 'New payment' })
  await blocked.hover()
  await page.getByText('Archived: nothing can be charged').first().waitFor()
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients?search=theodor`)
  await page.getByText('Nobody matches “theodor”').waitFor()
  await page.getByRole('link', { name: 'Archived' }).click()
  await page.getByRole('link', { name: 'Theodor Archer' }).click()
  await choose(page, 'Restore client')
  await page.getByRole('link', { name: 'New payment' }).waitFor()
})

async function openPayment(page: Page, clientId: string): Promise<void> {
  await openBilling(page, stage, studio.slug, clientId)
  await page.keyboard.press('p')
  await amountOf(page).waitFor()
}

function amountOf(page: Page) {
  return page.getByLabel('Amount', { exact: true })
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** No processor saves a card that has expired; cards grow old in the wallet. */
async function expire(methodId: string): Promise<void> {
  const db = connect(stage.world.databaseUrl, { connections: 1 })
  await inOrganization(db, studio.orgId, (tx) =>
    run(
      tx,
      sql`update payment_method set exp_month = 3, exp_year = 2026 where id = ${fromTypeId('pm', methodId)}`,
    ),
  )
  await db.destroy()
}
