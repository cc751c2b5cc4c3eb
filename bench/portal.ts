/**
 * `onfile bench portal`: from opening the portal's pages on a phone, with nothing kept from before,
 * over a telephone's network, to the amount and the buttons on the screen. The processor's form is
 * not waited for. The page itself keeps the time, from where its loading began.
 */
import { randomBytes } from 'node:crypto'
import type { Browser, BrowserContext } from 'playwright-core'
import { insertSignIn } from '../src/portal/store.ts'
import { hashOfToken, newToken } from '../src/staff/secret-token.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { type Ground, prepareGround } from './ground.ts'
import { rangeOf, sayRange, table } from './report.ts'
import { closers, loadOfMachine, numberOf, openCluster, run, say } from './run.ts'

const LATENCY_MS = 150
const BITS_PER_SECOND = 1_600_000

type State = Awaited<ReturnType<BrowserContext['storageState']>>

/** Text, because there is no DOM where this is written. */
const watchFor = (isThere: string) => `void (window.timed = new Promise((resolve) => {
  const isThere = () => { ${isThere} }
  const look = () => {
    if (!isThere()) return setTimeout(look, 5)
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
  }
  look()
}))`

const PAGES = [
  {
    name: 'pay page: amount and button',
    path: '/pay',
    isThere: `const amount = document.querySelector('input[name="amount"]')
      const button = document.querySelector('button[type="submit"]')
      return Boolean(amount?.value) && /^Pay \\$/.test(button?.textContent ?? '')`,
  },
  {
    name: 'overview: amount and button',
    path: '',
    isThere: `return [...document.querySelectorAll('a')].some((a) => /^Pay \\$/.test(a.textContent))`,
  },
]

const USAGE = `
onfile bench portal: from opening it on a phone to the amount and the buttons.

  --tries N   9 of each page
`
const OPTIONS = { tries: { type: 'string', default: '9' } } as const

await run(USAGE, OPTIONS, async (values) => {
  const tries = numberOf(values.tries, 'tries')
  const { cluster } = await openCluster()
  const ground = await prepareGround(cluster, 'sandbox', 1)
  closers.push(ground.stop)
  const chromium = await launchBrowser()
  closers.push(() => chromium.close())
  const { state, accountId } = await signedIn(chromium, ground)
  const lines: string[][] = []
  for (const { name, path, isThere } of PAGES) {
    const url = `${ground.page.url}/portal/a/${accountId}${path}`
    const times: number[] = []
    for (let n = 0; n < tries; n++) {
      times.push(await openCold(chromium, state, url, watchFor(isThere)))
    }
    lines.push([name, sayRange(rangeOf(times), ' ms')])
  }
  say(
    table([
      [
        `cold, ${BITS_PER_SECOND / 1_000_000} Mbit/s, ${LATENCY_MS} ms`,
        `median of ${tries} (least–most)`,
      ],
      ...lines,
    ]),
  )
  say(loadOfMachine())
})

/** Invites the payer and opens the link as if its mail had come. */
async function signedIn(chromium: Browser, ground: Ground) {
  const { app, api, page, caller, payers } = ground
  const accountId = payers[0]?.accountId ?? ''
  const email = `maria-${randomBytes(4).toString('hex')}@example.com`
  await api.post(`/accounts/${accountId}/people`, { email, name: 'Maria Alvarez', role: 'owner' })
  const token = newToken()
  const now = new Date()
  await insertSignIn(app.db, {
    tokenHash: hashOfToken(token),
    codeHash: null,
    email,
    orgId: caller.orgId,
    now,
    expiresAt: new Date(now.getTime() + 60_000),
  })
  const context = await chromium.newContext()
  const tab = await context.newPage()
  await tab.goto(`${page.url}/portal/enter#${token}`)
  await tab.getByRole('heading', { name: 'You owe' }).waitFor()
  const state = await context.storageState()
  await context.close()
  return { state, accountId }
}

/** A browser that has been nowhere but is signed in, on a slow network. */
async function openCold(chromium: Browser, state: State, url: string, watch: string) {
  const context = await chromium.newContext({
    storageState: state,
    viewport: { width: 390, height: 844 },
  })
  const tab = await context.newPage()
  const session = await context.newCDPSession(tab)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BITS_PER_SECOND / 8,
    uploadThroughput: BITS_PER_SECOND / 8,
  })
  await tab.addInitScript(watch)
  await tab.goto(url)
  const time: number = await tab.evaluate('window.timed')
  await context.close()
  return time
}
