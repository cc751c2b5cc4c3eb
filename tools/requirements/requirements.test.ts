import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readTests, TABLE } from './read-tests.ts'
import { requirementsTable } from './table.ts'

test('docs/requirements.md says what the tests show', () => {
  // Made anew by: node tools/requirements/write.ts
  expect(readFileSync(TABLE, 'utf8')).toBe(requirementsTable(readTests()))
})

test('a run and a list of rows are each of them', () => {
  const table = requirementsTable([
    { path: 'test/a.test.ts', text: "test('S0-14…S0-16 and S1-3, S1-4 show it')" },
  ])
  for (const id of ['S0-14', 'S0-15', 'S0-16', 'S1-3', 'S1-4']) {
    expect(table).toMatch(new RegExp(`\\| ${id} \\|.*\`test/a\` \\|`))
  }
  expect(table).toMatch(/\| S0-17 \|.*no test yet/)
})
