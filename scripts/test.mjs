// `npm test`: every check in order, the first red one ends it. `npm test -- <file or name>` runs
// those tests alone; `--long` runs the long suites (*.long.ts) alone.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const clone = join(import.meta.dirname, '..')

const chosen = process.argv.slice(2).filter((word) => word !== '--long')
const long = process.argv.includes('--long')
const env = { ...process.env, ...(long ? { ONFILE_LONG: '1' } : {}) }

if (!long && chosen.length === 0) {
  check('lint and format', 'biome', ['check', '--error-on-warnings', '--no-errors-on-unmatched'])
  for (const config of ['tsconfig.json', 'web/tsconfig.json', 'sandbox/browser/tsconfig.json']) {
    if (existsSync(join(clone, config))) check(`types of ${config}`, 'tsc', ['-p', config])
  }
  check('unused code', 'knip', ['--no-progress'])
}
check('tests', 'vitest', ['run', ...chosen], chosen.length > 0 || long)

/** One line with its time when green; all that the program said when red. */
function check(title, program, args, show = false) {
  const started = performance.now()
  const run = spawnSync(process.execPath, [binary(program), ...args], {
    cwd: clone,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`)
    process.stderr.write(`✗ ${title} (${seconds} s)\n`)
    process.exit(run.status ?? 1)
  }
  process.stdout.write(`✓ ${title} (${seconds} s)\n`)
}

/** The script behind a command, so that it runs on this very Node. */
function binary(program) {
  const name = { biome: '@biomejs/biome', tsc: 'typescript' }[program] ?? program
  const file = packageFile(name)
  const { bin } = JSON.parse(readFileSync(file, 'utf8'))
  return join(dirname(file), typeof bin === 'string' ? bin : bin[program])
}

function packageFile(name) {
  return join(clone, 'node_modules', name, 'package.json')
}
