import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
})
beforeEach(async () => {
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

/** A planned payment that was declined with another card. */
async function declinedPlan(name: string) {
  const desk = studio.as('frontDesk')
  const client = await clientOwing(studio, { owed: 5_000, name, savedCard: 'pm_card_visa' })
  const { accountId, methodId, invoiceId } = client
  const { tenders } = (await desk.get('/organization')).body
  const made = await desk.post('/scheduled-payments', {
    accountId,
    amount: 5_000,
    currency: 'USD',
    dueOn: '2099-01-31',
    tenderId: tenders.find(({ kind }: { kind: string }) => kind === 'card').id,
    methodId,
  })
  const declined = await desk.pay({
    accountId,
    amount: 5_000,
    currency: 'USD',
    invoiceIds: [invoiceId],
    scheduledId: made.body.id,
    method: {
      kind: 'new',
      confirmationToken: await cardToken(studio.stripe, 'pm_card_chargeDeclinedInsufficientFunds'),
      save: false,
    },
  })
  return { ...client, paymentId: declined.body.id as string }
}

async function openCenter(): Promise<Page> {
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await page.getByRole('link', { name: /^Action center/ }).click()
  await page.getByRole('heading', { name: 'Payment Action Center' }).waitFor()
  return page
}

const entry = (page: Page, name: string) =>
  page
    .getByRole('list', { name: 'Payment Action Center' })
    .getByRole('listitem')
    .filter({ hasText: name })

test('S2-56 what was declined is charged again where it stands, and the entry goes', async () => {
  const { invoiceId } = await declinedPlan('Maria Alvarez')
  const page = await openCenter()
  await page.getByText('1 entry needs somebody').waitFor()
  await entry(page, 'Maria Alvarez').getByText('No money was taken.').waitFor()

  await page.getByRole('button', { name: 'Charge $50.00 to Visa 4242 again' }).dblclick()

  await page.getByText('Nothing needs you').waitFor()
  const { body } = await studio.as('frontDesk').get(`/invoices/${invoiceId}`)
  expect(body.state).toBe('paid')
})

test('an entry is given, dismissed with a reason, and opened again', async () => {
  await declinedPlan('Maria Alvarez')
  const page = await openCenter()
  const item = entry(page, 'Maria Alvarez')
  await item.getByRole('button', { name: /^I see to it/ }).click()
  await item.getByText('given to Fred Frontdesk').waitFor()

  await item.getByRole('button', { name: /^Dismiss…/ }).click()
  await item.getByRole('button', { name: 'Dismiss', exact: true }).click()
  await item.getByText('Say why it needs nobody.').first().waitFor()
  await item.getByLabel('Why does it need nobody?').fill('Pays in May')
  await item.getByRole('button', { name: 'Dismiss', exact: true }).click()
  await page.getByText('Nothing needs you').waitFor()

  await page.getByLabel('State').selectOption('dismissed')
  await item.getByText('“Pays in May”').waitFor()
  await item.getByRole('button', { name: /^Open it again/ }).click()
  await page.getByText('Nothing matches').waitFor()
  await page.getByRole('link', { name: 'Clear the filters' }).click()
  await item.waitFor()
})

test('the list is walked by keys, and another way to pay keeps what it was for', async () => {
  await declinedPlan('Ewa Żółkiewska')
  const { paymentId, clientId } = await declinedPlan('Maria Alvarez')
  const page = await openCenter()
  await entry(page, 'Maria Alvarez').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/payments/${paymentId}`))
  await page.getByText('This payment needs somebody.').waitFor()
  await page.goBack()

  await entry(page, 'Maria Alvarez')
    .getByRole('link', { name: /^Another way to pay/ })
    .click()
  await page.waitForURL(new RegExp(`/clients/${clientId}/billing/new-payment`))
  await page.getByLabel('Cash').check()
  await page.getByRole('button', { name: 'Record $50.00' }).click()
  await page.getByRole('heading', { name: /^Paid: \$50\.00/ }).waitFor()
  const { data } = (await studio.as('frontDesk').get('/attention')).body
  expect(data).toMatchObject([{ client: { name: 'Ewa Żółkiewska' } }])
})
