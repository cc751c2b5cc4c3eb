import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import { type Import, importsOf, withoutComments } from './imports.ts'

/** The folders of src/, each importing only what stands before it. */
export const ORDER = [
  ...['kit', 'database', 'http', 'jobs', 'processor', 'mail', 'audit', 'ledger', 'organizations'],
  ...[
    'staff',
    'settings',
    'links',
    'clients',
    'wallet',
    'invoices',
    'client-fees',
    'payments',
    'allocations',
    'payouts',
    'returns',
    'disputes',
    'refunds',
    'differences',
    'plans',
    'runs',
    'attention',
  ],
  ...['catalog', 'appointments', 'reports', 'portal', 'integrations'],
]
/** What puts the folders together: the files of src/ itself, and the commands. */
const LAST = ORDER.length
const COMMANDS = ['start', 'check']

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string
  text: string
}

interface Module extends SourceFile {
  imports: Import[]
  code: string
}

type Rule = (module: Module) => string[]

/** Everything in the files that goes against the layout and the style, a sentence each. */
export function tidy(files: readonly SourceFile[]): string[] {
  const modules = files
    .filter(({ path }) => /\.(tsx?|m?js)$/.test(path))
    .map((file) => ({
      ...file,
      imports: importsOf(file.text),
      code: withoutComments(file.text),
    }))
  return [
    ...modules.flatMap((module) =>
      MODULE_RULES.flatMap((rule) => rule(module)).map((what) => `${module.path}: ${what}`),
    ),
    ...files.flatMap((file) => textProblems(file).map((what) => `${file.path}: ${what}`)),
    ...circles(modules),
    ...browserProblems(modules),
  ]
}

const MODULE_RULES: Rule[] = [
  importOrder,
  serverStandsAlone,
  pagesKnowOnlyContracts,
  sandboxStandsAlone,
  stripeOnlyInProcessor,
  storesArePrivate,
  namesSayWhat,
  clockAndChanceAreParameters,
  moneyIsNeverAFraction,
  nothingUnfinished,
  length,
]

function importOrder({ path, imports }: Module): string[] {
  if (!path.startsWith('src/') || isTest(path)) return []
  const own = rank(path)
  if (own === -1) return [`src/${folderOf(path)}/ is not in the order of folders (tools/tidy.ts).`]
  return targets(path, imports)
    .filter((target) => target.startsWith('src/') && rank(target) > own)
    .map((target) => `imports ${target}, which stands to its right.`)
}

function rank(path: string): number {
  const folder = folderOf(path)
  return folder === null || COMMANDS.includes(folder) ? LAST : ORDER.indexOf(folder)
}

/** `payments` of src/payments/charge.ts; null for a file of src/ itself. */
function folderOf(path: string): string | null {
  const [, folder, file] = path.split('/')
  return file === undefined ? null : (folder ?? null)
}

function serverStandsAlone({ path, imports }: Module): string[] {
  if (!path.startsWith('src/') || isTest(path)) return []
  const foreign = rank(path) === LAST ? /^(sandbox|web|test|tools|bench)\// : /^(?!src\/)/
  // A command may load the simulation or the benchmark when it runs; the server never does.
  const atStart = imports.filter(({ late }) => !(late && path.startsWith('src/start/')))
  return targets(path, atStart)
    .filter((target) => foreign.test(target))
    .map((target) => `imports ${target}, which is no part of the server.`)
}

function pagesKnowOnlyContracts({ path, imports }: Module): string[] {
  if (!path.startsWith('web/')) return []
  return imports.flatMap(({ from, typeOnly }) => {
    const target = resolveFrom(path, from)
    if (target === null || /^(web\/|src\/kit\/|src\/[^/]+\/contract\.ts$)/.test(target)) return []
    if (isTest(path) && target.startsWith('test/')) return []
    const describesTheApi = /^src\/(app|[^/]+\/routes)\.ts$/.test(target)
    if (path === 'web/api/client.ts' && typeOnly && describesTheApi) return []
    return [`imports ${target}; pages take only contract.ts and kit/ from the server.`]
  })
}

function sandboxStandsAlone({ path, imports }: Module): string[] {
  if (!path.startsWith('sandbox/')) return []
  return targets(path, imports)
    .filter((target) => !target.startsWith('sandbox/'))
    .filter((target) => !(isTest(path) && target.startsWith('test/')))
    .map((target) => `imports ${target}; the sandbox shares no code with Onfile.`)
}

