import { test } from 'vitest'
import { killSoak } from './kill-soak.ts'

test(
  'fifty kills of the server in the middle of charges: each is made once or not at all',
  {
    timeout: 600_000,
  },
  () => killSoak(50),
)
