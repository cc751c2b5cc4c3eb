import { test } from 'vitest'
import { creditsAddUp, reckoningAddsUp } from '../../test/books/reckon-laws.ts'

const RUNS = 50_000

test('lines and taxes are the total, whatever is on the lines, to the last minor unit', () => {
  reckoningAddsUp(RUNS)
})

test('credit notes over all lines, in any parts and order, are the invoice', () => {
  creditsAddUp(RUNS)
})
