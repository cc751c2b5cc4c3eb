import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { mailedCode, PORTAL } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { onThePhone, picture } from './phone.ts'
import { expectNoComplaints, type Stage, setStage } from './stage.ts'
import { virtualAuthenticator } from './virtual-authenticator.ts'

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

test('a client makes a passkey, names it, signs in with it, and removes it', async () => {
  const { phone, email, base } = atAName(await onThePhone(stage, studio, { owed: 8_500 }))
  const device = await virtualAuthenticator(phone)
  await phone.goto(`${base}/portal`)
  await enterByCode(phone, studio, email)

  await phone.getByRole('link', { name: 'Signed in as Maria Alvarez' }).click()
  await phone.getByLabel('Name of this passkey').fill('My phone')
  await phone.getByRole('button', { name: 'Add a passkey' }).click()
  await phone.getByText('not used yet', { exact: false }).waitFor()
  expect(await device.credentials()).toBe(1)
  await phone.getByRole('button', { name: 'Rename My phone' }).click()
  await phone.getByLabel('Name of this passkey').first().fill('Blue phone')
  await phone.getByRole('button', { name: 'Save', exact: true }).click()
  await phone.getByText('Blue phone').waitFor()
  await picture(phone, 'profile')

  await signOut(phone)
  await picture(phone, 'sign-in-passkey')
  await phone.getByRole('button', { name: 'Use a passkey' }).click()
  await phone.getByRole('heading', { name: 'You owe' }).waitFor()

  // Whoever cannot show finger, face or PIN does not get in.
  await signOut(phone)
  await device.verifies(false)
  await phone.getByRole('button', { name: 'Use a passkey' }).click()
  await phone.getByText('No passkey was used.', { exact: false }).waitFor()
  await device.verifies(true)
  await phone.getByRole('button', { name: 'Use a passkey' }).click()
  await phone.getByRole('heading', { name: 'You owe' }).waitFor()

  await phone.getByRole('link', { name: 'Signed in as Maria Alvarez' }).click()
  await phone.getByRole('button', { name: 'Remove Blue phone' }).click()
  const dialog = phone.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove Blue phone' }).click()
  // It opened this session, which ends with it.
  await phone.goto(`${base}/portal`)
  stage.expects(/status of 422/)
  await phone.getByRole('button', { name: 'Use a passkey' }).click()
  await phone.getByText('That passkey was not accepted here.', { exact: false }).waitFor()
})

test('a passkey opens what its session had proven, and what it proves later', async () => {
  const other = await stage.world.organization('Other Studio')
  const here = await onThePhone(stage, studio, { owed: 8_500 })
  const { phone, email, base } = atAName(here)
  await virtualAuthenticator(phone)
  await phone.goto(`${base}/portal`)
  await enterByCode(phone, studio, email)
  await phone.goto(`${base}/portal/profile`)
  await phone.getByLabel('Name of this passkey').fill('My phone')
  await phone.getByRole('button', { name: 'Add a passkey' }).click()
  await phone.getByText('not used yet', { exact: false }).waitFor()

  const there = await clientOwing(other, { owed: 2_000 })
  await other.as('frontDesk').post(`/accounts/${there.accountId}/people`, {
    email,
    name: 'Maria Alvarez',
    role: 'owner',
  })
  await signOut(phone)
  await phone.getByRole('button', { name: 'Use a passkey' }).click()
  await phone.getByText('Other Studio wants to mail you itself', { exact: false }).waitFor()
  const places = async (): Promise<number> =>
    (await phone.request.get(`${base}${PORTAL}/session`).then((answer) => answer.json())).places
      .length
  expect(await places()).toBe(1)
  await phone.getByRole('button', { name: 'Mail me a code' }).click()
  await enterByCode(phone, other, email, { isKnown: true })
  await expect.poll(places).toBe(2)
  await phone.goto(`${base}/portal`)
  await signOut(phone)
  await phone.getByRole('button', { name: 'Use a passkey' }).click()
  await phone.getByRole('link', { name: /Other Studio/ }).waitFor()
  expect(await places()).toBe(2)
})

test('a client changes their address by the link mailed to the new one', async () => {
  const { phone } = await onThePhone(stage, studio, { owed: 8_500 })
  const after = `maria-${newWord()}@example.com`
  await phone.getByRole('link', { name: 'Signed in as Maria Alvarez' }).click()
  await phone.getByText('Passkeys need an address with a name.', { exact: false }).waitFor()
  await phone.getByLabel('Your name').fill('Mia Alvarez')
  await phone.getByRole('button', { name: 'Save the name' }).click()
  await phone.getByText('Your name is saved.').waitFor()
  await phone.getByLabel('New e-mail address').fill(after)
  await phone.getByRole('button', { name: 'Mail me a link' }).click()
  await phone.getByText(`A link is on its way to ${after}.`, { exact: false }).waitFor()
  await picture(phone, 'profile-waiting')
  const { data } = (await studio.as('owner').get(`/mails?search=${after}`)).body
  const { text } = (await studio.as('owner').get(`/mails/${data[0].id}`)).body
  const token = /confirm-email#([\w-]+)/.exec(text)?.[1]
  await phone.goto(`${stage.world.base}/portal/confirm-email#${token}`)
  await phone.getByText(`You sign in with ${after} from now on.`).waitFor()
  await picture(phone, 'address-confirmed')
  await phone.getByRole('link', { name: 'Open the portal' }).click()
  await phone.getByRole('link', { name: 'Signed in as Mia Alvarez' }).click()
  await phone.getByText(`You sign in with ${after}.`).waitFor()

  await phone.getByRole('button', { name: 'Sign out everywhere' }).click()
  const dialog = phone.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click()
  await phone.getByRole('heading', { name: 'Sign in' }).waitFor()
})

/** Passkeys need a name for an address; to the same server, the browser is a new one there. */
function atAName<T extends object>(client: T): T & { base: string } {
  return { ...client, base: stage.world.base.replace('127.0.0.1', 'localhost') }
}

async function enterByCode(
  page: Page,
  organization: TestOrganization,
  email: string,
  { isKnown = false } = {},
): Promise<void> {
  if (!isKnown) await page.getByLabel('Your e-mail address').fill(email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByLabel('Code from the mail').waitFor()
  await page.getByLabel('Code from the mail').fill(await mailedCode(organization, email))
  await page.getByRole('button', { name: 'Enter' }).click()
  await page.getByLabel('Code from the mail').waitFor({ state: 'detached' })
}

async function signOut(page: Page): Promise<void> {
  if (page.url().endsWith('/profile')) await page.getByRole('link', { name: 'Back' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
}
