import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, openBilling, type Stage, setStage } from './stage.ts'

/** What people see without pressing anything: names whole, every detail shown, nothing hidden. */
let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization()
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

/** By how many pixels an element is wider than the room it has. */
function cutOff(page: Page, selector: string): Promise<number[]> {
  return page.evaluate(
    `[...document.querySelectorAll(${JSON.stringify(selector)})]
      .map((each) => each.scrollWidth - each.clientWidth)`,
  )
}

test('the list of clients shows names whole, and every column, on a small desk screen', async () => {
  const name = 'Anastasia Featherington'
  await clientOwing(studio, { owed: 12_500, name, savedCard: 'pm_card_amex' })
  const { accountId } = await clientOwing(studio, { owed: 123_456, name: 'Bartholomew Harrington' })
  const desk = studio.as('frontDesk')
  const { body } = await desk.get('/organization')
  const cash = body.tenders.find(({ kind }: { kind: string }) => kind === 'cash')
  const method = { kind: 'tender', tenderId: cash.id }
  await desk.pay({ accountId, amount: 100_000, currency: 'USD', method })
  const page = await stage.window(studio, 'frontDesk', { width: 1280 })
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await page.getByRole('link', { name, exact: true }).waitFor()
  expect(await cutOff(page, 'tbody td:first-child')).toEqual([0, 0])
  const [table, room] = await Promise.all([
    page.getByRole('table').boundingBox(),
    page.getByRole('region', { name: 'Clients' }).boundingBox(),
  ])
  expect(table?.width).toBeLessThanOrEqual(room?.width ?? 0)
})

test('the page of a payment shows all that was written down with it', async () => {
  const { clientId } = await clientOwing(studio, { owed: 8_500, name: 'Cleo Cash' })
  const page = await stage.window(studio, 'billingManager')
  await openBilling(page, stage, studio.slug, clientId)
  await page.getByRole('link', { name: /^New payment/ }).click()
  const form = page.getByRole('dialog')
  await form.getByText('Cash', { exact: true }).click()
  await form.getByLabel('Amount tendered').fill('100')
  await form.getByText('Details').click()
  await form.getByLabel('Note').fill('Paid by her aunt')
  await form.getByRole('button', { name: 'Record $85.00 cash' }).click()
  await form.getByRole('heading', { name: 'Paid: $85.00, Cash' }).waitFor()
  await form.getByRole('link', { name: 'Done' }).click()
  await page.getByRole('row', { name: /Cash/ }).getByRole('link').first().click()
  await page.getByRole('heading', { name: '$85.00' }).waitFor()
  const facts = await page.getByRole('definition').allInnerTexts()
  expect(facts).toContain('Cash')
  expect(facts).toContain('$100.00 handed over, $15.00 change')
  expect(facts).toContain('Client responsibility')
  expect(facts).toContain('Paid by her aunt')
  await page.getByText('Written down here').waitFor()
  expect(await page.getByText('Authorization used').count()).toBe(0)
})

test('menus keep in their place what a role may not do, with the reason', async () => {
  const { clientId } = await clientOwing(studio, {
    owed: 2_500,
    name: 'Gray Menus',
    savedCard: 'pm_card_visa',
  })
  const page = await stage.window(studio, 'readOnly')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients?search=Gray`)
  await page.getByRole('button', { name: 'Actions for Gray Menus' }).click()
  const charge = page.getByRole('menuitem', { name: 'Charge now' })
  expect(await charge.getAttribute('aria-disabled')).toBe('true')
  await page.getByRole('menuitem', { name: 'New invoice' }).getByText('“Issue invoices”').waitFor()
  await charge.click({ force: true })
  expect(page.url()).toContain('search=Gray')
  await openBilling(page, stage, studio.slug, clientId)
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Edit client' }).getByText('“Change clients”').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Actions for Visa 4242' }).click()
  const remove = page.getByRole('menuitem', { name: 'Remove the card' })
  expect(await remove.getAttribute('aria-disabled')).toBe('true')
  await remove.getByText('“Change saved cards”').waitFor()
})

test('on a phone the chosen section of the settings is in sight', async () => {
  const page = await stage.window(studio, 'owner', { width: 390 })
  await page.goto(`${stage.world.base}/o/${studio.slug}/settings/security`)
  const chosen = page.getByRole('navigation').getByRole('link', { name: 'Security' })
  await chosen.waitFor()
  const box = await chosen.boundingBox()
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
})
