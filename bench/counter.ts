/**
 * `onfile bench counter`: from the press that charges to the receipt on the screen, in a browser,
 * while every call to the processor on the way takes 200 ms: create and confirm, and for a card
 * typed in the token before them. A saved card and a card typed in take turns. The page itself
 * keeps the time: who asks it from outside whether the receipt is there learns it up to half a
 * second late, and makes it slower by asking.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../test/support/browser.ts'
import { type Ground, type Payer, prepareGround } from './ground.ts'
import { rangeOf, sayRange, table } from './report.ts'
import { closers, loadOfMachine, numberOf, openCluster, run, say } from './run.ts'

const LATENCY_MS = 200
/** Of the payer, in dollars; each is tried once with either card, so no two are similar. */
const AMOUNTS = { saved: '20.00', typed: '30.00' }

/**
 * From the moment of the key, as the browser has it, until the frame with the receipt was drawn.
 * Text, because there is no DOM where this is written.
 */
const WATCH = `void (window.timed = new Promise((resolve) => {
  let pressed = null
  addEventListener('keydown', (event) => { pressed ??= event.timeStamp }, { capture: true })
  new MutationObserver((_, observer) => {
    if (pressed === null) return
    const dialog = document.querySelector('[role="dialog"]')
    if (!/^Paid: /.test(dialog?.querySelector('h2[tabindex]')?.textContent ?? '')) return
    if (!/R-\\d+/.test(dialog.textContent)) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)))
  }).observe(document, { subtree: true, childList: true, characterData: true })
}))`

type Way = keyof typeof AMOUNTS

const USAGE = `
onfile bench counter: from the press to the receipt, in a browser.

  --tries N   15 with either card
`
const OPTIONS = { tries: { type: 'string', default: '15' } } as const

await run(USAGE, OPTIONS, async (values) => {
  const tries = numberOf(values.tries, 'tries')
  const { cluster } = await openCluster()
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
  const took = (way: Way, name: string) => [name, sayRange(rangeOf(times[way]), ' ms')]
  say(
    table([
      [`from press to receipt, ${LATENCY_MS} ms a call`, `median of ${tries} (least–most)`],
      took('saved', 'saved card, two calls'),
      took('typed', 'card typed in, three calls'),
    ]),
  )
  say(loadOfMachine())
})

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
  await page.evaluate(WATCH)
  await button.press('Enter')
  const time: number = await page.evaluate('window.timed')
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
