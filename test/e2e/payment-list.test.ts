import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { cardToken, clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'

let stage: Stage
let studio: TestOrganization
let declinedId: string

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
  const desk = studio.as('billingManager')
  const maria = await clientOwing(studio, {
    name: 'Maria Alvarez',
    owed: 8_500,
    savedCard: 'pm_card_visa',
  })
  const owen = await clientOwing(studio, { name: 'Owen Ibarra', owed: 4_200 })
  await desk.pay({
    accountId: maria.accountId,
    amount: 8_500,
    currency: 'USD',
    method: { kind: 'saved', methodId: maria.methodId },
  })
  const confirmationToken = await cardToken(studio.stripe, 'pm_card_visa_chargeDeclined')
  const declined = await desk.pay({
    accountId: owen.accountId,
    amount: 4_200,
    currency: 'USD',
    method: { kind: 'new', save: false, confirmationToken },
  })
  declinedId = declined.body.id
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

const at = (path: string) => `${stage.world.base}/o/${studio.slug}${path}`

test('S3-10 S3-11 the payments page lists all transactions; the row’s menu opens one', async () => {
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(at('/clients'))
  await page.getByRole('link', { name: 'Payments' }).click()
  await page.getByRole('heading', { name: 'Payments' }).waitFor()
  await page.getByText('3 payments · $86.00 paid').waitFor()
  const row = page.getByRole('row').filter({ hasText: '$85.00' })
  await row.getByRole('button', { name: 'Actions for $85.00, Maria Alvarez' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'View receipt' }).waitFor()
  expect(await page.getByRole('menuitem', { name: 'Open at the processor' }).count()).toBe(0)
  await page.getByRole('menuitem', { name: 'View transaction' }).click()
  await page.getByRole('heading', { name: 'What happened' }).waitFor()
  expect(page.url()).toMatch(/payments\/pay_/)
})

test('S0-22 a doubtful charge is found by its amount; a manager has the way to the processor', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(at('/payments'))
  await page.getByText('Maria Alvarez').first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('$42.00')
  await page.getByText('1 payment · $0.00 paid').waitFor()
  await page.getByRole('button', { name: 'Actions for $42.00, Owen Ibarra' }).click()
  await page.getByRole('menuitem', { name: 'Open at the processor' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByLabel('Search payments').fill(declinedId)
  await page.keyboard.press('Enter')
  await page.getByText('Declined. No money was taken.').first().waitFor()
  // The page of the payment leads there, too, and says the bank's codes once.
  const link = page.getByRole('link', { name: 'Open at the processor' })
  expect(await link.getAttribute('href')).toMatch(/^http/)
  await page.getByRole('heading', { name: 'What the bank said' }).waitFor()
  expect(await page.getByText('Codes of the bank').count()).toBe(0)
})

test('S1-5 from Add to the form of the client who was found, by keyboard', async () => {
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(at('/payments'))
  await page.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('menuitem', { name: 'Payment…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Find the client').fill('maria')
  await dialog.getByRole('link', { name: /Maria Alvarez/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Pay with').first().waitFor()
  expect(page.url()).toMatch(/new-payment/)
})

test('filters stand in the address, and are kept under a name', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(at('/payments'))
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('State').selectOption('failed')
  await page.getByText('1 payment · $0.00 paid').waitFor()
  expect(page.url()).toContain('state=failed')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Declined')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.goto(at('/payments'))
  await page.getByText('3 payments').waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Declined' }).click()
  await page.getByText('1 payment · $0.00 paid').waitFor()
})

test('a card number in the search box stays in the box (35)', async () => {
  const page = await stage.window(studio, 'frontDesk')
  await page.goto(at('/payments'))
  await page.getByText('Maria Alvarez').first().waitFor()
  stage.requests.splice(0)
  await page.getByLabel('Search payments').fill('4242 4242 4242 4242')
  await page.getByText('Remove the card number. Search by the last four.').waitFor()
  await page.getByLabel('Search payments').fill('4242')
  await page.getByText('2 payments').waitFor()
  expect(stage.requests.filter((request) => /4242(%20|\+| )4242/.test(request))).toEqual([])
  expect(page.url()).toContain('4242')
})

test('S2-12 the client list shows a card to those who may see saved cards, and nothing to others', async () => {
  const owner = studio.as('owner')
  const roles = await owner.post('/roles', { name: 'Greeter', permissions: ['clients.read'] })
  const role = roles.body.data.find((one: { name: string }) => one.name === 'Greeter')
  const { data: staff } = (await owner.get('/staff')).body
  const rita = staff.find((member: { name: string }) => member.name === 'Rita Reader')
  await owner.patch(`/staff/${rita.id}`, { role: role.id })
  const hers = await stage.window(studio, 'readOnly')
  await hers.goto(at('/clients'))
  await hers.getByRole('link', { name: 'Maria Alvarez' }).waitFor()
  expect(await hers.getByRole('img', { name: 'Card on file' }).count()).toBe(0)
  expect(await hers.getByText('4242').count()).toBe(0)
  expect(await hers.getByRole('link', { name: 'Card on file' }).count()).toBe(0)

  const page = await stage.window(studio, 'frontDesk')
  await page.goto(at('/clients'))
  await page.getByRole('img', { name: 'Card on file' }).first().waitFor()
  await page.getByRole('button', { name: 'Actions for Maria Alvarez' }).click()
  await page.getByRole('menuitem', { name: 'Charge now' }).click()
  await page.getByText('Pay with').first().waitFor()
})
