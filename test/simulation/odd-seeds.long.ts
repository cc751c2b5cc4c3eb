import { test } from 'vitest'
import { runEveryOtherSeed } from './every-other-seed.ts'

const SEEDS = 50_000
const HOURS = 12

test(
  'fifty thousand seeds, the odd ones',
  () => runEveryOtherSeed(1, { last: SEEDS, minutes: HOURS * 60 }),
  HOURS * 3_600_000,
)
