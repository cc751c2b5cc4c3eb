import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addDays, type PlainDate, todayIn } from '../../src/kit/time.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, openBilling, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization
let maria: Awaited<ReturnType<typeof clientOwing>>
const today = todayIn('America/New_York', new Date())
const lastMonth = addDays(`${today.slice(0, 7)}-01` as PlainDate, -1)

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Studio')
  const manager = studio.as('billingManager')
  maria = await clientOwing(studio, { owed: 12_500 })
  const { tenders } = (await manager.get('/organization')).body
  const cash = tenders.find((one: { kind: string }) => one.kind === 'cash').id
  const common = { accountId: maria.accountId, currency: 'USD', duplicateReason: 'Another' }
  const tender = { kind: 'tender', tenderId: cash }
  await manager.pay({ ...common, amount: 2_000, postedOn: lastMonth, method: tender })
  await manager.pay({ ...common, amount: 3_000, method: tender })
  const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa')
  const method = { kind: 'new', save: false, confirmationToken }
  await manager.pay({ ...common, amount: 4_000, method })
})
afterEach(async () => {
  expectNoComplaints(stage)
  await stage.clear()
})
afterAll(() => stage.end())

const open = (page: Page, path: string) => page.goto(`${stage.world.base}/o/${studio.slug}/${path}`)

test('N8 the figure on the Billing tab opens into its lines, and each line into what it is about', async () => {
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, maria.clientId)
  await page.getByRole('link', { name: '$35.00' }).first().click()
  await page.getByRole('heading', { name: 'What is owed' }).waitFor()
  await page.getByText('made of 4 lines').waitFor()
  await page.getByLabel('As of the end of').fill(lastMonth)
  await page.getByText('No line by then').waitFor()
  await page.getByLabel('As of the end of').fill(today)
  await page.getByRole('link', { name: 'Invoice INV-101' }).click()
  await page.getByRole('heading', { name: 'INV-101' }).waitFor()
})

test('S3-1, S3-2 what a client ever paid, with a chart that leads on', async () => {
  const page = await stage.window(studio, 'billingManager')
  await openBilling(page, stage, studio.slug, maria.clientId)
  await page.getByRole('link', { name: '$90.00' }).click()
  await page.getByRole('heading', { name: 'Payment history' }).waitFor()
  await page.getByText('$30.00', { exact: true }).first().waitFor()
  expect(await page.getByRole('figure').getByRole('link').count()).toBe(12)
  await page.getByRole('figure').getByRole('link').last().click()
  await page.getByRole('heading', { name: 'Statement' }).waitFor()
})

test('a statement is mailed to the address that is shown', async () => {
  const page = await stage.window(studio, 'billingManager')
  await open(page, `accounts/${maria.accountId}/statement`)
  await page.getByRole('button', { name: 'Email statement' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Send it to').fill('maria@example.com')
  await dialog.getByRole('button', { name: 'Send to maria@example.com' }).click()
  await dialog.getByText('It is on its way to maria@example.com.').waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'E-mails' }).waitFor()
  await page.getByText('maria@example.com').first().waitFor()
})

test('who may see reports begins with them; a figure of the dashboard opens what it is made of', async () => {
  const page = await stage.window(studio, 'billingManager')
  await open(page, '')
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor()
  await page.getByRole('link', { name: '$35.00' }).click()
  await page.getByRole('heading', { name: 'Aging' }).waitFor()
  await page.getByRole('link', { name: 'Maria Alvarez' }).waitFor()

  const desk = await stage.window(studio, 'frontDesk')
  await open(desk, '')
  await desk.getByRole('heading', { name: 'Clients' }).waitFor()
})

test('the drawer is counted, the difference is explained, and the cash goes to the bank', async () => {
  const page = await stage.window(studio, 'billingManager')
  await open(page, 'reports/day')
  await page.getByRole('button', { name: 'Count: Cash in the drawer' }).click()
  await page.getByLabel('What is there').fill('49.90')
  await page.getByRole('button', { name: 'Save the count' }).click()
  await page.getByText('It differs from what is expected.').first().waitFor()
  await page.getByLabel('Why it differs').fill('Ten cents are gone')
  await page.getByRole('button', { name: 'Save the count' }).click()
  await page.getByText('a difference of -$0.10').waitFor()

  await page.getByRole('link', { name: 'Bring to the bank' }).click()
  await page.getByRole('checkbox').nth(1).uncheck()
  await page.getByRole('button', { name: 'Bring $20.00 to the bank' }).click()
  await page.getByRole('button', { name: 'Bring $30.00 to the bank' }).waitFor()
  await page.getByText('by Bea Billing').waitFor()
})

test('a deposit recorded by mistake is undone with a reason, and its cash is in hand again', async () => {
  const page = await stage.window(studio, 'billingManager')
  await open(page, 'reports/deposits')
  await page.getByRole('heading', { name: 'Brought to the bank' }).waitFor()
  await page.getByRole('table').last().getByRole('link').first().click()
  await page.getByRole('button', { name: 'Undo the deposit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Undo the deposit' }).click()
  await dialog.getByText('Write down why.').waitFor()
  await dialog.getByLabel('Why').fill('The bag is still in the safe')
  await dialog.getByRole('button', { name: 'Undo the deposit' }).click()
  await page.getByText('Bea Billing undid this deposit on', { exact: false }).waitFor()
  await page.getByText('The bag is still in the safe').waitFor()
  await open(page, 'reports/deposits')
  await page.getByText('Undone', { exact: false }).waitFor()
  await page.getByRole('button', { name: /^Bring .* to the bank$/ }).waitFor()
})

test('a month is closed and reopened with a reason', async () => {
  const page = await stage.window(studio, 'billingManager')
  await open(page, 'reports/months')
  await page.getByRole('button', { name: /^Close / }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Close / })
    .click()
  await page
    .getByText(/^Closed until/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: /^Reopen / }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why').fill('A check was forgotten')
  await dialog.getByRole('button', { name: /^Reopen / }).click()
  await page.getByText('A check was forgotten').waitFor()
  await page.getByText('No month is closed yet').waitFor()
})

test('a date in a closed month is refused at the date, with who can open it; what was typed stays', async () => {
  const owner = studio.as('owner')
  const month = lastMonth.slice(0, 7)
  await owner.post('/books/close', { month, despiteUnclear: true })
  const page = await stage.window(studio, 'billingManager')
  await open(page, `clients/${maria.clientId}/billing/new-payment`)
  const form = page.getByRole('dialog')
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByText('Details', { exact: true }).click()
  await form.getByLabel('Date posted').fill(lastMonth)
  await form.getByLabel('Note').fill('From the old drawer')
  await form.getByRole('button', { name: /^Record / }).click()
  await form.getByText(/is closed. Use a later date, or ask somebody with “Close months”/).waitFor()
  await form.locator('input[name="postedOn"]:focus').waitFor()
  expect(await form.getByLabel('Note').inputValue()).toBe('From the old drawer')
  await owner.post('/books/reopen', { month, why: 'For the next test' })
})
