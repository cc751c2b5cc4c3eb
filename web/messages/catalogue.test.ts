import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const WEB = join(import.meta.dirname, '..')
/** The name of the product is the same in every language. */
const NAMES = ['Onfile']

/** Text between tags, or in an attribute that is read out or shown. */
const TEXT =
  /(?<!=)>\s*([A-Za-z][^<>{}=;()]*)<\/|\b(?:label|title|placeholder|aria-label|description)="([^"]+)"/g

test('every sentence of the pages comes from the catalogue', () => {
  const files = ['staff', 'portal', 'billing', 'ui'].flatMap((folder) =>
    globSync(`${folder}/**/*.tsx`, { cwd: WEB }),
  )
  expect(files.length).toBeGreaterThan(30)
  const found = files.flatMap((file) =>
    [...readFileSync(join(WEB, file), 'utf8').matchAll(TEXT)]
      .map((match) => (match[1] ?? match[2] ?? '').trim())
      .filter((text) => !NAMES.includes(text))
      .map((text) => `${file}: ${text}`),
  )
  expect(found).toEqual([])
})

test('a sentence outside of it would be found', () => {
  expect('<p className={x}>Paid in full</p>'.match(TEXT)).not.toBeNull()
  expect('<Button aria-label="Close">'.match(TEXT)).not.toBeNull()
})

test('every sentence of the catalogue is said somewhere', async () => {
  const said = new Set(
    globSync('**/*.{ts,tsx}', { cwd: WEB })
      .filter(isPage)
      .flatMap((file) => saidIn(file)),
  )
  const unsaid: string[] = []
  for (const file of globSync('messages/en/*.ts', { cwd: WEB })) {
    const words: Record<string, unknown> = await import(join(WEB, file))
    unsaid.push(...Object.entries(words).flatMap(([name, part]) => unsaidOf(name, part, said)))
  }
  expect(unsaid).toEqual([])
})

test('a sentence that nobody says would be found', () => {
  const said = new Set(saidIn('', `import { a as t } from './messages/en/a.ts'\n t.b; t.c[x]`))
  expect(unsaidOf('a', { b: '', c: { d: '' }, e: '', f: { g: '' } }, said)).toEqual([
    'a.e',
    'a.f.g',
  ])
})

const isPage = (file: string) => !file.endsWith('.test.ts') && !file.startsWith('dist')

/** What a file takes from the catalogue: `clients.views.all`, or `clients.views` for all below. */
function saidIn(file: string, text = readFileSync(join(WEB, file), 'utf8')): string[] {
  const names = new Map(
    [...text.matchAll(/import \{([^}]*)\} from '[^']*messages\/en\/[^']*'/g)]
      .flatMap((match) => (match[1] ?? '').split(','))
      .map((part) => part.trim().split(' as '))
      .map(([name = '', alias = name]) => [alias, name]),
  )
  for (const [, own = ''] of text.matchAll(/export const (\w+)/g)) names.set(own, own)
  return [...names].flatMap(([alias, name]) =>
    [...text.matchAll(new RegExp(`(?<![\\w.'])${alias}((?:\\s*\\??\\.\\s*\\w+)*)(\\[)?`, 'g'))]
      // The name alone is where it is made or imported, unless a key is looked up in it.
      .filter(([, path = '', lookup]) => path !== '' || lookup)
      .map(([, path = '']) => name + path.replaceAll(/[\s?]/g, '')),
  )
}

function unsaidOf(path: string, part: unknown, said: ReadonlySet<string>): string[] {
  const isList = Array.isArray(part)
  if (said.has(path) || (isList && [...said].some((one) => one.startsWith(`${path}.`)))) return []
  if (typeof part === 'object' && part !== null && !isList) {
    return Object.entries(part).flatMap(([key, one]) => unsaidOf(`${path}.${key}`, one, said))
  }
  return [path]
}
