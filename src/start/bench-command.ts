import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const BENCHES = join(import.meta.dirname, '..', '..', 'bench')
const BENCHMARKS: Record<string, string> = {
  charge: 'how fast a charge is, beside the same SQL and the bare library',
  counter: 'from the press to the receipt, in a browser',
  portal: 'from opening the portal on a phone to the amount and the buttons',
  search: 'how long a list takes among a million',
  books: 'how long statement, aging and the check of the books take',
  invoices: 'issuing a thousand in a batch and one by one',
  checks: 'a thousand checks written down in a batch',
}
const USAGE = `onfile bench <name>; what it takes: onfile bench <name> --help

${Object.entries(BENCHMARKS)
  .map(([name, means]) => `  ${name.padEnd(10)}${means}\n`)
  .join('')}`

/**
 * Measures, in a database of its own that it makes and removes. The benchmarks are no part of the
 * server, so they run as programs of their own.
 */
export async function benchCommand(args: string[]): Promise<number> {
  const [name = '', ...options] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(USAGE)
    return 0
  }
  if (!Object.hasOwn(BENCHMARKS, name)) {
    process.stderr.write(USAGE)
    return 2
  }
  const program = join(BENCHES, `${name}.ts`)
  if (!existsSync(program)) {
    process.stderr.write(
      'The benchmarks are in a clone of the repository, not in what is served.\n',
    )
    return 1
  }
  const child = spawn(process.execPath, [program, ...options], { stdio: 'inherit' })
  // The benchmark closes what it opened; Ctrl-C reaches it by itself.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}
