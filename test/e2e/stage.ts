import type { BrowserContext, Browser as Chromium, FrameLocator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Role } from '../../src/staff/roles.ts'
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
  /** Console errors, failed pages and breaches of the content security policy so far. */
  complaints: string[]
  /** Every request to our own origin: address and body. */
  requests: string[]
  end(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const world = await startWorld()
  const chromium = await launchBrowser()
  const complaints: string[] = []
  const requests: string[] = []
  const contexts: BrowserContext[] = []

  return {
    world,
    chromium,
    complaints,
    requests,
    async window(organization, role, { width = 1280, dark = false } = {}) {
      const context = await chromium.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      })
      contexts.push(context)
      await context.addCookies(cookiesOf(organization.as(role).cookie, world.base))
      const page = await context.newPage()
      watch(page, world.base, complaints, requests)
      return page
    },
    async end() {
      for (const context of contexts) await context.close()
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

function watch(page: Page, base: string, complaints: string[], requests: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      // A refusal is an answer; browsers call every status from 400 on an error of the page.
      if (/status of (409|422|503)/.test(message.text())) return
      complaints.push(`${page.url()}: ${message.text()}`)
    }
  })
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('request', (request) => {
    if (request.url().startsWith(base)) {
      requests.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`)
    }
  })
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

/** Fails with what was noted, if anything was. */
export function expectNoComplaints(stage: Stage): void {
  expect(stage.complaints.splice(0)).toEqual([])
}
