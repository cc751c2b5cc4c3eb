import { test } from 'vitest'
import { runEveryOtherSeed } from './every-other-seed.ts'

const MINUTES = 2

test(
  'each press is charged at most once and none is lost, whatever goes wrong (even seeds)',
  () => runEveryOtherSeed(2, { last: 100_000, minutes: MINUTES }),
  (MINUTES + 2) * 60_000,
)
