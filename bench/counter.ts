/**
 * `onfile bench counter`: from the press that charges to the receipt on the screen, in a browser,
 * while every call to the processor that moves money takes 200 ms. A saved card and a card typed
 * in take turns.
 */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { startEmbeddedPostgres } from '../src/database/embedded.ts'
import { stopOnSignals } from '../src/start/stop-on-signals.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { type Ground, type Payer, prepareGround } from './ground.ts'
import { rangeOf, sayRange, table } from './report.ts'

const LATENCY_MS = 200
const TRIES = 15
/** Of the payer, in dollars; each is tried once with either card, so no two are similar. */
const AMOUNTS = { saved: '20.00', typed: '30.00' }

type Way = keyof typeof AMOUNTS

const closers: (() => Promise<void>)[] = []

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { tries: { type: 'string' } } })
  const tries = values.tries ? Number(values.tries) : TRIES
  const dataDirectory = join(tmpdir(), `onfile-bench-${randomBytes(6).toString('hex')}`)
  closers.push(async () => rmSync(dataDirectory, { recursive: true, force: true }))
  const cluster = await startEmbeddedPostgres({ dataDirectory })
  closers.push(cluster.stop)
  const ground = await prepareGround(cluster, 'sandbox', tries + 1)
  closers.push(ground.stop)
  const chromium = await launchBrowser()
  closers.push(() => chromium.close())
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 } })
  await context.addCookies(cookiesOf(ground))
  await ground.setLatency(LATENCY_MS)

  const times: Record<Way, number[]> = { saved: [], typed: [] }
  for (const [n, payer] of ground.payers.entries()) {
    for (const way of ['saved', 'typed'] as const) {
      const time = await charge(context, ground, payer, way)
      // The first of each finds everything cold.
      if (n > 0) times[way].push(time)
    }
  }
  const say = (way: Way, name: string) => [name, sayRange(rangeOf(times[way]), ' ms')]
  process.stdout.write(
    `${table([
      [`from press to receipt, ${LATENCY_MS} ms a call`, `median of ${tries} (least–most)`],
      say('saved', 'saved card, two calls'),
      say('typed', 'card typed in, three calls'),
    ])}\n`,
  )
}

/** Opens the form, fills it in, and measures what follows the press. */
async function charge(
  context: BrowserContext,
  { page: { url, slug } }: Ground,
  payer: Payer,
  way: Way,
): Promise<number> {
  const page = await context.newPage()
  await page.goto(`${url}/o/${slug}/clients/${payer.clientId}/billing/new-payment`)
  const amount = page.getByLabel('Amount', { exact: true })
  await amount.fill(AMOUNTS[way])
  if (way === 'typed') await typeCard(page)
  const button = page.getByRole('button', { name: new RegExp(`^Charge \\$${AMOUNTS[way]}`) })
  await button.waitFor()
  const start = performance.now()
  await button.press('Enter')
  await page.getByRole('heading', { name: /^Paid: / }).waitFor()
  await page.getByRole('dialog').getByText(/R-\d+/).first().waitFor()
  const time = performance.now() - start
  await page.close()
  return time
}

async function typeCard(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^New card/ }).check()
  const form = page.frameLocator('iframe[title*="card" i]')
  await form.locator('#number').fill('5555555555554444')
  await form.locator('#expiry').fill('12 / 34')
  await form.locator('#code').fill('123')
}

function cookiesOf({ page: { url, cookie } }: Ground) {
  return cookie.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return { name, value: value.join('='), url }
  })
}

async function close(): Promise<void> {
  for (const closer of closers.splice(0).reverse()) await closer().catch(() => {})
}

stopOnSignals(close)
try {
  await main()
} finally {
  await close()
}
