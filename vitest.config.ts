import { defineConfig } from 'vitest/config'

// `npm test` runs the quick suites; ONFILE_LONG is set by `npm run test:long`.
const suites = process.env.ONFILE_LONG ? ['long.ts'] : ['test.ts', 'test.tsx']
const folders = ['src', 'sandbox', 'web', 'test', 'tools', 'bench', 'seeds']

export default defineConfig({
  test: {
    include: folders.flatMap((folder) => suites.map((suite) => `${folder}/**/*.${suite}`)),
    globalSetup: ['test/support/cluster.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: [['default', { summary: false }]],
  },
})
