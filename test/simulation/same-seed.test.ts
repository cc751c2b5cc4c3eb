import { expect, test } from 'vitest'
import { createDatabase } from '../support/cluster.ts'
import { openLab } from './lab.ts'

test('a seed does the same again, whatever ran before it and however closely it is watched', async () => {
  const database = await createDatabase()
  const lab = await openLab(database.url)
  try {
    for (const seed of [4, 11]) {
      const first = await lab.run(seed)
      await lab.run(seed + 1)
      const again = await lab.run(seed, { everyStep: true })

      const { fingerprint, step, payments, charges } = first
      expect(again).toMatchObject({ fingerprint, step, payments, charges })
      expect(payments).toBeGreaterThan(0)
    }
  } finally {
    await lab.close()
    await database.drop()
  }
}, 180_000)
