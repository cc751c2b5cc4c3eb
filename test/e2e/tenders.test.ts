import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addDays, parsePlainDate, todayIn } from '../../src/kit/time.ts'
import type { Role } from '../../src/staff/roles.ts'
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

test('S1-9, S4-14, S4-15 the fields change with the tender; cash shows the change that is due', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 8_500, savedCard: SAVED })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByRole('button', { name: 'Charge $85.00 to Visa 4242' }).waitFor()
  expect(await form.getByLabel('Amount tendered').count()).toBe(0)

  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByLabel('Amount tendered').fill('80')
  await form.getByText('Still missing').waitFor()
  await form.getByRole('button', { name: 'Record $85.00 cash' }).click()
  await form.getByText('$5.00 is missing. Lower the amount or take more cash.').waitFor()
  expect(await form.getByLabel('Amount tendered').inputValue()).toBe('80')
  await form.getByRole('button', { name: '$100.00' }).click()
  expect(await form.getByLabel('Amount tendered').inputValue()).toBe('100.00')
  await form.getByText('Change due$15.00').waitFor()
  await form.getByRole('button', { name: 'Record $85.00 cash' }).click()

  await form.getByRole('heading', { name: 'Paid: $85.00, Cash' }).waitFor()
  await form.getByText('Change due$15.00').waitFor()
  await form.getByRole('link', { name: 'Done' }).click()
  await page.getByText('No open invoices').waitFor()
  await page.getByRole('row').filter({ hasText: 'Cash' }).getByText('$85.00').waitFor()
  expect(await latest(accountId)).toMatchObject({
    paidWith: 'Cash',
    tendered: { amount: 10_000 },
    change: { amount: 1_500 },
  })
})

test('S4-16, S4-17, S4-20 a check with its number, a card on its own terminal', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 4_000 })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByLabel('Amount', { exact: true }).fill('30')
  await form.getByRole('radio', { name: 'Check', exact: true }).check()
  await form.getByLabel('Check number').fill('1044')
  await form.getByRole('button', { name: 'Record $30.00 check' }).click()
  await form.getByRole('heading', { name: 'Paid: $30.00, Check 1044' }).waitFor()

  await form.getByRole('link', { name: 'Done' }).click()
  await page.keyboard.press('p')
  await form.getByRole('radio', { name: 'External card terminal' }).check()
  await form.getByText('Run the card on its own terminal first.').waitFor()
  await form.getByLabel('Card type').selectOption('Mastercard')
  await form.getByLabel('Authorization code').fill('4242 4242 4242 4242')
  const record = form.getByRole('button', { name: 'Record $10.00, External card terminal' })
  await record.click()
  await form.getByText('Remove the card number.').waitFor()
  await form.getByLabel('Authorization code').fill('A1B2C3')
  await record.click()
  await form.getByRole('heading', { name: 'Paid: $10.00, Mastercard' }).waitFor()
  expect(await latest(accountId)).toMatchObject({
    externalBrand: 'Mastercard',
    authorizationCode: 'A1B2C3',
    balanceAfter: { amount: 0 },
  })
})

test('S0-9, S1-7, S1-8, S1-10, S1-12, S4-12 every detail is kept with the payment', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 6_000, savedCard: SAVED })
  await studio.as('frontDesk').patch(`/clients/${clientId}`, { email: 'maria@example.com' })
  const { form } = await openPayment('frontDesk', clientId)
  const { number } = (await studio.as('frontDesk').get(`/clients/${clientId}`)).body
  const made = `${inReference(await today())} ${number} CC`
  await form.getByText(`Posted today · ${made} · Client responsibility`).waitFor()
  await form.getByText('receipt to maria@example.com').waitFor()

  await form.getByText('Details', { exact: true }).click()
  expect(await form.getByLabel('Reference').inputValue()).toBe(made)
  await form.getByRole('radio', { name: 'Cash' }).check()
  expect(await form.getByLabel('Reference').inputValue()).toBe(made.replace('CC', 'CASH'))
  await form.getByText('Empty: to maria@example.com (on file).').waitFor()
  await form.getByLabel('Payer').selectOption('Insurer')
  await form.getByLabel('Reference').fill('Spring 7')
  await form.getByLabel('Description').fill('Monthly service')
  await form.getByLabel('Note').fill('1/1/2026 DOS 90837')
  await form.getByLabel('E-mail receipt to').fill('maria at example')
  await form.getByLabel('Refundable until').fill(addDays(await today(), 30))
  await form.getByRole('button', { name: 'Record $60.00 cash' }).click()
  await form.getByText('Enter an e-mail address like').waitFor()
  await form.getByLabel('E-mail receipt to').fill('dad@example.com')
  await form.getByRole('button', { name: 'Record $60.00 cash' }).click()

  await form.getByRole('heading', { name: 'Paid: $60.00, Cash' }).waitFor()
  expect(await latest(accountId)).toMatchObject({
    reference: 'Spring 7',
    payerCategory: { name: 'Insurer' },
    description: 'Monthly service',
    note: '1/1/2026 DOS 90837',
    receiptEmail: 'dad@example.com',
    refundableUntil: addDays(await today(), 30),
    postedOn: await today(),
  })
})

