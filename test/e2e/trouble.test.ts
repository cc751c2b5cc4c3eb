import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import {
  CARDS,
  cardForm,
  expectNoComplaints,
  newcomer,
  openBilling,
  PASSWORD,
  type Stage,
  setStage,
  signIn,
  typeCard,
} from './stage.ts'

const CREATE = '^/v1/payment_intents$'
const CONFIRM = '^/v1/payment_intents/[^/]+/confirm$'
/** A charge that is under way long enough for something else to happen meanwhile. */
const SLOW_MS = 4_000

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  // A connection cut on purpose is an error to a browser.
  stage.expects(/net::ERR_(FAILED|BLOCKED_BY_CLIENT)/)
})
afterEach(async () => {
  await fault()
  await stage.clear()
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

test('a reload in the middle of a charge asks for the same payment', async () => {
  const client = await somebodyOwing(2_000)
  const page = await openPayment('frontDesk', client.clientId)
  await fault({ kind: 'delay', delayMs: SLOW_MS, path: CONFIRM, times: 1 })
  await page.getByRole('button', { name: 'Charge $20.00 to Visa 4242' }).click()
  await page.getByText('Asking the bank. Leaving is safe').waitFor()
  await page.reload()

  await page.getByText('We do not know whether it was charged. Do not charge again.').waitFor()
  expect(await page.getByRole('button', { name: /^Charge \$/ }).isDisabled()).toBe(true)
  expect(await page.getByLabel('Amount', { exact: true }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByRole('heading', { name: 'Paid: $20.00, Visa 4242' }).waitFor()
  expect(await charges(client)).toEqual([2_000])
})

test('Back and Forward after a charge show its result and charge nothing', async () => {
  const client = await somebodyOwing(2_100)
  const page = await openPayment('frontDesk', client.clientId)
  await page.getByRole('button', { name: 'Charge $21.00 to Visa 4242' }).click()
  const paid = page.getByRole('heading', { name: 'Paid: $21.00, Visa 4242' })
  await paid.waitFor()
  await page.goBack()
  await page.getByText('No open invoices').waitFor()
  await page.goForward()
  await paid.waitFor()
  await page.reload()
  await paid.waitFor()
  expect(await charges(client)).toEqual([2_100])
})

test('two people charge one invoice at once: one is paid, the other is told', async () => {
  const client = await somebodyOwing(2_200)
  const fred = await openPayment('frontDesk', client.clientId)
  const bea = await openPayment('billingManager', client.clientId)
  await fault({ kind: 'delay', delayMs: SLOW_MS, path: CONFIRM, times: 1 })
  const charge = (page: Page) =>
    page.getByRole('button', { name: 'Charge $22.00 to Visa 4242' }).click()
  const told = (page: Page, by: string) =>
    page.getByText(`${by} is charging this invoice now ($22.00, started`).waitFor()
  await Promise.all([charge(fred), charge(bea)])

  const winner = await Promise.any([
    told(bea, 'Fred Frontdesk').then(() => fred),
    told(fred, 'Bea Billing').then(() => bea),
  ])
  await winner.getByRole('heading', { name: 'Paid: $22.00, Visa 4242' }).waitFor()
  const loser = winner === fred ? bea : fred
  await loser.getByText('An invoice you had ticked was paid meanwhile.').waitFor()
  expect(await charges(client)).toEqual([2_200])
})

test('an invoice paid meanwhile does not turn an open form into credit', async () => {
  const client = await somebodyOwing(2_300)
  const page = await openPayment('frontDesk', client.clientId)
  await studio.as('billingManager').pay({
    accountId: client.accountId,
    amount: 2_300,
    currency: 'USD',
    method: { kind: 'saved', methodId: client.methodId },
  })
  await page.getByText('An invoice you had ticked was paid meanwhile.').waitFor()
  expect(await page.getByLabel('Amount', { exact: true }).inputValue()).toBe('')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Enter an amount like 125.00.').waitFor()
  expect(await charges(client)).toEqual([2_300])
})

test('an answer that is lost is waited for, in both windows', async () => {
  const client = await somebodyOwing(2_400)
  const page = await openPayment('frontDesk', client.clientId)
  const colleague = await stage.window(studio, 'billingManager')
  await openBilling(colleague, stage, studio.slug, client.clientId)
  // Asked again once by itself, with the same key; after that nobody knows.
  await fault({ kind: 'lost_after', path: CONFIRM, times: 2 })
  await page.getByRole('button', { name: 'Charge $24.00 to Visa 4242' }).click()

  await Promise.all([
    page.getByRole('heading', { name: 'We do not know yet. Do not charge again.' }).waitFor(),
    colleague.getByText('We do not know yet whether $24.00 was taken from Visa 4242.').waitFor(),
  ])
  await Promise.all([
    page.getByRole('heading', { name: 'Paid: $24.00, Visa 4242' }).waitFor(),
    colleague.getByText('No open invoices').waitFor(),
  ])
  expect(await charges(client)).toEqual([2_400])
})

test('a processor that is down has charged nothing, and what was typed stays', async () => {
  const client = await clientOwing(studio, { owed: 2_500 })
  const page = await openPayment('frontDesk', client.clientId)
  await page.getByLabel('Amount', { exact: true }).fill('12.50')
  await typeCard(page, CARDS.visa)
  await page.getByText('Details', { exact: true }).click()
  await page.getByLabel('Note').fill('Half today')
  const charge = page.getByRole('button', { name: 'Charge $12.50 to the new card' })
  await fault({ kind: 'lost_before', path: CREATE })
  await charge.click()
  await page.getByText('Cards cannot be charged now. Nothing was charged.').waitFor()
  expect(await charges(client)).toEqual([])

  await fault()
  expect(await page.getByLabel('Note').inputValue()).toBe('Half today')
  expect(await cardForm(page).locator('#number').inputValue()).toContain('4242')
  await charge.click()
  await page.getByRole('heading', { name: 'Paid: $12.50, Visa 4242' }).waitFor()
  expect(await charges(client)).toEqual([1_250])
})

test('when Onfile itself does not answer, asking again is the same payment', async () => {
  const client = await somebodyOwing(2_600)
  const page = await openPayment('frontDesk', client.clientId)
  let asked = 0
  await page.route('**/api/v1/payments', async (route) => {
    asked += 1
    // The first one arrives and is charged; only its answer is lost. Then nothing gets through.
    if (asked === 1) await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'Charge $26.00 to Visa 4242' }).click()
  await page.getByText('Asking again with the same payment').waitFor()
  await page.getByText('We do not know whether it was charged. Do not charge again.').waitFor()
  await page.unroute('**/api/v1/payments')
  await page.getByRole('button', { name: 'Ask again' }).click()
  await page.getByRole('heading', { name: 'Paid: $26.00, Visa 4242' }).waitFor()
  expect(await charges(client)).toEqual([2_600])
})

test('S0-21 a blocked card form says so and can be loaded again', async () => {
  const client = await clientOwing(studio, { owed: 2_700 })
  const page = await stage.window(studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, client.clientId)
  await page.route('**/endive/**', (route) => route.abort())
  await page.keyboard.press('p')
  await page.getByText('The card form did not load. Nothing was charged.').waitFor()
  await page.unroute('**/endive/**')
  await page.getByRole('button', { name: 'Load again' }).click()
  await typeCard(page, CARDS.visa)
  await page.getByRole('button', { name: 'Charge $27.00 to the new card' }).click()
  await page.getByRole('heading', { name: 'Paid: $27.00, Visa 4242' }).waitFor()
})

test('an approval that fails is a decline', async () => {
  const client = await clientOwing(studio, { owed: 2_800 })
  const page = await openPayment('frontDesk', client.clientId)
  await typeCard(page, CARDS.challenged)
  await page.getByRole('button', { name: 'Charge $28.00 to the new card' }).click()
  await page.frameLocator('dialog iframe').getByRole('button', { name: 'Fail' }).click()
  await page.getByRole('heading', { name: 'Declined. No money was taken.' }).waitFor()
  await page.getByText('Say to Maria Alvarez:').waitFor()
  expect(await charges(client)).toEqual([])
})

test('an approval that was left is found and canceled by a colleague', async () => {
  const client = await clientOwing(studio, { owed: 2_900 })
  const page = await openPayment('frontDesk', client.clientId)
  await typeCard(page, CARDS.challenged)
  await page.getByRole('button', { name: 'Charge $29.00 to the new card' }).click()
  await page.frameLocator('dialog iframe').getByRole('button', { name: 'Complete' }).waitFor()
  await page.close()

  const colleague = await stage.window(studio, 'billingManager')
  await openBilling(colleague, stage, studio.slug, client.clientId)
  await colleague.getByText('The bank wants approval for $29.00').waitFor()
  await colleague.getByRole('link', { name: 'See the payment' }).click()
  await colleague.getByRole('button', { name: 'Cancel the charge' }).click()
  await colleague.getByRole('dialog').getByRole('button', { name: 'Cancel the charge' }).click()
  await colleague.getByText('No money was taken. It was canceled by staff.').waitFor()
  expect(await charges(client)).toEqual([])
})

test('a session that ends in between loses neither the form nor the result', async () => {
  const client = await somebodyOwing(3_000)
  const { page, email } = await newcomer(stage, studio, 'frontDesk')
  await openBilling(page, stage, studio.slug, client.clientId)
  await page.keyboard.press('p')
  const charge = page.getByRole('button', { name: 'Charge $30.00 to Visa 4242' })
  await charge.waitFor()
  stage.expects(/status of 401/)
  await page.context().clearCookies()
  await charge.click()
  await page.getByText('Sign in again. Nothing was charged.').waitFor()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(page, email, PASSWORD)
  await charge.click()
  const paid = page.getByRole('heading', { name: 'Paid: $30.00, Visa 4242' })
  await paid.waitFor()

  await page.context().clearCookies()
  await page.reload()
  await page.getByText('Sign in to go on where you were.').waitFor()
  await signIn(page, email, PASSWORD)
  await paid.waitFor()
  expect(await charges(client)).toEqual([3_000])
})

test('without the live stream pages ask by themselves and say so', async () => {
  const client = await somebodyOwing(3_100)
  const page = await stage.window(studio, 'frontDesk')
  // The shared worker's requests cannot be cut here; without it the page holds the stream itself.
  await page.addInitScript('delete globalThis.SharedWorker')
  await page.route('**/api/v1/live', (route) => route.abort())
  await openBilling(page, stage, studio.slug, client.clientId)
  await page.getByText(/^Live updates are off\. Updated \d+ s ago\.$/).waitFor()
  await studio.as('billingManager').pay({
    accountId: client.accountId,
    amount: 3_100,
    currency: 'USD',
    method: { kind: 'saved', methodId: client.methodId },
  })
  await page.getByText('No open invoices').waitFor()
  await page.unroute('**/api/v1/live')
  await page.getByText(/^Live updates are off/).waitFor({ state: 'detached' })
})

function somebodyOwing(owed: number) {
  return clientOwing(studio, { owed, savedCard: 'pm_card_visa' })
}

async function openPayment(role: 'frontDesk' | 'billingManager', clientId: string): Promise<Page> {
  const page = await stage.window(studio, role)
  await openBilling(page, stage, studio.slug, clientId)
  await page.keyboard.press('p')
  await page.getByRole('button', { name: /^Charge \$/ }).waitFor()
  return page
}

/** What the processor does wrong from now on; nothing without a rule. */
async function fault(...rules: Record<string, unknown>[]): Promise<void> {
  await stage.world.sandbox.control('faults', { rules })
}

/** What the client was charged in the end, without the dollar that saved the card. */
async function charges({ accountId }: { accountId: string }): Promise<number[]> {
  const { body } = await studio.as('billingManager').get(`/payments?accountId=${accountId}`)
  return (body.data as { state: string; amount: { amount: number } }[])
    .filter(
      ({ state, amount }) => state !== 'canceled' && state !== 'failed' && amount.amount !== 100,
    )
    .map(({ amount }) => amount.amount)
}
