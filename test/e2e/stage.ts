import { randomBytes } from 'node:crypto'
import type { BrowserContext, Browser as Chromium, FrameLocator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Role } from '../../src/staff/roles.ts'
import { ADDRESS } from '../support/address.ts'
import { launchBrowser } from '../support/browser.ts'
import { startWorld, type TestOrganization, type World } from '../support/world.ts'

/** Numbers of test cards, as a client would type them. */
export const CARDS = {
  visa: '4242424242424242',
  insufficientFunds: '4000000000009995',
  challenged: '4000002760003184',
} as const

/** A browser on a running Onfile, which notes everything that should not happen. */
export interface Stage {
  world: World
  chromium: Chromium
  /** A window of somebody who is signed in. */
  window(
    organization: TestOrganization,
    role: Role,
    options?: { width?: number; dark?: boolean },
  ): Promise<Page>
  /** A window of somebody who is not signed in yet. */
  visitor(options?: { width?: number; dark?: boolean }): Promise<Page>
  /** Another tab of the same person. */
  tab(page: Page): Promise<Page>
  /** Lets the browser complain about what a test brings about on purpose. */
  expects(complaint: RegExp): void
  /** Console errors, failed pages and breaches of the content security policy so far. */
  complaints: string[]
  /** Every request to our own origin: address and body. */
  requests: string[]
  /** Closes every window; their organization and its data stay. */
  clear(): Promise<void>
  end(): Promise<void>
}

/** Long enough for a busy machine, short enough to name the step that failed. */
const PATIENCE_MS = 25_000

export async function setStage(): Promise<Stage> {
  const world = await startWorld()
  const chromium = await launchBrowser()
  const complaints: string[] = []
  const requests: string[] = []
  const contexts: BrowserContext[] = []
  const expected: RegExp[] = []

  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    watch(page, world.base, requests, (complaint) => {
      if (!expected.some((pattern) => pattern.test(complaint))) complaints.push(complaint)
    })
    return page
  }
  async function newContext({ width = 1280, dark = false } = {}): Promise<BrowserContext> {
    const context = await chromium.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(PATIENCE_MS)
    contexts.push(context)
    return context
  }
  async function clear(): Promise<void> {
    for (const context of contexts.splice(0)) await context.close()
  }

  return {
    world,
    chromium,
    complaints,
    requests,
    async window(organization, role, options) {
      const context = await newContext(options)
      await context.addCookies(cookiesOf(organization.as(role).cookie, world.base))
      return open(context)
    },
    visitor: async (options) => open(await newContext(options)),
    tab: (page) => open(page.context()),
    expects: (complaint) => expected.push(complaint),
    clear,
    async end() {
      await clear()
      await chromium.close()
      await world.stop()
    },
  }
}

function cookiesOf(header: string, url: string) {
  return header.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return { name, value: value.join('='), url }
  })
}

function watch(
  page: Page,
  base: string,
  requests: string[],
  complain: (complaint: string) => void,
): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      // A refusal is an answer; browsers call every status from 400 on an error of the page.
      if (/status of (409|422|503)/.test(message.text())) return
      complain(`${page.url()}: ${message.text()}`)
    }
  })
  page.on('pageerror', (error) => complain(`${page.url()}: ${error.message}`))
  page.on('request', (request) => {
    if (request.url().startsWith(base)) {
      requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`)
    }
  })
}

export const PASSWORD = 'a boat in the harbor'

/** Somebody who joined by an invitation, so with a password, in a window of their own. */
export async function newcomer(
  stage: Stage,
  organization: TestOrganization,
  role: Role,
): Promise<{ page: Page; email: string }> {
  const email = newAddress('nia')
  const made = await organization.as('owner').post('/staff/invitations', { email, role })
  const page = await stage.visitor()
  await page.goto(made.body.url)
  await page.getByLabel('Your name').fill('Nia Newcomer')
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByRole('button', { name: /^Join / }).click()
  await page.getByRole('heading', { name: 'Clients' }).waitFor()
  return { page, email }
}

export function newAddress(name: string): string {
  return `${name}-${randomBytes(4).toString('hex')}@example.com`
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Opens a client's Billing tab. */
export async function openBilling(page: Page, stage: Stage, slug: string, clientId: string) {
  await page.goto(`${stage.world.base}/o/${slug}/clients/${clientId}/billing`)
  await page.getByRole('heading', { name: 'Open invoices' }).waitFor()
}

/** The frame that the processor serves; nothing typed into it reaches our origin. */
export function cardForm(page: Page): FrameLocator {
  return page.frameLocator('iframe[src*="/endive/card-form"]')
}

export async function typeCard(page: Page, number: string): Promise<void> {
  const form = cardForm(page)
  await form.locator('#number').fill(number)
  await form.locator('#expiry').fill('12 / 34')
  await form.locator('#code').fill('123')
}

/** The billing address, asked for wherever a card is saved. */
export async function typeAddress(page: Page): Promise<void> {
  await page.getByLabel('Street', { exact: true }).fill(ADDRESS.line1)
  await page.getByLabel('City', { exact: true }).fill(ADDRESS.city)
  await page.getByLabel('Postal code', { exact: true }).fill(ADDRESS.postalCode)
}

/** Fails with what was noted, if anything was. */
export function expectNoComplaints(stage: Stage): void {
  expect(stage.complaints.splice(0)).toEqual([])
}
