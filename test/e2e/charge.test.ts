import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/database/connection.ts'
import { rows } from '../../src/database/transaction.ts'
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

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

test('S1-14, S2-17, S2-28, S2-31, S4-18, S4-19 a new card is taken and saved, then charged again with two clicks', async () => {
  const { clientId } = await clientOwing(studio, { owed: 12_500 })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)

  await page.keyboard.press('p')
  await page.getByLabel('Amount', { exact: true }).fill('100.00')
  await typeCard(page, CARDS.visa)
  await page.getByRole('checkbox', { name: /^Save this card/ }).check()
  await typeAddress(page)
  await page.getByRole('button', { name: 'Charge $100.00 to the new card' }).click()

  await page.getByRole('heading', { name: /^Paid: \$100\.00, Visa 4242/ }).waitFor()
  await page.getByRole('dialog').getByText('R-1001').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('May be charged by Harbor Family Center').waitFor()
  await expect.poll(() => page.getByText('$25.00').count()).toBeGreaterThan(0)

  await page.getByRole('link', { name: /^New payment/ }).click()
  await page.getByRole('button', { name: 'Charge $25.00 to Visa 4242' }).click()
  await page.getByRole('heading', { name: /^Paid: \$25\.00, Visa 4242/ }).waitFor()

  await page
    .getByRole('dialog')
    .getByRole('link', { name: /R-1002|receipt/i })
    .click()
  await page.getByRole('heading', { level: 1, name: /R-1002/ }).waitFor()
})

test('S0-19, S2-13 the card number reaches neither our origin nor the database', async () => {
  const seen = stage.requests.filter((request) => digits(request).includes(CARDS.visa))
  expect(seen).toEqual([])
  const db = connect(stage.world.databaseUrl, { connections: 1 })
  const columns = await rows<{ schema: string; table: string; column: string }>(
    db,
    sql`select table_schema as "schema", table_name as "table", column_name as "column" from information_schema.columns
        where table_schema in ('public', 'auth') and data_type in ('text', 'jsonb', 'character varying')`,
  )
  expect(columns.length).toBeGreaterThan(50)
  for (const { schema, table, column } of columns) {
    const found = await rows(
      db,
      sql`select from ${sql.table(`${schema}.${table}`)} where ${sql.ref(column)}::text like ${`%${CARDS.visa}%`}`,
    )
    expect(found, `${table}.${column}`).toEqual([])
  }
  await db.destroy()
})

test('a bank’s approval is given in its own window', async () => {
  const { clientId } = await clientOwing(studio, { owed: 4_000 })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)

  await page.keyboard.press('p')
  await typeCard(page, CARDS.challenged)
  await page.getByRole('button', { name: 'Charge $40.00 to the new card' }).click()
  await page.frameLocator('dialog iframe').getByRole('button', { name: 'Complete' }).click()

  await page.getByRole('heading', { name: /^Paid: \$40\.00/ }).waitFor()
})

test('a decline says that no money was taken, keeps what was typed, and another card pays', async () => {
  const { clientId } = await clientOwing(studio, { owed: 3_000 })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)

  await page.keyboard.press('p')
  await typeCard(page, CARDS.insufficientFunds)
  await page.getByRole('button', { name: 'Charge $30.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Declined. No money was taken.' }).waitFor()

  await page.getByText('Another card', { exact: true }).click()
  await typeCard(page, CARDS.visa)
  await page.getByRole('button', { name: 'Charge $30.00 to the new card' }).click()
  await page.getByRole('heading', { name: /^Paid: \$30\.00/ }).waitFor()
})

test('a colleague sees a charge while it happens, and two clicks are one payment', async () => {
  const { clientId, accountId } = await clientOwing(studio, {
    owed: 2_000,
    savedCard: 'pm_card_visa',
  })
  const clerk = await stage.window(studio, 'frontDesk')
  const colleague = await stage.window(studio, 'billingManager')
  await openBilling(clerk, stage, studio.slug, clientId)
  await openBilling(colleague, stage, studio.slug, clientId)
  await stage.world.sandbox.control('faults', {
    rules: [
      { kind: 'delay', delayMs: 4_000, path: '^/v1/payment_intents/[^/]+/confirm', times: 1 },
    ],
  })

  await clerk.keyboard.press('p')
  await clerk.getByRole('button', { name: 'Charge $20.00 to Visa 4242' }).dblclick()
  await colleague.getByText(/Fred Frontdesk is charging \$20\.00/).waitFor()
  await clerk.getByRole('heading', { name: /^Paid: \$20\.00/ }).waitFor()
  await expect.poll(() => colleague.getByText(/is charging/).count()).toBe(0)

  const payments = await studio.as('frontDesk').get(`/payments?accountId=${accountId}`)
  expect(
    payments.body.data.filter((one: { amount: { amount: number } }) => one.amount.amount === 2_000),
  ).toHaveLength(1)
})

function digits(text: string): string {
  return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '')).replace(/[^0-9]/g, '')
}