function stripeOnlyInProcessor({ path, imports }: Module): string[] {
  // A benchmark compares a charge with the bare library.
  if (isTest(path) || /^(src\/processor|bench)\//.test(path)) return []
  return imports
    .filter(({ from }) => from === 'stripe' || from.startsWith('stripe/'))
    .filter(({ typeOnly }) => !(typeOnly && path.startsWith('sandbox/')))
    .map(() => 'imports stripe, which only src/processor/ does.')
}

function storesArePrivate({ path, imports }: Module): string[] {
  if (!path.startsWith('src/') || isTest(path)) return []
  return targets(path, imports)
    .filter((target) => /^src\/[^/]+\/store\.ts$/.test(target))
    .filter((target) => folderOf(target) !== folderOf(path))
    .map((target) => `imports ${target}, which is private to its folder.`)
}

function namesSayWhat({ path }: Module): string[] {
  const stem = posix.basename(path).replace(/\..*$/, '')
  const empty = /^(.*-)?(services?|utils?|helpers?|types?|managers?)$|^index$/
  return empty.test(stem) ? [`"${stem}" does not say what is in the file.`] : []
}

function clockAndChanceAreParameters({ path, code }: Module): string[] {
  if (!path.startsWith('src/') || isTest(path)) return []
  if (path === 'src/kit/time.ts' || path === 'src/kit/id.ts') return []
  return (code.match(/\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b/g) ?? []).map(
    (found) => `uses ${found}; take the clock or the source of ids as a parameter.`,
  )
}

function moneyIsNeverAFraction({ path, code }: Module): string[] {
  if (!/^(src|web)\//.test(path) || isTest(path) || path === 'src/kit/money.ts') return []
  const bare = code.replace(/'[^'\n]*'|"[^"\n]*"/g, '')
  return (bare.match(/\bparseFloat\b|\.toFixed\(|[\w)\]]\s*\/\s*100n?\b/g) ?? []).map(
    (found) => `uses ${found.trim()}; amounts are parsed, split and shown by kit/money.ts.`,
  )
}

function nothingUnfinished({ path, text }: Module): string[] {
  if (path === 'tools/tidy.ts') return []
  const pattern = /\b(TODO|FIXME)\b|\b(?:test|it|describe|suite)\.(?:only|skip|todo)\b/g
  return (text.match(pattern) ?? []).map((found) => `leaves ${found} behind.`)
}

const LINES_MAX = 400

function length({ path, text }: Module): string[] {
  if (!/^(src|web|sandbox)\//.test(path) || path.includes('.generated.')) return []
  const lines = text.trimEnd().split('\n').length
  return lines > LINES_MAX ? [`has ${lines} lines, and ${LINES_MAX} is the most.`] : []
}

/** What holds for every text file, whatever its language. */
function textProblems({ path, text }: SourceFile): string[] {
  const problems: string[] = []
  if (path === 'package-lock.json' && text.includes('"resolved": "http')) {
    problems.push('names the address of a registry; see .npmrc.')
  }
  const home = /(?<![\w.~}-])\/(?:work|root|(?:home|Users)\/\w+)\//.exec(text)
  if (home) problems.push(`holds the path of one machine (${home[0]}).`)
  return problems
}

/** Imports of types alone are gone when the program runs, and late ones come when all is there. */
function circles(modules: readonly Module[]): string[] {
  const graph = new Map(
    modules.map(({ path, imports }) => [
      path,
      targets(
        path,
        imports.filter(({ typeOnly, late }) => !typeOnly && !late),
      ),
    ]),
  )
  const done = new Set<string>()
  const found: string[] = []

  function visit(path: string, trail: string[]): void {
    const start = trail.indexOf(path)
    if (start !== -1) {
      found.push(`${[...trail.slice(start), path].join(' → ')}: imports in a circle.`)
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}

const SERVER_ONLY = /^(node:|(pg|pg-boss|kysely|stripe|better-auth|@hono\/node-server)(\/|$))/

/** The pages, kit/ and every contract.ts run in a browser, with all that they import. */
function browserProblems(modules: readonly Module[]): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const reached = new Map<string, string>()

  function reach(path: string, from: string): void {
    const module = byPath.get(path)
    if (module === undefined || reached.has(path)) return
    reached.set(path, from)
    const values = module.imports.filter(({ typeOnly }) => !typeOnly)
    for (const target of targets(path, values)) reach(target, from)
  }
  for (const { path } of modules.filter(runsInBrowser)) reach(path, path)

  return [...reached].flatMap(([path, from]) =>
    (byPath.get(path)?.imports ?? [])
      .filter((found) => !found.typeOnly && SERVER_ONLY.test(found.from))
      .map((found) => `${path}: imports ${found.from}, but runs in a browser with ${from}.`),
  )
}

function runsInBrowser({ path }: Module): boolean {
  if (isTest(path)) return false
  // Files of web/ itself are about the build.
  return /^(web\/[^/]+|src\/kit)\/|^src\/[^/]+\/contract\.ts$/.test(path)
}

function targets(path: string, imports: readonly Import[]): string[] {
  return imports.flatMap(({ from }) => resolveFrom(path, from) ?? [])
}

function resolveFrom(path: string, from: string): string | null {
  return from.startsWith('.') ? posix.join(posix.dirname(path), from) : null
}

/** Tests stand outside the layers: they look at everything. */
function isTest(path: string): boolean {
  return /\.(test|long)\.tsx?$/.test(path) || path.startsWith('test/')
}

const NOT_OURS = new Set(['node_modules', 'dist', 'data', '.git', 'test-results', 'fixtures'])
const TEXT = /\.(tsx?|m?js|json|md|css|html|sql|ya?ml|sh|svg|txt)$|^\.ci\/|ile$/

/** The repository as it lies on disk, committed or not. */
export function readTree(root: string): SourceFile[] {
  return [...walk(root)].map((file) => ({
    path: relative(root, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8'),
  }))
}

function* walk(folder: string, root = folder): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !NOT_OURS.has(entry.name)) yield* walk(path, root)
    else if (entry.isFile() && TEXT.test(relative(root, path))) yield path
  }
}
