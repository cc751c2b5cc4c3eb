import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startWorld } from '../support/world.ts'
import { everythingStored, rowHashes } from '../tenancy/row-hashes.ts'
import { AMOUNTS, CHARGES, type Refusal } from './refusals.ts'
import { IDS, TEXTS } from './refused-texts.ts'
import { makeScene, type Scene } from './scene.ts'

let scene: Scene
const logged: string[] = []

beforeAll(async () => {
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    logged.push(String(chunk))
    return true
  })
  scene = await makeScene(await startWorld())
})
afterAll(async () => {
  vi.restoreAllMocks()
  await scene.world.expectBooksInOrder()
  await scene.world.stop()
})

describe('bad inputs', () => {
  const all = [...AMOUNTS, ...CHARGES, ...TEXTS, ...IDS]

  test.each(all.map((refusal) => ({ name: `row ${refusal.row}: ${refusal.what}`, refusal })))(
    '$name',
    async ({ refusal }) => {
      const before = await rowHashes(scene.world.server.app.db)
      const answer = await refusal.ask(scene)

      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer).toMatchObject({
        status: refusal.status,
        body: { status: refusal.status, code: refusal.code, moneyMoved: 'no' },
      })
      if (typeof refusal.says === 'string') expect(answer.body.detail).toBe(refusal.says)
      else expect(answer.body.detail).toMatch(refusal.says)
      expect(answer.body.field).toBe(refusal.field)
      if (refusal.secret) expect(JSON.stringify(answer.body)).not.toContain(refusal.secret)
      expect(await rowHashes(scene.world.server.app.db)).toEqual(before)
    },
  )

  test('leave nothing secret behind, in the database or in the log', async () => {
    const secrets = all.flatMap(({ secret }: Refusal) => (secret ? [secret] : []))
    const kept = `${await everythingStored(scene.world.server.app.db)}\n${logged.join('')}`
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([])
    for (const number of ['4242424242424242', '378282246310005', '5555555555554444']) {
      expect(kept.normalize('NFKC').replace(/[\s.\-\u200b-\u200d]/g, '')).not.toContain(number)
    }
  })

  test('are refused without an error in the log', () => {
    expect(logged.join('')).toBe('')
  })
})
