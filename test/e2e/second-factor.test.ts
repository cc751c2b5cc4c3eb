import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { authenticator } from '../support/authenticator.ts'
import type { TestOrganization } from '../support/world.ts'
import { expectNoComplaints, newcomer, PASSWORD, type Stage, setStage, signIn } from './stage.ts'
import { virtualAuthenticator } from './virtual-authenticator.ts'

let stage: Stage
let studio: TestOrganization

beforeAll(async () => {
  stage = await setStage()
  studio = await stage.world.organization('Harbor Family Center')
})
afterEach(async () => {
  await stage.clear()
  expectNoComplaints(stage)
})
afterAll(() => stage.end())

test('an app is set up by its QR code, and its code is asked after the password', async () => {
  const { page, email } = await newcomer(stage, studio, 'frontDesk')
  await page.goto(`${stage.world.base}/o/${studio.slug}/me`)
  await page.getByText('Not set up: your password alone signs you in.').waitFor()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Your password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  const secret = (await dialog.locator('code').textContent()) ?? ''
  const app = authenticator(stage.world, secret)
  await dialog.getByLabel('The code that the app shows now').fill(app.code())
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  await dialog.getByText('They are shown only now.').waitFor()
  const codes = await dialog.locator('code').allTextContents()
  expect(codes).toHaveLength(10)
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 codes are left.').waitFor()

  const elsewhere = await stage.visitor()
  await elsewhere.goto(`${stage.world.base}/sign-in`)
  await signIn(elsewhere, email, PASSWORD)
  const field = elsewhere.getByLabel('Code')
  expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
  await field.fill('000000')
  await elsewhere.getByText('That code is not right, or was used already.').waitFor()
  // Pasted with a space in the middle, as apps show it; nothing else has to be pressed.
  await field.fill(app.code().replace(/^(...)/, '$1 '))
  await elsewhere.getByRole('heading', { name: 'Clients' }).waitFor()

  const third = await stage.visitor()
  await third.goto(`${stage.world.base}/sign-in`)
  await signIn(third, email, PASSWORD)
  await third.getByLabel('Code').fill(codes[0] ?? '')
  await third.getByRole('button', { name: 'Continue' }).click()
  await third.getByRole('heading', { name: 'Clients' }).waitFor()
})

test('a passkey is made, signs in without a password, and is removed', async () => {
  const { page, email } = await newcomer(stage, studio, 'frontDesk')
  // Passkeys need a name for an address; to the same server, the browser is a new one there.
  const base = stage.world.base.replace('127.0.0.1', 'localhost')
  await page.goto(`${base}/sign-in`)
  const device = await virtualAuthenticator(page)
  await signIn(page, email, PASSWORD)
  await page.getByRole('heading', { name: 'Clients' }).waitFor()
  await page.goto(`${base}/o/${studio.slug}/me`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name of this passkey').fill('Laptop at the desk')
  await dialog.getByLabel('Your password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByText('They are shown only now.').waitFor()
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('Laptop at the desk').waitFor()
  expect(await device.credentials()).toBe(1)

  await signOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { name: 'Clients' }).waitFor()

  // The password alone is not enough any more, and the passkey finishes the job.
  await signOut(page)
  await signIn(page, email, PASSWORD)
  await page.getByRole('heading', { name: 'Enter the code' }).waitFor()
  await page.getByText('Use your passkey, or type one of your recovery codes.').waitFor()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { name: 'Clients' }).waitFor()

  // Whoever cannot show finger, face or PIN does not get in.
  await signOut(page)
  await device.verifies(false)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('No passkey was used. Try again, or sign in another way.').waitFor()
  await device.verifies(true)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { name: 'Clients' }).waitFor()

  await page.goto(`${base}/o/${studio.slug}/me`)
  await page.getByRole('button', { name: 'Remove Laptop at the desk' }).click()
  await dialog.getByLabel('Your password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Remove Laptop at the desk' }).click()
  await page.getByText('Not set up: your password alone signs you in.').waitFor()
  await signOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('That passkey was not accepted here.').waitFor()
})

test('who may change settings is led to a second factor where the organization asks it', async () => {
  const business = await stage.world.organization('Careful Studio')
  const owner = await stage.window(business, 'owner')
  stage.expects(/status of 403/)
  await owner.goto(`${stage.world.base}/o/${business.slug}/settings/security`)
  const required = owner.getByLabel('Require a second factor of everybody who may change settings')
  await required.click()
  await owner.getByText('Set up a second factor for yourself first, under My account.').waitFor()
  await owner.getByRole('link', { name: 'Go to My account' }).click()
  await setUpApp(owner)
  await owner.goto(`${stage.world.base}/o/${business.slug}/settings/security`)
  await required.click()
  await owner.getByText('Saved. It counts from now on.').waitFor()

  const administrator = await stage.window(business, 'administrator')
  await administrator.goto(`${stage.world.base}/o/${business.slug}/settings/roles`)
  await administrator.getByText('Set up a second factor first').first().waitFor()
  const add = administrator.getByRole('button', { name: 'New role' })
  expect(await add.getAttribute('aria-disabled')).toBe('true')
  await administrator.getByRole('link', { name: 'Go to My account' }).click()
  await setUpApp(administrator)
  await administrator.getByRole('link', { name: 'Settings' }).click()
  await administrator.getByRole('link', { name: 'Roles' }).click()
  await administrator.getByRole('link', { name: 'New role' }).waitFor()
})

test('a forgotten password is chosen anew by a link from the outbox', async () => {
  const { page, email } = await newcomer(stage, studio, 'frontDesk')
  const visitor = await stage.visitor()
  await visitor.goto(`${stage.world.base}/sign-in`)
  await visitor.getByRole('link', { name: 'Forgot password?' }).click()
  await visitor.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
  await visitor.getByLabel('E-mail').fill(email)
  await visitor.getByRole('button', { name: 'Send the link' }).click()
  await visitor.getByText('If that address has an account, a link is on its way.').waitFor()

  const owner = studio.as('owner')
  const mails = (await owner.get('/mails')).body.data
  const { id } = mails.find((mail: { to: string }) => mail.to === email)
  const { text } = (await owner.get(`/mails/${id}`)).body
  await visitor.goto(/http:\S+\/new-password\/\S+/.exec(text)?.[0] ?? '')
  await visitor.getByText(`For ${email}.`).waitFor()
  await visitor.getByLabel('Choose a password').fill('another boat at sea')
  await visitor.getByRole('button', { name: 'Change the password' }).click()
  await visitor.getByRole('link', { name: 'Sign in' }).click()
  await signIn(visitor, email, 'another boat at sea')
  await visitor.getByRole('heading', { name: 'Clients' }).waitFor()

  stage.expects(/status of 401/)
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

/** For somebody who signs in without a password: none is asked. */
async function setUpApp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up an app' }).click()
  const dialog = page.getByRole('dialog')
  const secret = (await dialog.locator('code').textContent()) ?? ''
  await dialog
    .getByLabel('The code that the app shows now')
    .fill(authenticator(stage.world, secret).code())
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 codes are left.').waitFor()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Nia Newcomer/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}
