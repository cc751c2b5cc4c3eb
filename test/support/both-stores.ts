import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createDatabase, type TestDatabase } from './cluster.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'

/**
 * The same tests against a sandbox in memory and one in PostgreSQL. Afterwards every reply that
 * they had is held against the types of the SDK.
 */
export function describeBothStores(name: string, tests: (sandbox: () => Sandbox) => void): void {
  describe.each(['memory', 'PostgreSQL'])(`${name}, in %s`, (store) => {
    let sandbox: Sandbox
    let database: TestDatabase | null = null

    beforeAll(async () => {
      if (store === 'PostgreSQL') database = await createDatabase('empty')
      sandbox = await startSandbox({ databaseUrl: database?.url })
    })
    afterAll(async () => {
      expect(await sandbox.faultsOfReplies()).toBe('')
      await sandbox.stop()
      await database?.drop()
    })

    tests(() => sandbox)
  })
}
