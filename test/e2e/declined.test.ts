import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { inOrganization, run } from '../../src/database/transaction.ts'
import { fromTypeId } from '../../src/kit/id.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { CARDS, expectNoComplaints, openBilling, type Stage, setStage, typeCard } from './stage.ts'

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

test('S3-9 another saved card is charged in one click, with everything that was typed', async () => {
  const client = await clientOwing(studio, { owed: 6_000, savedCard: 'pm_card_mastercard' })
  const page = await openPayment(client.clientId)
  await page.getByLabel('Amount', { exact: true }).fill('40.00')
  await page.getByText('Details', { exact: true }).click()
  await page.getByLabel('Description', { exact: true }).fill('Lessons in May')
  await page.getByLabel('Note').fill('Asked at the counter')
  await page.getByLabel('New card').check()
  await typeCard(page, CARDS.insufficientFunds)
  await page.getByRole('button', { name: 'Charge $40.00 to the new card' }).click()
  await declined(page)

  await page.getByRole('button', { name: 'Charge $40.00 to Mastercard 4444' }).dblclick()
  await page.getByRole('heading', { name: 'Paid: $40.00, Mastercard 4444' }).waitFor()

  const { body } = await studio.as('frontDesk').get(`/payments?accountId=${client.accountId}`)
  const [paid, failed] = body.data
  expect(body.data).toHaveLength(3)
  const seen = (await studio.as('frontDesk').get(`/payments/${paid.id}`)).body
  expect(seen).toMatchObject({
    state: 'succeeded',
    retryOf: failed.id,
    description: 'Lessons in May',
    note: 'Asked at the counter',
    amount: { amount: 4_000 },
    targets: [{ invoiceId: client.invoiceId }],
  })
})

test('what the failed payment held is free again before the next form is filled in', async () => {
  const client = await clientOwing(studio, { owed: 6_500 })
  const page = await openPayment(client.clientId)
  const release = await holdTheNewsOfTheEnd(page)
  await stage.world.sandbox.control('faults', {
    rules: [
      { kind: 'delay', delayMs: 1_500, path: '^/v1/payment_intents/[^/]+/confirm$', times: 1 },
    ],
  })
  await typeCard(page, CARDS.insufficientFunds)
  await page.getByRole('button', { name: 'Charge $65.00 to the new card' }).click()
  await declined(page)

  await page.getByRole('link', { name: 'Another card' }).click()
  await page
    .getByRole('heading', { name: 'Declined. No money was taken.' })
    .waitFor({ state: 'hidden' })
  release()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await typeCard(page, CARDS.visa)
  await page.getByText(/^Pays INV-\d+ in full\./).waitFor()
  await page.getByRole('button', { name: 'Charge $65.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Paid: $65.00, Visa 4242' }).waitFor()
})

/** The page hears that the invoice is held at once, and that it is free only when released. */
async function holdTheNewsOfTheEnd(page: Page): Promise<() => void> {
  let isHeld = false
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/billing', async (route) => {
    const response = await route.fetch()
    const body = await response.json()
    if (body.inFlight.length > 0) isHeld = true
    else if (isHeld) await released
    await route.fulfill({ response, json: body })
  })
  return release
}

test('an address alone charges nobody', async () => {
  const client = await clientOwing(studio, { owed: 6_100, savedCard: 'pm_card_visa' })
  const page = await stage.window(studio, 'frontDesk')
  const search = new URLSearchParams({ method: client.methodId, key: 'k'.repeat(32) })
  await page.goto(
    `${stage.world.base}/o/${studio.slug}/clients/${client.clientId}/billing/new-payment?${search}`,
  )
  await page.getByRole('button', { name: 'Charge $61.00 to Visa 4242' }).waitFor()
  const { body } = await studio.as('frontDesk').get(`/payments?accountId=${client.accountId}`)
  expect(body.data).toHaveLength(1)
})

test('S0-15 a smaller amount opens the form with the rest kept', async () => {
  const client = await clientOwing(studio, { owed: 6_200 })
  const page = await openPayment(client.clientId)
  await page.getByText('Details', { exact: true }).click()
  await page.getByLabel('Note').fill('Half today')
  await typeCard(page, CARDS.insufficientFunds)
  await page.getByRole('button', { name: 'Charge $62.00 to the new card' }).click()
  await declined(page)
  await page.getByText('Not enough money or credit on the card today.').waitFor()
  await blocked(
    page,
    /^The bank wants us to wait\. From \w{3}, \w{3} \d+, .* it can be tried again\.$/,
  )

  await page.getByRole('link', { name: 'Smaller amount' }).click()
  const amount = page.getByLabel('Amount', { exact: true })
  expect(await amount.inputValue()).toBe('62.00')
  await amount.fill('30.00')
  await page.getByText('Details', { exact: true }).click()
  expect(await page.getByLabel('Note').inputValue()).toBe('Half today')
  await typeCard(page, CARDS.visa)
  await page.getByRole('button', { name: 'Charge $30.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Paid: $30.00, Visa 4242' }).waitFor()
})

