import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import {
  buildPage,
  type PageServer,
  type PageSettings,
  servePage,
} from '../../sandbox/test-page/serve.ts'
import { launchBrowser } from './browser.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

type Options = Pick<PageSettings, 'dark' | 'types' | 'verification'> & { blocked?: string }

export interface TestPages {
  readonly sandbox: Sandbox
  readonly server: PageServer
  /** What the browser complained about since the page was opened. */
  readonly complaints: string[]
  open(options?: Options): Promise<Page>
}

/** A browser and a sandbox for all tests of a file, and the application's page for each. */
export function startTestPages(): TestPages {
  let browser: Browser
  let sandbox: Sandbox
  let script: string
  let server: PageServer | null = null
  let context: BrowserContext | null = null
  let complaints: string[] = []

  beforeAll(async () => {
    ;[browser, sandbox, script] = await Promise.all([launchBrowser(), startSandbox(), buildPage()])
  }, 120_000)

  afterAll(async () => {
    await browser.close()
    await sandbox.stop()
  })

  afterEach(async () => {
    await context?.close()
    context = null
    server?.close()
    server = null
  })

  return {
    get sandbox() {
      return sandbox
    },
    get server() {
      return server as PageServer
    },
    get complaints() {
      return complaints
    },
    async open({ blocked, ...options } = {}) {
      server = await servePage(script, {
        stripe: sandbox.stripe('browser'),
        publishableKey: 'pk_test_browser',
        sandboxOrigin: `http://localhost:${sandbox.port}`,
        ...options,
      })
      complaints = []
      context = await browser.newContext()
      const page = await context.newPage()
      page.on('console', (message) => {
        if (message.type() !== 'log' && !message.text().includes('React DevTools')) {
          complaints.push(message.text())
        }
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      if (blocked !== undefined) await page.route(blocked, (route) => route.abort())
      await page.goto(server.url)
      return page
    },
  }
}

/** The form in its frame, once it is ready. */
export async function openForm(page: Page): Promise<Frame> {
  await page.locator('#seen', { hasText: 'ready' }).waitFor()
  const frame = page.frames().find((one) => one.url().includes('/endive/card-form'))
  if (frame === undefined) throw new Error('There is no form.')
  return frame
}

export async function said(page: Page, text: string | RegExp): Promise<string | null> {
  await page.locator('#said', { hasText: text }).waitFor()
  return page.locator('#said').textContent()
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds that shuts somebody out. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
