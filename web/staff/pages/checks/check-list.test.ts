import { expect, test } from 'vitest'
import { cellsOf, emptyLines, readLines, withPasted } from './check-list.ts'

test('cells of a spreadsheet fill the list from where they are pasted, and make room', () => {
  const cells = cellsOf('Client\tAmount\r\nMaria Alvarez\t$85.00\t1044\r\nJonas Weber\t1,250\r\n')
  const lines = withPasted(emptyLines(2), { line: 1, column: 'client' }, cells ?? [])

  expect(lines).toHaveLength(4)
  expect(readLines(lines, 'USD')).toMatchObject({
    checks: [
      { client: 'Maria Alvarez', amount: 8_500, checkNumber: '1044' },
      { client: 'Jonas Weber', amount: 125_000 },
    ],
    problems: [],
  })
})

test('text of one cell is pasted as text', () => {
  expect(cellsOf('Maria Alvarez')).toBeNull()
  expect(cellsOf('Maria\tAlvarez')).toEqual([['Maria', 'Alvarez']])
})

test('an amount that is none is named with its line', () => {
  const [first, second] = emptyLines(2)
  if (!first || !second) throw new Error('two lines')
  const lines = [
    { ...first, client: 'Maria', amount: '12' },
    ...emptyLines(1),
    { ...second, client: 'Jonas', amount: 'twelve' },
  ]
  expect(readLines(lines, 'USD').problems).toMatchObject([{ row: 2, field: 'amount' }])
})
