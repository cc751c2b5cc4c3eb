import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../support/world.ts'
import { checkModel } from './model/run.ts'

let world: World

beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

test('whatever people do with money in hand, alone or two at once, the rows say what the model says', async () => {
  const done = await checkModel(world, { runs: 100 })
  expect(done.runs).toBe(100)
}, 300_000)
