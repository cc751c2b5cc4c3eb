import { expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'

test('a browser starts and shows a page', async () => {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  await page.setContent('<h1>Onfile</h1>')
  expect(await page.getByRole('heading').textContent()).toBe('Onfile')
  await browser.close()
})
