/** The sandbox as a process of its own: prints one JSON line when it listens. */
import { randomBytes } from 'node:crypto'
import { createEngine } from './engine.ts'
import { startPump } from './pump.ts'
import { startServer } from './server.ts'
import { createMemoryStore } from './store-memory.ts'
import { createPostgresStore } from './store-postgres.ts'

const databaseUrl = process.env.SANDBOX_DATABASE_URL
const port = Number(process.env.SANDBOX_PORT ?? 0)
const host = process.env.SANDBOX_HOST ?? '127.0.0.1'

/** Randomness that nobody can guess: secrets and ids are made of it. */
function cryptoRandom(): () => number {
  let pool = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used + 4 > pool.length) {
      pool = randomBytes(4096)
      used = 0
    }
    used += 4
    return pool.readUInt32LE(used - 4) / 2 ** 32
  }
}

function reportFault(error: unknown): void {
  console.error('sandbox:', error instanceof Error ? error.stack : error)
}

async function main(): Promise<void> {
  const store =
    databaseUrl === undefined || databaseUrl === ''
      ? createMemoryStore()
      : await createPostgresStore(databaseUrl)
  const engine = await createEngine({
    store,
    clock: { now: () => Date.now() },
    random: cryptoRandom(),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    onError: reportFault,
  })
  const server = await startServer(engine, host, port)
  startPump(engine, reportFault)
  process.stdout.write(`${JSON.stringify({ ready: true, port: server.port })}\n`)
}

process.on('SIGTERM', () => process.exit(0))
process.on('SIGINT', () => process.exit(0))
// A sandbox of a test ends with the test, however that ends; the product's outlives a killed Onfile.
if (process.env.SANDBOX_UNTIL_STDIN_ENDS) {
  process.stdin.on('end', () => process.exit(0))
  process.stdin.on('error', () => process.exit(0))
  process.stdin.resume()
}

main().catch((error: unknown) => {
  reportFault(error)
  process.exit(1)
})
