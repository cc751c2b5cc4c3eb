import { test } from 'vitest'
import { killSoak } from './kill-soak.ts'

test('two hundred kills of the server in the middle of charges', { timeout: 1_800_000 }, () =>
  killSoak(200),
)
