import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { mailedCode, mailedLink } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { onThePhone, picture } from './phone.ts'
import { CARDS, expectNoComplaints, type Stage, setStage, typeAddress, typeCard } from './stage.ts'

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

test('S1-40 staff invite a client, who opens the link of the mail and pays on a phone', async () => {
  const { clientId } = await clientOwing(studio, { owed: 8_500, savedCard: 'pm_card_visa' })
  const email = `maria-${newWord()}@example.com`
  const desk = await stage.window(studio, 'frontDesk')
  await desk.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing`)
  await desk.getByRole('button', { name: 'Invite' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('E-mail address').fill(email)
  await dialog.getByRole('button', { name: 'Mail the invitation' }).click()
  await desk.getByText(`The invitation goes to ${email}.`).waitFor()

  const phone = await stage.visitor({ width: 390 })
  const token = await mailedLink(studio, email)
  await phone.goto(`${stage.world.base}/portal/enter#${token}`)
  await phone.getByRole('heading', { name: 'You owe' }).waitFor()
  await picture(phone, 'overview')
  await phone.getByRole('link', { name: 'Pay $85.00' }).click()
  await phone.getByRole('button', { name: 'Pay $85.00' }).waitFor()
  await picture(phone, 'pay')
  await phone.getByRole('button', { name: 'Pay $85.00' }).click()
  await phone.getByText('Paid: $85.00, Visa 4242. Thank you.').waitFor()
  await picture(phone, 'paid')
  await phone.getByRole('link', { name: 'Done' }).click()
  await phone.getByRole('heading', { name: 'Nothing to pay' }).waitFor()
  await picture(phone, 'nothing-due')

  // Staff see who paid, without reloading anything by hand.
  await desk.reload()
  await desk.getByText('Maria Alvarez').first().waitFor()
})

test('S2-9 a client signs in by code, adds a card, and withdraws permission to charge it', async () => {
  const { accountId, clientId } = await clientOwing(studio, { owed: 4_000 })
  const email = `maria-${newWord()}@example.com`
  await studio
    .as('frontDesk')
    .post(`/accounts/${accountId}/people`, { email, name: 'Maria Alvarez', role: 'owner' })
  const phone = await stage.visitor({ width: 390 })
  await phone.goto(`${stage.world.base}/portal`)
  await picture(phone, 'sign-in')
  await phone.getByLabel('Your e-mail address').fill(email)
  await phone.getByRole('button', { name: 'Send me a code' }).click()
  await phone.getByLabel('Code from the mail').waitFor()
  await picture(phone, 'code')
  await phone.getByLabel('Code from the mail').fill(await mailedCode(studio, email))
  await phone.getByRole('button', { name: 'Enter' }).click()
  await phone.getByRole('link', { name: 'Wallet' }).click()
  await phone.getByRole('button', { name: 'Add a card' }).click()
  await typeCard(phone, CARDS.visa)
  await phone.getByLabel('Name of the card').fill('Household')
  await phone.getByRole('checkbox').check()
  await typeAddress(phone)
  await picture(phone, 'add-card')
  await phone.getByRole('button', { name: 'Save the card' }).click()
  await phone.getByText('Visa 4242 is saved. Nothing was charged.').waitFor()
  await picture(phone, 'wallet')
  const billing = async () =>
    (await studio.as('frontDesk').get(`/clients/${clientId}/billing`)).body
  expect((await billing()).methods[0].authorization).not.toBeNull()

  await phone.getByRole('button', { name: 'Withdraw permission' }).click()
  await phone.getByRole('dialog').getByRole('button', { name: 'Withdraw permission' }).click()
  await phone.getByText('may not charge it. You can still pay with it here.').waitFor()
  const after = await billing()
  expect(after.methods.filter((one: { authorization: unknown }) => one.authorization)).toEqual([])
})

test('3-D Secure happens in front of the client, and the payment is paid', async () => {
  const { phone } = await onThePhone(stage, studio, { owed: 6_000 })
  await phone.getByRole('link', { name: 'Pay $60.00' }).click()
  await typeCard(phone, CARDS.challenged)
  await phone.getByRole('button', { name: 'Pay $60.00' }).click()
  await phone.frameLocator('dialog iframe').getByRole('button', { name: 'Complete' }).click()
  await phone.getByText('Paid: $60.00').waitFor()
})

test('a decline says the same for every card, and that no money was taken', async () => {
  const { phone } = await onThePhone(stage, studio, { owed: 6_000 })
  await phone.getByRole('link', { name: 'Pay $60.00' }).click()
  await typeCard(phone, CARDS.insufficientFunds)
  await phone.getByRole('button', { name: 'Pay $60.00' }).click()
  await phone.getByText('No money was taken. Try another payment method').waitFor()
  await picture(phone, 'declined')
})