test('S1-8 a reference that is taken gets a number; one that is typed is refused in place', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 9_000 })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByLabel('Amount', { exact: true }).fill('10')
  await form.getByRole('button', { name: 'Record $10.00 cash' }).click()
  await form.getByRole('heading', { name: 'Paid: $10.00, Cash' }).waitFor()
  const first: string = (await latest(accountId)).reference
  expect(first).toMatch(/ CASH$/)

  await form.getByRole('link', { name: 'Done' }).click()
  await page.keyboard.press('p')
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByLabel('Amount', { exact: true }).fill('20')
  await form.getByText(`${first} 2`).waitFor()
  await form.getByText('Details', { exact: true }).click()
  await form.getByLabel('Reference').fill(first)
  await form.getByRole('button', { name: 'Record $20.00 cash' }).click()
  await form.getByText('Another payment has this reference.').waitFor()
  expect(await form.getByLabel('Reference').inputValue()).toBe(first)
  await form.getByLabel('Reference').fill('')
  await form.getByRole('button', { name: 'Record $20.00 cash' }).click()
  await form.getByRole('heading', { name: 'Paid: $20.00, Cash' }).waitFor()
  expect(await latest(accountId)).toMatchObject({ reference: null })
})

test('S1-6, S4-11 the date is today; earlier days are for those who may', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 3_000 })
  const clerk = await openPayment('frontDesk', clientId)
  await clerk.form.getByText('Details', { exact: true }).click()
  expect(await clerk.form.getByLabel('Date posted').isDisabled()).toBe(true)
  expect(await clerk.form.getByLabel('Date posted').inputValue()).toBe(await today())
  await clerk.form.getByText('Earlier days need the right “Date payments earlier”.').waitFor()

  const { form } = await openPayment('billingManager', clientId)
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByText('Details', { exact: true }).click()
  await form.getByLabel('Date posted').fill(addDays(await today(), 1))
  await form.getByRole('button', { name: 'Record $30.00 cash' }).click()
  await form.getByText('Choose today or an earlier day').waitFor()
  const earlier = addDays(await today(), -3)
  await form.getByLabel('Date posted').fill(earlier)
  await form.getByRole('button', { name: 'Record $30.00 cash' }).click()
  await form.getByRole('heading', { name: 'Paid: $30.00, Cash' }).waitFor()
  expect(await latest(accountId)).toMatchObject({ postedOn: earlier })
})

test('S4-13 an upcoming payment is taken now, with the form filled in, and leaves the list', async () => {
  const { clientId, accountId, methodId } = await clientOwing(studio, {
    owed: 7_000,
    savedCard: SAVED,
  })
  const { tenders } = (await studio.as('frontDesk').get('/organization')).body
  await studio.as('frontDesk').post('/scheduled-payments', {
    accountId,
    amount: 4_500,
    currency: 'USD',
    dueOn: '2027-12-04',
    tenderId: tenders.find((one: { kind: string }) => one.kind === 'card').id,
    methodId,
    description: 'Second lesson',
  })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, clientId)
  await page.getByRole('link', { name: 'Take it now: $45.00 due Dec 4, 2027' }).click()
  const form = page.getByRole('dialog')
  expect(await form.getByLabel('Amount').inputValue()).toBe('45.00')
  expect(await form.getByRole('radio', { name: /Visa 4242/ }).isChecked()).toBe(true)
  expect(await form.getByRole('switch', { name: 'Take it later' }).count()).toBe(0)
  await form.getByRole('button', { name: 'Charge $45.00' }).click()
  await form.getByRole('heading', { name: 'Paid: $45.00' }).waitFor()
  expect(await latest(accountId)).toMatchObject({ description: 'Second lesson' })
  await form.getByRole('link', { name: 'Done' }).click()
  await expect.poll(() => page.getByText('Upcoming payments').count()).toBe(0)
})

