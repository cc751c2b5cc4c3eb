import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

const note = join(import.meta.dirname, '..', '..', 'node_modules', '.browser.json')

// Nothing here may leave the machine, and nothing may depend on what it has or lacks.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/** A browser without a window and with a profile of its own, which goes when it is closed. */
export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath: executablePath(),
    headless: true,
    args: [...flags, ...(options.args ?? [])],
  })
}

/** What the set-up of the tests chose: see scripts/find-browser.mjs. */
function executablePath(): string {
  const path =
    process.env.CHROMIUM_PATH ??
    (existsSync(note) ? JSON.parse(readFileSync(note, 'utf8')).executablePath : '/usr/bin/chromium')
  if (!existsSync(path)) {
    throw new Error(`There is no browser at ${path}. Run: node scripts/setup.mjs --test`)
  }
  return path
}
