import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sentLink } from '../support/links.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { CARDS, expectNoComplaints, type Stage, setStage, typeAddress, typeCard } from './stage.ts'

/** Pictures of links in every form: ONFILE_PICTURES=1 npm test -- test/e2e/links */
const PICTURES = process.env.ONFILE_PICTURES
  ? join(import.meta.dirname, '..', '..', 'test-results', 'links')
  : null

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  if (PICTURES) await mkdir(PICTURES, { recursive: true })
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  const { logo: _, ...business } = (await studio.as('owner').get('/business')).body
  await studio.as('owner').put('/business', { ...business, phone: '555-0134' })
})
afterEach(async () => {
  expectNoComplaints(stage)
  await stage.clear()
})
afterAll(() => stage.end())

test('S2-58 an invoice is paid from its link on a phone, after a decline, with the receipt', async () => {
  const { accountId, invoiceId } = await clientOwing(studio, { owed: 8_500 })
  const link = await sentLink(stage.world, studio, { accountId, purpose: 'pay_invoice', invoiceId })
  const phone = await stage.visitor({ width: 390 })
  await phone.goto(link.url)
  await phone.getByRole('heading', { name: /^Invoice INV-/ }).waitFor()
  await phone.getByText('Questions about a payment? Harbor Family Center, 555-0134').waitFor()
  await picture(phone, 'pay')
  await typeCard(phone, CARDS.insufficientFunds)
  await phone.getByRole('button', { name: 'Pay $85.00' }).click()
  await phone.getByText('No money was taken. Try another payment method').waitFor()
  await picture(phone, 'declined')
  await phone.getByRole('button', { name: 'Try again' }).click()
  await typeCard(phone, CARDS.visa)
  await phone.getByRole('checkbox').check()
  await typeAddress(phone)
  await phone.getByRole('button', { name: 'Pay $85.00' }).click()
  await phone.getByText('Paid: $85.00, Visa 4242. Thank you.').waitFor()
  await picture(phone, 'paid')
  const download = phone.waitForEvent('download')
  await phone.getByRole('button', { name: 'Get the receipt' }).click()
  expect((await download).suggestedFilename()).toMatch(/^receipt-R-\d+\.pdf$/)
  // Loaded again, it shows what was done, and no form.
  await phone.reload()
  await phone.getByText('Paid: $85.00, Visa 4242. Thank you.').waitFor()
})

test('a card is saved from its link, with the words that are agreed to', async () => {
  const { accountId, clientId } = await clientOwing(studio)
  const link = await sentLink(stage.world, studio, { accountId, purpose: 'add_method' })
  const phone = await stage.visitor({ width: 390 })
  await phone.goto(link.url)
  await phone.getByRole('heading', { name: 'Save a card with Harbor Family Center' }).waitFor()
  await typeCard(phone, CARDS.visa)
  await typeAddress(phone)
  await phone.getByRole('button', { name: 'Save the card' }).click()
  await phone.getByText('Tick this to agree.').first().waitFor()
  await phone.getByRole('checkbox').check()
  await picture(phone, 'add')
  await phone.getByRole('button', { name: 'Save the card' }).click()
  await phone.getByText('Visa 4242 is saved. Nothing was charged.').waitFor()
  await picture(phone, 'saved')
  const billing = await studio.as('frontDesk').get(`/clients/${clientId}/billing`)
  expect(billing.body.methods[0].authorization).not.toBeNull()
})

test('a payment that staff began is approved at the bank’s page from its link', async () => {
  const { accountId } = await clientOwing(studio, { owed: 6_000 })
  const waiting = await studio.as('frontDesk').pay({
    accountId,
    amount: 6_000,
    currency: 'USD',
    method: {
      kind: 'new',
      save: false,
      confirmationToken: await cardToken(studio.stripe, 'pm_card_threeDSecure2Required'),
    },
  })
  const link = await sentLink(stage.world, studio, {
    accountId,
    purpose: 'confirm_payment',
    paymentId: waiting.body.id,
  })
  const phone = await stage.visitor({ width: 390 })
  await phone.goto(link.url)
  await phone.getByText('$60.00 to Harbor Family Center. No money has moved yet.').waitFor()
  await phone.frameLocator('dialog iframe').getByRole('button', { name: 'Complete' }).click()
  await phone.getByText('Paid: $60.00').waitFor()
})

test('front desk sends a link from the Billing tab: mailed, shown as QR code, seen when used, withdrawn', async () => {
  const { accountId, clientId } = await clientOwing(studio, { owed: 4_200 })
  const desk = await stage.window(studio, 'frontDesk')
  await desk.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing`)
  await desk.getByRole('button', { name: 'Send a link' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('Pay everything that is due: $42.00').waitFor()
  await picture(desk, 'send')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  await dialog.getByRole('img', { name: 'QR code of the link' }).waitFor()
  const url = await dialog.getByLabel('Address', { exact: true }).inputValue()
  await dialog.locator('input[name=to]').fill('maria@example.com')
  await picture(desk, 'made')
  await dialog.getByRole('button', { name: 'Send to maria@example.com' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await desk.getByText('Not opened · to maria@example.com').waitFor()

  const phone = await stage.visitor({ width: 390 })
  await phone.goto(url)
  await phone.getByRole('heading', { name: 'To pay' }).waitFor()
  await desk.reload()
  await desk.getByText('Opened · to maria@example.com').waitFor()
  await picture(desk, 'list')
  await desk.getByRole('button', { name: 'Withdraw: Pay what is due' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await desk.getByText('Withdrawn · to maria@example.com').waitFor()
  const links = await studio.as('frontDesk').get(`/accounts/${accountId}/links`)
  expect(links.body.data[0].state).toBe('revoked')
})

test('a link that was withdrawn, and one that nobody knows, say what to do', async () => {
  const { accountId } = await clientOwing(studio, { owed: 6_000 })
  const link = await sentLink(stage.world, studio, { accountId, purpose: 'pay_balance' })
  await studio.as('frontDesk').post(`/links/${link.id}/revoke`)
  stage.expects(/status of 4(10|04)/)
  const phone = await stage.visitor({ width: 390 })
  await phone.goto(link.url)
  await phone.getByText('Harbor Family Center withdrew this link.').waitFor()
  await phone.getByText('Ask Harbor Family Center: 555-0134').waitFor()
  await picture(phone, 'withdrawn')
  await phone.goto(`${stage.world.base}/portal/link#nobody-knows-this`)
  await phone.getByText('ask whoever sent it for a new one').waitFor()
})

async function picture(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  if (!PICTURES) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
