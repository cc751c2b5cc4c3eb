import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// `npm test` runs the quick suites; ONFILE_LONG is set by `npm run test:long`.
const suites = process.env.ONFILE_LONG ? ['long.ts'] : ['test.ts', 'test.tsx']
const folders = ['src', 'sandbox', 'web', 'test', 'tools', 'bench', 'seeds']

/** Those that take minutes, the longest first. */
const MINUTES = [
  'test/e2e/pages.test.ts',
  'test/matrix/authorization.test.ts',
  'test/simulation/even-seeds.test.ts',
  'test/simulation/odd-seeds.test.ts',
  'test/kill/kill.test.ts',
  'test/stories/disputes.test.ts',
  'test/simulation/mutants.test.ts',
]

/** What takes long begins first: begun last, it keeps the other core waiting until it ends. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = MINUTES.indexOf(relative(import.meta.dirname, moduleId))
      return at < 0 ? MINUTES.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    include: folders.flatMap((folder) => suites.map((suite) => `${folder}/**/*.${suite}`)),
    globalSetup: ['test/support/cluster.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [['default', { summary: false }]],
  },
})
