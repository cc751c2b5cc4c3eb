import { afterAll, beforeAll, test } from 'vitest'
import { startWorld, type World } from '../support/world.ts'
import { checkModel } from './model/run.ts'

/** An hour, unless ONFILE_MODEL_MINUTES says how long. */
const MINUTES = Number(process.env.ONFILE_MODEL_MINUTES ?? 60)
const RUNS_AT_ONCE = 50

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('the rows say what the model says, for an hour', {
  timeout: (MINUTES + 10) * 60_000,
}, async () => {
  const end = Date.now() + MINUTES * 60_000
  const sum = { runs: 0, steps: 0 }
  while (Date.now() < end) {
    const { runs, steps } = await checkModel(world, { runs: RUNS_AT_ONCE, steps: 40 })
    sum.runs += runs
    sum.steps += steps
  }
  process.stdout.write(`${sum.runs} runs, ${sum.steps} steps\n`)
})
