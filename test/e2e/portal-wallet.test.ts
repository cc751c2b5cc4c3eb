import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bankDecides } from '../support/bank.ts'
import { mailedLink } from '../support/portal.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { onThePhone, picture } from './phone.ts'
import {
  CARDS,
  cardForm,
  expectNoComplaints,
  type Stage,
  setStage,
  typeAddress,
  typeCard,
} from './stage.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  expectNoComplaints(stage)
  await stage.clear()
})
afterAll(() => stage.end())

test('S2-1 S2-28 a client adds a bank account at once and pays from it: on its way is not paid', async () => {
  const { phone, accountId } = await onThePhone(stage, studio, { owed: 8_500 })
  await phone.getByRole('link', { name: 'Pay $85.00' }).click()
  await phone.getByRole('link', { name: 'Pay from a bank account' }).click()
  await phone.getByRole('heading', { name: 'Add a bank account' }).waitFor()
  await typeBankAccount(phone)
  await typeAddress(phone)
  const agreed = phone.getByRole('checkbox')
  await phone.getByRole('button', { name: 'Save the bank account' }).click()
  await phone.getByText('Tick this to agree. Without it nothing can be saved.').waitFor()
  // What is agreed to stands there before the box is ticked.
  await phone.getByText('up to $1,000.00 at a time', { exact: false }).waitFor()
  await agreed.check()
  await picture(phone, 'add-bank')
  await phone.getByRole('button', { name: 'Save the bank account' }).click()
  await phone.getByText('STRIPE TEST BANK 6789 is saved. Nothing was charged.').waitFor()
  await phone.getByText('Up to $1,000.00 at a time.', { exact: false }).waitFor()
  await picture(phone, 'wallet-bank')

  await phone.getByRole('link', { name: 'Pay what is due' }).click()
  await phone.getByRole('radio', { name: /STRIPE TEST BANK 6789/ }).check()
  await phone.getByRole('button', { name: 'Pay $85.00' }).click()
  await phone.getByRole('heading', { name: 'On its way, not paid yet' }).waitFor()
  await phone.getByText('Sent to your bank: $85.00. Not paid yet.').waitFor()
  expect(await phone.getByText('Thank you').count()).toBe(0)
  await picture(phone, 'on-its-way')
  await phone.getByRole('link', { name: 'Done' }).click()
  await phone.getByText('$85.00 is on its way from your bank', { exact: false }).waitFor()
  await phone.getByText('There is nothing more to pay now.', { exact: false }).waitFor()
  expect(await phone.getByRole('link', { name: /^Pay \$|^Pay invoice/ }).count()).toBe(0)
  await picture(phone, 'overview-on-its-way')

  const { data } = (await studio.as('frontDesk').get(`/payments?accountId=${accountId}`)).body
  expect(data).toMatchObject([{ state: 'processing' }])
  const sent = (await studio.as('owner').get(`/payments/${data[0].id}`)).body
  await bankDecides(stage.world, studio, sent.intentId, 'settle')
  await expect
    .poll(
      async () => {
        await phone.reload()
        await phone.getByRole('heading', { level: 1 }).first().waitFor()
        return phone.getByRole('heading', { name: 'Nothing to pay' }).count()
      },
      { timeout: 30_000 },
    )
    .toBe(1)
})

test('charging.md 29 a client confirms the small deposits, with the tries that are left', async () => {
  const { phone } = await onThePhone(stage, studio, { owed: 4_000 })
  await phone.getByRole('link', { name: 'Wallet', exact: true }).click()
  await phone.getByRole('button', { name: 'Add a bank account' }).click()
  await typeBankAccount(phone, { byDeposits: true })
  await typeAddress(phone)
  await phone.getByRole('checkbox').check()
  await phone.getByRole('button', { name: 'Save the bank account' }).click()
  await phone
    .getByText('it cannot be charged until you tell us what they were', { exact: false })
    .waitFor()
  await phone.getByText('10 tries are left', { exact: false }).waitFor()
  await picture(phone, 'deposits')
  await phone.getByLabel('Code of the deposit').fill('SM22BB')
  await phone.getByRole('button', { name: 'Confirm' }).click()
  await phone.getByText('The code does not match. 9 tries are left.', { exact: false }).waitFor()
  await phone.getByText('9 tries are left, until', { exact: false }).waitFor()

  // Nothing is paid from it until then.
  await phone.getByRole('link', { name: 'Overview' }).click()
  await phone.getByRole('link', { name: 'Pay $40.00' }).click()
  expect(await phone.getByRole('radio', { name: /STRIPE TEST BANK/ }).isDisabled()).toBe(true)

  await phone.getByRole('link', { name: 'Wallet', exact: true }).click()
  await phone.getByLabel('Code of the deposit').fill('sm11aa')
  await phone.getByRole('button', { name: 'Confirm' }).click()
  await phone.getByText('may charge it since', { exact: false }).waitFor()
})