test('S4-13 a future payment is recorded, shown as upcoming, and canceled', async () => {
  const { clientId } = await clientOwing(studio, { owed: 7_000, savedCard: SAVED })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByRole('switch', { name: 'Take it later' }).check({ force: true })
  await form.getByText('It is not taken by itself yet').waitFor()
  expect(await form.getByRole('radio', { name: 'New card' }).isDisabled()).toBe(true)
  await form.getByRole('button', { name: 'Record $70.00 for later' }).click()
  await form.getByText('Choose a day after today.').waitFor()
  await form.getByLabel('Due on').fill('2027-12-04')
  await form.getByRole('button', { name: 'Record $70.00 for Dec 4, 2027' }).click()

  await page.getByRole('heading', { name: 'Upcoming payments' }).waitFor()
  const row = page.getByRole('row').filter({ hasText: 'Due Dec 4, 2027' })
  await row.getByText('Visa 4242 · recorded by Fred Frontdesk').waitFor()
  await row.getByText('$70.00').waitFor()
  await page.getByText('Nothing takes these by itself').waitFor()
  await row.getByRole('button', { name: 'Cancel $70.00 due Dec 4, 2027' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the payment' }).click()
  await expect.poll(() => page.getByText('Upcoming payments').count()).toBe(0)
})

test('a sitting is paid in parts: some in cash, the rest with the card', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 10_000, savedCard: SAVED })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByLabel('Amount', { exact: true }).fill('40')
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByRole('button', { name: 'Record $40.00 cash' }).click()
  await form.getByRole('heading', { name: 'Paid: $40.00, Cash' }).waitFor()
  const first = await latest(accountId)
  // One button is the next thing to do; going on to the next client is quiet.
  const weightOf = (name: string) => form.getByRole('link', { name }).getAttribute('data-variant')
  expect(await weightOf('Take the rest: $60.00')).not.toBe('default')
  expect(await weightOf('Next client')).toBe('default')
  await form.getByRole('link', { name: 'Take the rest: $60.00' }).click()

  const parts = form.getByRole('region', { name: 'Paid in this sitting' })
  await parts.getByText('$40.00').waitFor()
  expect(await form.getByLabel('Amount', { exact: true }).inputValue()).toBe('60.00')
  await page.reload()
  await parts.getByText('$40.00').waitFor()
  await form.getByRole('button', { name: 'Charge $60.00 to Visa 4242' }).click()

  await form.getByRole('heading', { name: 'Paid: $60.00, Visa 4242' }).waitFor()
  await parts.getByText('Together').waitFor()
  await parts.getByText('$100.00').waitFor()
  expect(await form.getByRole('link', { name: /^Take the rest/ }).count()).toBe(0)
  expect(await latest(accountId)).toMatchObject({ sitting: first.id })
})

test('money is taken on account without paying an invoice, once that was said', async () => {
  const { clientId } = await clientOwing(studio, { owed: 5_000 })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByRole('checkbox', { name: 'Leave unreconciled' }).check()
  expect(await form.getByRole('checkbox', { name: /Lessons/ }).isChecked()).toBe(false)
  await form.getByLabel('Amount', { exact: true }).fill('$10')
  await form.getByText('$10.00 is kept as credit. Balance after: $50.00.').waitFor()
  await form.getByRole('button', { name: 'Record $10.00 cash' }).click()
  await form.getByText('Balance now $50.00.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Held for the account').waitFor()
})

test('more than is owed and the same again are asked about in cash, too', async () => {
  const { clientId, accountId } = await clientOwing(studio, { owed: 3_000 })
  const { page, form } = await openPayment('frontDesk', clientId)
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByLabel('Amount', { exact: true }).fill('50')
  await form.getByRole('button', { name: 'Record $50.00 cash' }).click()
  await form.getByRole('button', { name: 'Record $50.00, keep $20.00 as credit' }).click()
  await form.getByRole('heading', { name: 'Paid: $50.00, Cash' }).waitFor()

  await page.goto(billingOf(clientId, '/new-payment'))
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByLabel('Amount', { exact: true }).fill('50')
  await form.getByRole('button', { name: 'Record $50.00 cash' }).click()
  await form.getByRole('button', { name: 'Record $50.00, keep $50.00 as credit' }).click()
  await form.getByText(/^Fred Frontdesk took \$50\.00 on this account at .+ Say why\./).waitFor()
  await form.getByLabel('Why again?').fill('Second envelope')
  await form.getByRole('button', { name: 'Record $50.00 again' }).click()
  await form.getByRole('heading', { name: 'Paid: $50.00, Cash' }).waitFor()
  const { body } = await studio.as('frontDesk').get(`/payments?accountId=${accountId}`)
  expect(body.data).toHaveLength(2)
})

test('a colleague sees cash that was taken, at once', async () => {
  const { clientId } = await clientOwing(studio, { owed: 2_700 })
  const colleague = await stage.window(studio, 'billingManager')
  await openBilling(colleague, stage, studio.slug, clientId)
  const { form } = await openPayment('frontDesk', clientId)
  await form.getByRole('radio', { name: 'Cash' }).check()
  await form.getByRole('button', { name: 'Record $27.00 cash' }).click()
  await colleague.getByText('No open invoices').waitFor()
  await colleague.getByRole('row').filter({ hasText: 'Cash' }).getByText('$27.00').waitFor()
})

async function openPayment(role: Role, clientId: string): Promise<{ page: Page; form: Locator }> {
  const page = await stage.window(studio, role)
  await openBilling(page, stage, studio.slug, clientId)
  await page.keyboard.press('p')
  const form = page.getByRole('dialog')
  await form.getByLabel('Amount', { exact: true }).waitFor()
  return { page, form }
}

function billingOf(clientId: string, rest = ''): string {
  return `${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing${rest}`
}

async function latest(accountId: string) {
  const desk = studio.as('billingManager')
  const list = await desk.get(`/payments?accountId=${accountId}`)
  return (await desk.get(`/payments/${list.body.data[0].id}`)).body
}

async function today() {
  const { body } = await studio.as('frontDesk').get('/organization')
  return parsePlainDate(todayIn(body.timeZone, new Date()))!
}

/** 2026-05-04 as the suggestion writes it: 5.4.2026. */
function inReference(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  return `${month}.${day}.${year}`
}
