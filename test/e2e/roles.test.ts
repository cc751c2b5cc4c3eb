import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PERMISSIONS, ROLES } from '../../src/staff/roles.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import { expectNoComplaints, newAddress, type Stage, setStage } from './stage.ts'

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

test('S1-1 an administrator grants electronic payments, and the button of a colleague opens', async () => {
  const { clientId } = await clientOwing(studio, { owed: 2_500 })
  const reader = await stage.window(studio, 'readOnly')
  await reader.goto(`${stage.world.base}/o/${studio.slug}/clients/${clientId}/billing`)
  const blocked = reader.getByRole('button', { name: 'New payment' })
  await blocked.hover()
  await reader
    .getByText(/Ask an administrator for “Take electronic payments”/)
    .first()
    .waitFor()

  for (const [path, name, missing] of [
    ['/clients', 'New client', 'Change clients'],
    [`/clients/${clientId}/billing`, 'Add card', 'Change saved cards'],
  ]) {
    await reader.goto(`${stage.world.base}/o/${studio.slug}${path}`)
    const grey = reader.getByRole('button', { name })
    await grey.hover()
    await reader.getByText(`Ask an administrator for “${missing}”.`).first().waitFor()
    expect(await grey.getAttribute('aria-disabled')).toBe('true')
  }

  const administrator = await stage.window(studio, 'administrator')
  await administrator.goto(`${stage.world.base}/o/${studio.slug}/clients`)
  await administrator.getByRole('link', { name: 'Settings' }).click()
  await administrator.getByRole('link', { name: 'Roles' }).click()
  await administrator.getByRole('link', { name: 'Read only' }).click()
  const drawer = administrator.getByRole('dialog')
  await drawer.getByText('Charge a card: one that is typed in, or one on file.').waitFor()
  await drawer.getByLabel('Take electronic payments').check()
  await drawer.getByLabel('Most in one charge').fill('$1,500')
  await drawer.getByLabel('Most in one refund').fill('75')
  await drawer.getByRole('button', { name: 'Save' }).click()
  await drawer.waitFor({ state: 'detached' })
  const row = administrator.getByRole('row').filter({ hasText: 'Read only' })
  await row.getByText('$1,500.00').waitFor()
  await row.getByText('$75.00').waitFor()
  await row.getByText(`${ROLES.readOnly.length + 1} of ${PERMISSIONS.length} permissions`).waitFor()

  // Without a reload: what somebody may do is told to their open pages.
  await reader.getByRole('link', { name: 'New payment' }).waitFor()
})

test('a role is made, given with an invitation, seen to be in use, and removed after', async () => {
  const owner = await stage.window(studio, 'owner')
  await owner.goto(`${stage.world.base}/o/${studio.slug}/settings/roles`)
  await owner.getByRole('link', { name: 'New role' }).click()
  const drawer = owner.getByRole('dialog')
  await drawer.getByRole('button', { name: 'Create the role' }).click()
  await drawer.getByText('Enter a name for the role.').waitFor()
  await drawer.getByLabel('Name').fill('Weekend desk')
  await drawer.getByLabel('What it is for').fill('Takes cash on Saturdays')
  await drawer.getByLabel('See clients').check()
  await drawer.getByLabel('Record cash, checks and other tenders').check()
  await drawer.getByRole('button', { name: 'Create the role' }).click()
  await drawer.waitFor({ state: 'detached' })
  await owner.getByRole('link', { name: 'Weekend desk' }).waitFor()

  await owner.goto(`${stage.world.base}/o/${studio.slug}/staff/invite`)
  const email = newAddress('wanda')
  await owner.getByRole('dialog').getByLabel('E-mail').fill(email)
  await owner.getByRole('dialog').getByLabel('Role', { exact: true }).selectOption('Weekend desk')
  await owner.getByText('Takes cash on Saturdays').waitFor()
  await owner.getByRole('button', { name: 'Make the link' }).click()
  await owner.getByRole('button', { name: 'Done' }).click()
  await owner.getByText('Invited as Weekend desk').waitFor()

  await owner.goto(`${stage.world.base}/o/${studio.slug}/settings/roles`)
  await owner.getByText('0 people, 1 invited').waitFor()
  await owner.getByRole('link', { name: 'Weekend desk' }).click()
  const remove = drawer.getByRole('button', { name: 'Remove the role' })
  await remove.waitFor()
  expect(await remove.getAttribute('aria-disabled')).toBe('true')

  await owner.goto(`${stage.world.base}/o/${studio.slug}/staff`)
  await owner.getByRole('button', { name: `Withdraw the invitation of ${email}` }).click()
  await owner.getByText('Invited as Weekend desk').waitFor({ state: 'detached' })
  await owner.goto(`${stage.world.base}/o/${studio.slug}/settings/roles`)
  await owner.getByRole('link', { name: 'Weekend desk' }).click()
  await remove.click()
  await owner.getByRole('button', { name: 'Remove Weekend desk' }).click()
  await owner.getByRole('link', { name: 'Weekend desk' }).waitFor({ state: 'detached' })
})

test('a role opened by its address begins at its first field', async () => {
  const owner = await stage.window(studio, 'owner')
  await owner.goto(`${stage.world.base}/o/${studio.slug}/settings/roles/frontDesk`)
  await owner.locator('input[name="name"]:focus').waitFor()
  await owner.goto(`${stage.world.base}/o/${studio.slug}/settings/roles/new`)
  await owner.locator('input[name="name"]:focus').waitFor()
})

test('who may not edit roles sees them, with the reason', async () => {
  const page = await stage.window(studio, 'billingManager')
  await page.goto(`${stage.world.base}/o/${studio.slug}/settings/roles`)
  const add = page.getByRole('button', { name: 'New role' })
  await add.hover()
  await page.getByText('Ask an administrator for “Edit roles”.').first().waitFor()
  await page.getByRole('link', { name: 'Front desk' }).click()
  const drawer = page.getByRole('dialog')
  expect(await drawer.getByLabel('Refund', { exact: true }).isDisabled()).toBe(true)
  const save = drawer.getByRole('button', { name: 'Save' })
  expect(await save.getAttribute('aria-disabled')).toBe('true')
})
