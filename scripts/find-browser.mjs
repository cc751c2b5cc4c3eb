import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The browser chosen before, if it is still there. */
export function knownBrowser(clone) {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const note = noteIn(clone)
  if (!existsSync(note)) return null
  const { executablePath } = JSON.parse(readFileSync(note, 'utf8'))
  return existsSync(executablePath) ? executablePath : null
}

/** Finds or brings a Chromium for the tests and writes down where it is. */
export async function findBrowser(clone, node) {
  const executablePath =
    installedBrowser() ?? (await packagedBrowser(clone, node)) ?? (await debianBrowser())
  if (executablePath === null) {
    throw new Error(
      'The tests need a browser: install Chromium, or set CHROMIUM_PATH to one that is there.',
    )
  }
  writeFileSync(noteIn(clone), `${JSON.stringify({ executablePath })}\n`)
}

function noteIn(clone) {
  return join(clone, 'node_modules', '.browser.json')
}

function installedBrowser() {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return paths.find((path) => existsSync(path) && runs(path)) ?? null
}

/** The Chromium in node_modules, unpacked: it needs some libraries that not every system has. */
async function packagedBrowser(clone, node) {
  // It unpacks into the temporary directory and trusts whatever lies there under its name.
  const folder = join(clone, 'node_modules', '.cache', 'chromium')
  mkdirSync(folder, { recursive: true })
  const program = `
    const { default: chromium } = await import('@sparticuz/chromium')
    console.log('path:' + (await chromium.executablePath()))`
  try {
    const said = await run(
      'Unpacking a browser for the tests',
      node,
      ['--input-type=module', '-e', program],
      { cwd: clone, env: { ...process.env, TMPDIR: folder } },
    )
    const path = /path:(.*)/.exec(said)?.[1]
    return path && runs(path) ? path : null
  } catch {
    return null
  }
}

async function debianBrowser() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (title, ...args) => run(title, 'apt-get', ['-q', '-y', ...args], { env })
  const install = ['install', '--no-install-recommends', 'chromium']
  try {
    await apt('Installing a browser for the tests', ...install)
  } catch {
    await apt('Reading the list of packages', 'update')
    await apt('Installing a browser for the tests', ...install)
  }
  return installedBrowser()
}

function runs(path) {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}
