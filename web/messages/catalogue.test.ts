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
  const files = ['staff', 'ui'].flatMap((folder) => globSync(`${folder}/**/*.tsx`, { cwd: WEB }))
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
