import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ADDRESS } from '../support/address.ts'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { cardForm, expectNoComplaints, openBilling, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization
let maria: Awaited<ReturnType<typeof clientOwing>>

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  maria = await clientOwing(studio, {
    name: 'Maria Alvarez',
    owed: 8_500,
    savedCard: 'pm_card_visa',
  })
  await clientOwing(studio, { name: 'Owen Ibarra', owed: 4_200 })
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

const at = (path: string) => `${stage.world.base}/o/${studio.slug}${path}`

test('columns of the client list stand in its address, and are kept with a filter under a name', async () => {
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(at('/clients'))
  await page.getByRole('columnheader', { name: 'Number' }).waitFor()
  for (const column of ['Number', 'Phone']) {
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitem', { name: column }).click()
  }
  await page.getByRole('columnheader', { name: 'Phone' }).waitFor()
  expect(await page.getByRole('columnheader', { name: 'Number' }).count()).toBe(0)
  expect(page.url()).toContain('columns=')
  await page.getByRole('link', { name: 'Owing' }).click()
  await page.getByRole('columnheader', { name: 'Phone' }).waitFor()

  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('To call')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'To call' }).click()
  await page.getByRole('menuitem', { name: 'All clients' }).click()
  await page.getByRole('columnheader', { name: 'Number' }).waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'To call' }).click()
  await page.getByRole('columnheader', { name: 'Phone' }).waitFor()
  expect(page.url()).toContain('view=owing')
})

test('a card that does not become the default one says so', async () => {
  const page = await stage.window(studio, 'owner')
  const confirmationToken = await cardToken(studio.stripe, 'pm_card_mastercard')
  const owner = studio.as('owner')
  await owner.post('/method-setups', {
    accountId: maria.accountId,
    confirmationToken,
    billingAddress: ADDRESS,
  })
  await openBilling(page, stage, studio.slug, maria.clientId)
  await page.route('**/payment-methods/*', (route) => route.abort())
  stage.expects(/ERR_FAILED/)
  await page.getByRole('button', { name: /Mastercard/ }).click()
  await page.getByRole('menuitem', { name: 'Make it the default card' }).click()
  await page.getByRole('alert').waitFor()
})

test('Add card opened by its address begins in the card form', async () => {
  const page = await stage.window(studio, 'owner')
  await page.goto(at(`/clients/${maria.clientId}/billing/add-card`))
  await cardForm(page).locator('#number:focus').waitFor()
  expect(await page.evaluate('document.activeElement.tagName')).toBe('IFRAME')
})
