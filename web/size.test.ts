import { join } from 'node:path'
import { expect, test } from 'vitest'
import { weigh } from './first-load.ts'

const BUILT = join(import.meta.dirname, '../dist/web')
const SCRIPT_BYTES_MAX = 200_000
const STYLE_BYTES_MAX = 25_000
/** Script and style of the page a client pays on; it loads no font. */
const PORTAL_BYTES_MAX = 150_000

/** Pages that somebody may open first; each with the frame around it. */
const FIRST_PAGES = [
  'staff/welcome/Welcome.tsx',
  'staff/welcome/SignIn.tsx',
  'staff/pages/clients/ClientList.tsx',
  'staff/pages/billing/BillingPage.tsx',
]

test.each(FIRST_PAGES)('%s loads within its budget', (page) => {
  const { scriptBytes, styleBytes } = weigh(BUILT, ['index.html', page])
  expect(scriptBytes).toBeLessThanOrEqual(SCRIPT_BYTES_MAX)
  expect(styleBytes).toBeLessThanOrEqual(STYLE_BYTES_MAX)
})

test('the portal’s pay page loads within its budget', () => {
  const { scriptBytes, styleBytes } = weigh(BUILT, ['portal.html', 'portal/pages/Pay.tsx'])
  expect(scriptBytes + styleBytes).toBeLessThanOrEqual(PORTAL_BYTES_MAX)
})

test('the page of a pay link loads within the same budget', () => {
  const { scriptBytes, styleBytes } = weigh(BUILT, ['portal.html', 'portal/link/LinkPage.tsx'])
  expect(scriptBytes + styleBytes).toBeLessThanOrEqual(PORTAL_BYTES_MAX)
})

test('weighs what is there, so that the budget can fail', () => {
  const { scriptBytes, files } = weigh(BUILT, ['index.html'])
  expect(scriptBytes).toBeGreaterThan(100_000)
  expect(files.some(({ file }) => file.endsWith('.css'))).toBe(true)
})
