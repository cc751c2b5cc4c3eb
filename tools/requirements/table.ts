import { ROWS, type Row } from './rows.ts'

export interface TestFile {
  /** From the root of the repository. */
  path: string
  text: string
}

const HEAD = `# What works, row by row

Made by \`node tools/requirements/write.ts\` from the names of the tests; \`npm test\` fails when it is
out of date. The rows are the behaviours of the five closed systems that Onfile replaces (S0 practice
management, S1 agency billing, S2 recreation, S3 marketing and sales, S4 studio). *Works*: a person
can do it in the product, and the tests named show it.

| row | behaviour | state | shown by |
|---|---|---|---|
`

/** docs/requirements.md: every row, its state and the tests that carry its name. */
export function requirementsTable(tests: readonly TestFile[]): string {
  const shown = testsByRow(tests)
  const unknown = [...shown.keys()].filter((id) => !ROWS.some((row) => row.id === id))
  if (unknown.length > 0)
    throw new Error(`Tests name rows that do not exist: ${unknown.join(', ')}`)
  return HEAD + ROWS.map((row) => line(row, shown.get(row.id) ?? [])).join('')
}

function line(row: Row, tests: string[]): string {
  const paths = tests.map((path) => `\`${path.replace(/\.test\.tsx?$/, '')}\``).join(', ')
  return `| ${row.id} | ${row.behaviour} | ${stateOf(row, tests)} | ${paths} |\n`
}

function stateOf(row: Row, tests: string[]): string {
  if (row.later) return row.later
  const state = tests.length > 0 ? 'works' : 'no test yet'
  return row.note ? `${state}; ${row.note}` : state
}

/** Row ids in the names of tests: one, a list, or a run like S0-14…S0-18. */
function testsByRow(tests: readonly TestFile[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { path, text } of tests) {
    for (const id of new Set(rowsNamed(text))) {
      found.set(id, [...(found.get(id) ?? []), path])
    }
  }
  return found
}

function rowsNamed(text: string): string[] {
  const runs = [...text.matchAll(/S(\d)-(\d+)…S?(?:\d-)?(\d+)/g)].flatMap(
    ([, system, first, last]) => {
      const count = Number(last) - Number(first) + 1
      return Array.from({ length: count }, (_, n) => `S${system}-${Number(first) + n}`)
    },
  )
  return [...runs, ...[...text.matchAll(/\bS\d-\d+/g)].map(([id]) => id)]
}