test('S0-17 S0-16 what was typed wrongly is typed again; the words can be copied', async () => {
  const client = await clientOwing(studio, { owed: 6_300 })
  const page = await openPayment(client.clientId)
  await typeCard(page, '4000000000000127')
  await page.getByRole('button', { name: 'Charge $63.00 to the new card' }).click()
  await declined(page)
  await page.getByText('The security code did not match.').waitFor()
  await page.getByText('Could you check the security code with me once more?').waitFor()
  await page.getByRole('button', { name: 'Copy the words' }).waitFor()
  await blocked(page, 'Not as it is: the card has to be typed again.')
  await page.getByRole('link', { name: 'Type the card again' }).click()
  await typeCard(page, CARDS.visa)
  await page.getByRole('button', { name: 'Charge $63.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Paid: $63.00, Visa 4242' }).waitFor()
})

test('S0-18 a retry opens by itself when its time has come', async () => {
  const client = await clientOwing(studio, { owed: 6_400 })
  const page = await openPayment(client.clientId)
  await typeCard(page, '4000000000000119')
  await page.getByRole('button', { name: 'Charge $64.00 to the new card' }).click()
  await declined(page)
  await page.getByText('Wait a moment, then charge once more.', { exact: false }).waitFor()
  await blocked(page, /^The bank wants us to wait\. From /)
  await minutesPass(client.accountId, 1)
  await page.reload()
  await page.getByRole('link', { name: 'Try again' }).click()
  await page.getByRole('button', { name: 'Charge $64.00 to the new card' }).waitFor()
})

test('S0-14 a stolen card is no more than a no on the screen of the front desk', async () => {
  const client = await clientOwing(studio, { owed: 6_500 })
  const page = await openPayment(client.clientId)
  await typeCard(page, '4000000000009979')
  await page.getByRole('button', { name: 'Charge $65.00 to the new card' }).click()
  await declined(page)
  await page.getByText('The bank declined this card.', { exact: false }).waitFor()
  await blocked(page, 'This card cannot be charged again.')
  expect(await page.getByText('Codes of the bank').count()).toBe(0)
  expect(await page.locator('body').innerText()).not.toMatch(/stolen/i)
})

test('a card that rests says until when, before the bank is asked', async () => {
  const client = await clientOwing(studio, { owed: 6_600, savedCard: 'pm_card_visa' })
  const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa_chargeDeclined')
  const method = { kind: 'new', confirmationToken, save: false }
  const { accountId } = client
  await studio.as('frontDesk').pay({ accountId, amount: 6_600, currency: 'USD', method })
  await inOrganization(stage.world.server.app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`update payment_method set fingerprint = (select card_fingerprint from payment
            where state = 'failed' and account_id = ${fromTypeId('acc', accountId)})
          where id = ${fromTypeId('pm', client.methodId)}`,
    ),
  )
  const page = await openPayment(client.clientId)
  await page.getByRole('button', { name: 'Charge $66.00 to Visa 4242' }).click()
  await page.getByText('The bank declined this card. It can be tried again from').waitFor()
})

async function openPayment(clientId: string): Promise<Page> {
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)
  await page.keyboard.press('p')
  await page.getByRole('button', { name: /^Charge \$/ }).waitFor()
  return page
}

async function declined(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Declined. No money was taken.' }).waitFor()
}

/** The button that tries again is grey and says why. */
async function blocked(page: Page, reason: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name: 'Try again' })
  expect(await button.getAttribute('aria-disabled')).toBe('true')
  const id = await button.getAttribute('aria-describedby')
  const text = await page.locator(`[id="${id}"]`).innerText()
  if (typeof reason === 'string') expect(text).toBe(reason)
  else expect(text).toMatch(reason)
}

async function minutesPass(accountId: string, minutes: number): Promise<void> {
  await inOrganization(stage.world.server.app.db, studio.orgId, (tx) =>
    run(
      tx,
      sql`update payment set settled_at = settled_at - make_interval(mins => ${minutes})
          where account_id = ${fromTypeId('acc', accountId)} and state = 'failed'`,
    ),
  )
}
