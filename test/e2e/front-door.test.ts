import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import {
  expectNoComplaints,
  newAddress,
  newcomer,
  PASSWORD,
  type Stage,
  setStage,
  signIn,
} from './stage.ts'

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

test('a business is started, left, and come back to with a password', async () => {
  const email = newAddress('olga')
  const page = await stage.visitor()
  await page.goto(`${stage.world.base}/start`)
  await page.getByRole('button', { name: 'Create the business' }).click()
  await page.getByText('Enter the name of the business.').waitFor()
  await page.getByLabel('Name of the business').fill('Olga’s Swim School')
  await page.getByLabel('Currency').selectOption('EUR')
  await page.getByLabel('Time zone').selectOption('Europe/Berlin')
  await page.getByLabel('Your name').fill('Olga Ozerova')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Choose a password').fill('short')
  await page.keyboard.press('Enter')
  await page.getByText('Use at least 10 characters.').waitFor()
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.keyboard.press('Enter')

  await page.getByText('No clients yet').waitFor()
  await page.getByText('0 clients · €0.00 owed').waitFor()
  await signOut(page, 'Olga Ozerova')

  stage.expects(/status of 401/)
  await signIn(page, email, 'not the password')
  await page.getByRole('alert').getByText('That e-mail and password do not go together.').waitFor()
  expect(await page.getByLabel('E-mail').inputValue()).toBe(email)
  await signIn(page, email, PASSWORD)
  await page.getByText('No clients yet').waitFor()
})

test('who opens a page without being signed in comes back to it', async () => {
  const { clientId } = await clientOwing(studio, { name: 'Bruno Adeyemi' })
  const { page, email } = await newcomer(stage, studio, 'billingManager')
  await signOut(page, 'Nia Newcomer')
  stage.expects(/status of 401/)
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing`)
  await page.getByText('Sign in to go on where you were.').waitFor()
  await signIn(page, email, PASSWORD)
  await page.getByRole('heading', { name: 'Bruno Adeyemi' }).waitFor()
})

test('an invitation is made in one window and accepted in another, once', async () => {
  const owner = await stage.window(studio, 'owner')
  await owner.goto(`${stage.world.base}/o/${studio.slug}/staff`)
  await owner.getByRole('link', { name: 'Invite' }).click()
  const email = newAddress('nadia')
  await owner.getByLabel('E-mail').fill(email)
  await owner.getByLabel('Role', { exact: true }).selectOption('Front desk')
  await owner.getByRole('button', { name: 'Make the link' }).click()
  const url = (await owner.getByRole('dialog').locator('code').textContent()) ?? ''
  await owner.getByRole('button', { name: 'Done' }).click()
  await owner.getByText('Invited as Front desk').first().waitFor()

  const guest = await stage.visitor()
  await guest.goto(url)
  await guest.getByText(`You were invited as Front desk. You will sign in with ${email}.`).waitFor()
  await guest.getByLabel('Your name').fill('Nadia New')
  await guest.getByLabel('Choose a password').fill(PASSWORD)
  await guest.getByRole('button', { name: 'Join Harbor Family Center' }).click()
  await guest.getByRole('heading', { name: 'Clients' }).waitFor()
  await owner.reload()
  await owner.getByRole('cell', { name: /Nadia New/ }).waitFor()

  stage.expects(/status of 410/)
  const late = await stage.visitor()
  await late.goto(url)
  await late.getByText('This invitation cannot be used').waitFor()
})

test('a role without the right sees grey buttons, and why', async () => {
  const { clientId } = await clientOwing(studio, { owed: 2_500 })
  const page = await stage.window(studio, 'readOnly')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing`)
  for (const [action, missing] of [
    ['New payment', 'Take electronic payments'],
    ['New invoice', 'Issue invoices'],
  ] as const) {
    const button = page.getByRole('button', { name: action })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await button.hover()
    await page.getByText(`Ask an administrator for “${missing}”`).first().waitFor()
  }
  await page.keyboard.press('p')
  await page.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing/new-payment`)
  await page.getByRole('dialog').getByText('Your role does not take payments.').waitFor()
  expect(await page.getByLabel('Amount', { exact: true }).count()).toBe(0)
})

test('who is disabled is thrown out, and let in again when enabled', async () => {
  const { page, email } = await newcomer(stage, studio, 'frontDesk')
  const owner = await stage.window(studio, 'owner')
  await owner.goto(`${stage.world.base}/o/${studio.slug}/staff`)
  const row = owner.getByRole('row').filter({ hasText: email })
  await row.getByRole('button', { name: 'Disable' }).click()
  await owner.getByRole('button', { name: 'Disable Nia Newcomer' }).click()
  await row.getByText('Disabled').waitFor()

  stage.expects(/status of (401|403)/)
  // Without touching anything: the page hears of it.
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, email, PASSWORD)
  await page.getByRole('alert').getByText('no business here lets you in').waitFor()

  await row.getByRole('button', { name: 'Enable' }).click()
  await row.getByText('Active').waitFor()
  await signIn(page, email, PASSWORD)
  await page.getByRole('heading', { name: 'Clients' }).waitFor()
})

test('a new password ends the other sessions, and only it opens', async () => {
  const { page, email } = await newcomer(stage, studio, 'billingManager')
  const elsewhere = await stage.visitor()
  await elsewhere.goto(`${stage.world.base}/sign-in`)
  await signIn(elsewhere, email, PASSWORD)
  await elsewhere.getByRole('heading', { name: 'Clients' }).waitFor()

  await page.goto(`${stage.world.base}/o/${studio.slug}/me`)
  stage.expects(/status of (400|401)/)
  await changePassword(page, 'not the password', 'another boat at sea')
  await page.getByText('That is not your current password.').waitFor()
  await changePassword(page, PASSWORD, 'another boat at sea')
  await page.getByText('The password was changed. Everywhere else you were signed out.').waitFor()

  await elsewhere.reload()
  await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(elsewhere, email, PASSWORD)
  await elsewhere.getByText('That e-mail and password do not go together.').waitFor()
  await signIn(elsewhere, email, 'another boat at sea')
  await elsewhere.getByRole('heading', { name: 'Clients' }).waitFor()
})

async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

async function changePassword(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel('Current password').fill(current)
  await page.getByLabel('New password').fill(next)
  await page.getByRole('button', { name: 'Change the password' }).click()
}
