import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { mailedLink } from '../support/portal.ts'
import { newWord } from '../support/word.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import type { Stage } from './stage.ts'

/** Pictures of the portal in every form: ONFILE_PICTURES=1 npm test -- test/e2e/portal */
const PICTURES = process.env.ONFILE_PICTURES
  ? join(import.meta.dirname, '..', '..', 'test-results', 'portal')
  : null

/** A client with something to pay, signed in to the portal on a phone. */
export async function onThePhone(
  stage: Stage,
  studio: TestOrganization,
  options: NonNullable<Parameters<typeof clientOwing>[1]>,
) {
  const client = await clientOwing(studio, options)
  const email = `maria-${newWord()}@example.com`
  await studio.as('frontDesk').post(`/accounts/${client.accountId}/people`, {
    email,
    name: 'Maria Alvarez',
    role: 'owner',
  })
  const phone = await stage.visitor({ width: 390 })
  await phone.goto(`${stage.world.base}/portal/enter#${await mailedLink(studio, email)}`)
  await phone.getByRole('heading', { name: 'You owe' }).waitFor()
  return { ...client, phone, email }
}

/** Nothing is wrong for anybody on this page, narrow and wide, light and dark. */
export async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await mkdir(PICTURES, { recursive: true })
  for (const dark of [false, true]) {
    for (const width of [390, 1280]) {
      if (width === 1280 && !PICTURES) continue
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      await page.setViewportSize({ width, height: 900 })
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze()
      expect(violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([])
      const file = `${name}-${width}-${dark ? 'dark' : 'light'}.png`
      if (PICTURES) await page.screenshot({ path: join(PICTURES, file), fullPage: true })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 390, height: 900 })
}
