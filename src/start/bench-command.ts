import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const BENCHES = join(import.meta.dirname, '..', '..', 'bench')
const NAMES = ['charge', 'counter', 'search', 'invoices', 'books']

/**
 * `onfile bench charge`, `counter`, `search`, `invoices` or `books`: measures, in a database of its own that
 * it makes and removes. The benchmarks are no part of the server, so they run as programs of their own.
 */
export async function benchCommand(args: string[]): Promise<number> {
  const [name = '', ...options] = args
  if (!NAMES.includes(name)) {
    process.stderr.write(`Name what to measure, after onfile bench: ${NAMES.join(', ')}\n`)
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
