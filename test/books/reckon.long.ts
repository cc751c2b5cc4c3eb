import { test } from 'vitest'
import { creditsAddUp, reckoningAddsUp } from './reckon-laws.ts'

const RUNS = 1_000_000

test('a million invoices add up', () => reckoningAddsUp(RUNS), 1_200_000)
test('a million invoices are taken back whole', () => creditsAddUp(RUNS), 1_200_000)