test('a client is steered from removing to replacing, and what was planned moves', async () => {
  const client = await onThePhone(stage, studio, { owed: 4_000, savedCard: 'pm_card_visa' })
  const { phone, accountId, clientId, methodId, email } = client
  const desk = studio.as('frontDesk')
  const { tenders } = (await desk.get('/organization')).body
  await desk.post('/scheduled-payments', {
    accountId,
    amount: 2_500,
    currency: 'USD',
    dueOn: '2099-03-01',
    tenderId: tenders.find((one: { kind: string }) => one.kind === 'card').id,
    methodId,
  })
  await phone.reload()
  await phone.getByRole('heading', { name: 'Upcoming payments' }).waitFor()
  await phone.getByRole('link', { name: 'Wallet', exact: true }).click()
  await phone.getByRole('button', { name: 'Name', exact: true }).click()
  await phone.getByLabel('What do you call Visa 4242?').fill('Household')
  await phone.getByRole('button', { name: 'Save the name' }).click()
  const panel = phone.getByRole('region', { name: 'Household' })
  await panel.getByRole('button', { name: 'Remove' }).click()
  const dialog = phone.getByRole('dialog')
  await dialog.getByText('$25.00 planned for Mar 1, 2099').waitFor()
  await picture(phone, 'remove')
  await dialog.getByRole('button', { name: 'Replace it instead' }).click()
  await phone.getByRole('heading', { name: 'Replace Household' }).waitFor()
  await phone.getByText('$25.00 planned for Mar 1, 2099').waitFor()
  await typeCard(phone, '5555555555554444')
  await phone.getByRole('checkbox').check()
  await picture(phone, 'replace')
  await phone.getByRole('button', { name: 'Save the card' }).click()
  await phone.getByText('Mastercard 4444 is saved. Nothing was charged.').waitFor()
  const { body } = await desk.get(`/clients/${clientId}/billing`)
  expect(body.methods).toMatchObject([
    { name: 'Mastercard 4444', nickname: 'Household', isDefault: true },
  ])
  expect(body.upcoming).toMatchObject([{ method: { name: 'Mastercard 4444' } }])

  // The client is told at the address they signed in with.
  const { data } = (await studio.as('owner').get(`/mails?search=${email}`)).body
  const subjects = data.map((mail: { subject: string }) => mail.subject)
  expect(subjects).toContain('Mastercard 4444 took the place of Visa 4242 at Harbor Family Center')
})

test('a client allows another organization the same card; each keeps a permission of its own', async () => {
  const other = await stage.world.organization('Other Studio')
  const { phone, email, accountId } = await onThePhone(stage, studio, {
    owed: 4_000,
    savedCard: 'pm_card_visa',
  })
  const there = await clientOwing(other, { owed: 2_000 })
  await other
    .as('frontDesk')
    .post(`/accounts/${there.accountId}/people`, { email, name: 'Maria Alvarez', role: 'owner' })
  await phone.goto(`${stage.world.base}/portal/enter#${await mailedLink(other, email)}`)
  await phone.getByRole('link', { name: /Harbor Family Center/ }).click()
  await phone.getByRole('link', { name: 'Wallet', exact: true }).click()
  await phone.getByRole('link', { name: 'Allow Other Studio, too' }).click()
  await phone.getByRole('heading', { name: 'Allow Other Studio to charge Visa 4242' }).waitFor()
  await phone.getByText('Withdrawing it here leaves the one at Harbor', { exact: false }).waitFor()
  await typeCard(phone, CARDS.visa)
  await typeAddress(phone)
  await phone.getByRole('checkbox').check()
  await picture(phone, 'allow-other')
  await phone.getByRole('button', { name: 'Save the card' }).click()
  await phone.getByText('Visa 4242 is saved. Nothing was charged.').waitFor()
  await phone.getByText('Also in your wallet at Harbor Family Center.').waitFor()
  await picture(phone, 'wallet-of-two')

  await phone.getByRole('button', { name: 'Withdraw permission' }).click()
  const dialog = phone.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Withdraw permission' }).click()
  await phone.getByText('Other Studio may not charge it.', { exact: false }).waitFor()
  await phone.goto(`${stage.world.base}/portal/a/${accountId}/wallet`)
  await phone.getByText('Harbor Family Center may charge it since', { exact: false }).waitFor()
})

test('S2-58 whom to ask stands on the payment pages; papers and planned payments are there', async () => {
  const owner = studio.as('owner')
  const { logo: _, ...business } = (await owner.get('/business')).body
  await owner.put('/business', { ...business, email: 'office@example.com', phone: '555-0134' })
  const { phone, accountId } = await onThePhone(stage, studio, { owed: 4_000 })
  const asks = phone.getByText('Questions about a payment?', { exact: false })
  await asks.waitFor()
  await phone.getByRole('link', { name: 'Statement of the last three months' }).waitFor()
  const paper = await phone.getByRole('link', { name: /^Invoice INV-/ }).getAttribute('href')
  const pdf = await phone.request.get(`${stage.world.base}${paper}`)
  expect(pdf.headers()['content-type']).toBe('application/pdf')
  await phone.getByRole('link', { name: 'Pay $40.00' }).click()
  await phone.getByRole('heading', { name: 'Pay', exact: true }).waitFor()
  expect(await asks.textContent()).toContain('office@example.com')
  expect(await asks.textContent()).toContain('555-0134')
  await phone.goto(`${stage.world.base}/portal/a/${accountId}/wallet`)
  await asks.waitFor()
})

/** Types a bank account into the processor's frame; confirmed at once, or by small deposits. */
async function typeBankAccount(page: Page, { byDeposits = false } = {}): Promise<void> {
  const form = cardForm(page)
  await form.locator('#holder').fill('Maria Alvarez')
  await form.locator('#email').fill('maria@example.com')
  await form.locator('#routing').fill('110000000')
  await form.locator('#account').fill('000123456789')
  if (byDeposits) await form.locator('#deposits').check()
}
