import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { crowd } from '../support/crowd.ts'
import type { TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  await crowd(studio.as('billingManager'), studio.stripe, 6, {
    card: (n) => (n === 5 ? 'pm_card_chargeCustomerFail' : 'pm_card_visa'),
  })
  await studio.as('billingManager').post('/clients', { name: 'Nora Nocard' })
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
  await stage.world.expectBooksInOrder()
})
afterAll(() => stage.end())

const at = (path: string) => `${stage.world.base}/o/${studio.slug}${path}`

async function expectReadable(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

test('S2-37 S2-49 the whole list is ticked, reviewed, started by its total, and each row ends', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(at('/clients'))
  await page.getByLabel('Select Client 00000').check()
  const selection = page.getByRole('region', { name: 'Selection' })
  await selection.getByText('1 selected, $50.00 owed').waitFor()
  await page.getByLabel('Select everybody on this page').check()
  await selection.getByText('7 selected, $300.00 owed').waitFor()
  await expectReadable(page)
  await selection.getByRole('button', { name: 'Charge…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Review' }).click()

  await page.getByText('6 charges, $300.00').waitFor()
  await page.getByText('1 row left out: nothing owed').waitFor()
  await expectReadable(page)
  await page.getByRole('button', { name: 'Change the row of Client 00004' }).click()
  await dialog.getByLabel('Amount').fill('20.00')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('6 charges, $270.00').waitFor()
  await page.getByLabel('Type the total, $270.00, to start').fill('300')
  await page.getByRole('button', { name: 'Charge $270.00' }).click()
  await page.getByText('6 charges, $270.00; you typed $300.00.').first().waitFor()
  await page.getByLabel('Type the total, $270.00, to start').fill('270')
  await page.getByRole('button', { name: 'Charge $270.00' }).click()

  await page.getByText('6 of 6 done').waitFor()
  await page.getByText('Finished').first().waitFor()
  await page.getByText('7 rows selected, each counted once:').waitFor()
  await page.getByLabel('Show').selectOption('declined')
  await page.getByText('Declined. No money was taken.', { exact: false }).waitFor()
  await expectReadable(page)

  await page.getByRole('button', { name: 'Retry what failed' }).click()
  await page.getByText('1 charge, $50.00').waitFor()
  await page.getByRole('link', { name: 'All runs' }).click()
  await page.getByRole('heading', { name: 'Runs' }).waitFor()
  await page.getByText('Finished').first().waitFor()
  await expectReadable(page)
})
